"""`POST /events` and `GET /jobs/<id>`."""

import math
import re
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from apture.http.middleware import Refusal, answer, body_of, failure, only, storable, text_of
from apture.jobs import effects, identifiers, publisher

LARGEST_EVENT = 16 * 1024
"""Bytes."""
DEEPEST = 100
"""Objects and lists within each other in an event's data: far fewer than a parser's stack holds."""

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_KIND = re.compile(r"[a-z][a-z0-9_-]{0,31}")


@require_POST
def events(request: HttpRequest) -> HttpResponse:
    """202 once the broker has the job on disk; 503 when it has not said so in time."""
    body = body_of(request, LARGEST_EVENT)
    only(body, "slug", "kind", "data")
    slug = text_of(body, "slug", 64, default="home")
    kind = text_of(body, "kind", 32, default="view")
    data = body.get("data", {})
    if not _SLUG.fullmatch(slug):
        raise Refusal(400, "slug must be lower-case letters, digits and hyphens")
    if not _KIND.fullmatch(kind) or kind == "edit":
        raise Refusal(400, "kind must be lower-case letters, digits, _ and -, and not edit")
    if not isinstance(data, dict):
        raise Refusal(400, "data must be an object")
    if not _storable(data):
        raise Refusal(400, f"data holds NUL, half of a surrogate pair, a number without bounds, or more than {DEEPEST} levels")
    identifier = identifiers.new(settings.SECRET_KEY)
    publisher.publish("apture.event", [slug, kind, data], identifier)
    response = answer({"job": str(identifier), "state": "queued"}, 202)
    response["Location"] = f"/jobs/{identifier}"
    return response


def _storable(value: Any, depth: int = 0) -> bool:
    """Whether jsonb takes it: a job that no database takes would end in the dead letters, long after its 202."""
    match value:
        case str():
            return storable(value)
        case float():
            return math.isfinite(value)
        case dict():
            return depth < DEEPEST and all(_storable(key) and _storable(part, depth + 1) for key, part in value.items())
        case list():
            return depth < DEEPEST and all(_storable(part, depth + 1) for part in value)
        case _:
            return True


@require_safe
def job(request: HttpRequest, identifier: str) -> HttpResponse:
    """
    `done` with the time, once its effect is in the database (as replicas know it); `queued` for every other job that was given out,
    which includes one in the dead letters; 404 for a name that never was.
    """
    try:
        name = UUID(identifier)
    except ValueError:
        return failure(404, "this is no job's name")
    if not identifiers.genuine(name, settings.SECRET_KEY):
        return failure(404, "no job has this name")
    effect = effects.done(name)
    if effect is None:
        return answer({"job": str(name), "state": "queued"})
    return answer({"job": str(name), "state": "done", "kind": effect.kind, "slug": effect.slug, "done_at": effect.done_at.isoformat()})
