"""`GET /p/<slug>` reads a page, `POST /p/<slug>` edits it."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods

from apture.http.middleware import Refusal, answer, body_of, failure, only, text_of
from apture.jobs import identifiers, publisher
from apture.pages import store
from apture.pageviews import counter

LARGEST_EDIT = 128 * 1024
"""Bytes."""

_KEY = re.compile(r"[\x21-\x7e]{1,64}")


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, slug: str) -> HttpResponse:
    return edit(request, slug) if request.method == "POST" else read(request, slug)


def read(request: HttpRequest, slug: str) -> HttpResponse:
    entry, state = store.read(slug)
    if entry.exists:
        counter.count(slug)
        etag = f'"{entry.version}"'
        response = HttpResponse(entry.body, content_type="text/html; charset=utf-8")
        response["ETag"] = etag
        # A browser asks every time and is mostly told that nothing has changed: an edit shows at once.
        response["Cache-Control"] = "no-cache"
        response = get_conditional_response(request, etag=etag, response=response) or response
    else:
        response = failure(404, "there is no such page yet; POST to this address makes it")
    response["X-Cache"] = state
    return response


def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """
    201 for a new page and 200 for a new version, once the edit is in the database and its job with the broker. With an
    Idempotency-Key a request may be sent again, whatever became of it: it takes effect once.
    """
    key = request.headers.get("Idempotency-Key")
    if key is not None and (not _KEY.fullmatch(key) or key.startswith("job:")):
        raise Refusal(400, "Idempotency-Key must be 1 to 64 visible ASCII characters, and not begin with job:")
    body = body_of(request, LARGEST_EDIT)
    only(body, "title", "body")
    text = text_of(body, "body", LARGEST_EDIT)
    title = text_of(body, "title", 200, default=slug)
    # An edit whose job nobody would take is not made.
    publisher.expect()
    try:
        edited = store.edit(slug, title, text, identifiers.new(settings.SECRET_KEY), key)
    except store.KeyReused:
        raise Refusal(422, "this Idempotency-Key belongs to another edit") from None
    # Sent again for a repetition: the first attempt may have ended between database and broker. The job takes effect once.
    publisher.publish("apture.edited", [slug, edited.version], edited.job)
    response = answer(
        {"slug": slug, "version": edited.version, "job": str(edited.job)}, 201 if edited.version == 1 else 200
    )
    response["ETag"] = f'"{edited.version}"'
    if edited.replayed:
        response["Idempotency-Replayed"] = "true"
    return response
