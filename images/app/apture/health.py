"""`/healthz`: the process answers. `/readyz`: so does everything that it needs."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from apture import pending_migrations
from apture.configuration import configuration
from apture.http.middleware import answer
from apture.jobs import publisher
from apture.pages.cache import servers

UP = "up"


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Every dependency by name. One cache server is enough: the others' keys go to it."""
    checks: dict[str, Callable[[], str]] = {"queue": _queue}
    for name in configuration().databases:
        checks[f"databases.{name}"] = _database(name)
        checks[f"databases.{name}_read"] = _database(f"{name}_read")
    for application, database in configuration().placement.items():
        checks[f"migrations.{application}"] = _migrations(application, database)
    with ThreadPoolExecutor(len(checks)) as threads:
        states = dict(zip(checks, threads.map(lambda check: _state(check), checks.values()), strict=True))
    caches = servers().states()
    ready = all(state == UP for state in states.values()) and UP in caches.values()
    states |= {f"cache.{server}": state for server, state in caches.items()}
    response = answer({"ready": ready, "needs": states}, 200 if ready else 503)
    if not ready:
        response["Retry-After"] = "1"
    return response


def _state(check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception as error:
        return f"down: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"[:200]


def _queue() -> str:
    publisher.check()
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
            missing = pending_migrations.pending(application, database)
            return UP if not missing else f"waiting for {missing[0]}"
        finally:
            connections[database].close()

    return check
