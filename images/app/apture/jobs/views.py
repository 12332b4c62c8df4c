"""`POST /events` and `GET /jobs/<identifier>`."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from apture.http.refusal import Refusal
from apture.http.requests import idempotency_key, json_body, refuse_other_fields, text_field
from apture.http.responses import error_response, json_response
from apture.jobs import accepted_events, effects, identifiers, payload, publisher

MAX_EVENT = 16 * 1024
"""Bytes."""


@require_POST
def events(request: HttpRequest) -> HttpResponse:
    """
    202 once the broker has the job on disk; 503 if it did not confirm that in time. With an Idempotency-Key the request
    may be sent again: all requests with one key are one job.
    """
    key = idempotency_key(request)
    body = json_body(request, MAX_EVENT)
    refuse_other_fields(body, "slug", "kind", "data")
    slug = text_field(body, "slug", 64, default="home")
    kind = text_field(body, "kind", 32, default="view")
    data = body.get("data", {})
    try:
        payload.check_event(slug, kind, data)
    except payload.InvalidPayload as error:
        raise Refusal(400, str(error)) from None
    if key is None:
        identifier, replayed = identifiers.new(settings.SECRET_KEY), False
        publisher.publish("apture.event", [slug, kind, data], identifier)
    else:
        identifier = identifiers.for_key(key, settings.SECRET_KEY)
        replayed = _publish_once(key, [slug, kind, data], identifier)
    response = json_response({"job": str(identifier), "state": "queued"}, 202)
    response["Location"] = f"/jobs/{identifier}"
    if replayed:
        response["Idempotency-Replayed"] = "true"
    return response


def _publish_once(key: str, arguments: list, identifier: UUID) -> bool:
    """
    Whether an earlier request has published the job.

    @raises Refusal: that was another event.
    """
    event = accepted_events.digest(*arguments)
    accepted = accepted_events.find(key)
    if accepted is None:
        publisher.publish("apture.event", arguments, identifier)
        accepted_events.remember(key, event)
        return False
    if accepted != event:
        raise Refusal(422, "this Idempotency-Key belongs to another event")
    return True


@require_safe
def job(request: HttpRequest, identifier: str) -> HttpResponse:
    """
    `done` with the time, once the job's effect is in the database (as replicas know it); `queued` for every other job
    that was issued, including one in the dead letters; 404 for an identifier that was never issued.
    """
    try:
        name = UUID(identifier)
    except ValueError:
        return error_response(404, "this is not an identifier of a job")
    if not identifiers.genuine(name, settings.SECRET_KEY):
        return error_response(404, "no job has this identifier")
    effect = effects.find(name)
    if effect is None:
        return json_response({"job": str(name), "state": "queued"})
    return json_response(
        {
            "job": str(name),
            "state": "done",
            "kind": effect.kind,
            "slug": effect.slug,
            "done_at": effect.done_at.isoformat(),
        }
    )
