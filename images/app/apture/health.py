"""`/healthz`: the process answers. `/readyz`: everything that it needs answers, too."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from apture import pending_migrations
from apture.configuration import configuration
from apture.http.responses import json_response
from apture.jobs import publisher
from apture.pages.cache import memcached

UP = "up"
WAITING = "waiting for "


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """
    Every dependency by name. One cache server is enough: it serves the keys of the others, too.

    `waiting` is true if nothing but a migration is missing. Then this release works as soon as the migration is done,
    however long that takes; `healthcheck-web` does not give up on it.
    """
    checks: dict[str, Callable[[], str]] = {"queue": _queue}
    for name in configuration().databases:
        checks[f"databases.{name}"] = _database(name)
        checks[f"databases.{name}_read"] = _database(f"{name}_read")
    for application, database in configuration().placement.items():
        checks[f"migrations.{application}"] = _migrations(application, database)
    with ThreadPoolExecutor(len(checks)) as threads:
        states = dict(zip(checks, threads.map(lambda check: _state(check), checks.values()), strict=True))
    caches = memcached().states()
    missing = [state for state in states.values() if state != UP]
    if UP not in caches.values():
        missing.append("no cache server answers")
    waiting = bool(missing) and all(state.startswith(WAITING) for state in missing)
    states |= {f"cache.{server}": state for server, state in caches.items()}
    response = json_response({"ready": not missing, "waiting": waiting, "needs": states}, 503 if missing else 200)
    if missing:
        response["Retry-After"] = "1"
    return response


def _state(check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception as error:
        return f"down: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"[:200]


def _queue() -> str:
    publisher.check_connection()
    return UP


def _database(alias: str) -> Callable[[], str]:
    def check() -> str:
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT 1")
            return UP
        finally:
            connections[alias].close()

    return check


def _migrations(application: str, database: str) -> Callable[[], str]:
    def check() -> str:
        try:
            names = pending_migrations.pending(application, database)
            return UP if not names else f"{WAITING}{names[0]}"
        finally:
            connections[database].close()

    return check
