"""`GET /p/<slug>` reads a page, `POST /p/<slug>` edits it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods

from apture.http.refusal import Refusal
from apture.http.requests import idempotency_key, json_body, refuse_other_fields, text_field
from apture.http.responses import error_response, json_response
from apture.jobs import identifiers
from apture.pages import store
from apture.pageviews import counter

MAX_EDIT = 128 * 1024
"""Bytes."""


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
        # A browser asks each time, and most answers are 304: an edit shows at once.
        response["Cache-Control"] = "no-cache"
        response = get_conditional_response(request, etag=etag, response=response) or response
    else:
        response = error_response(404, "this page does not exist; POST to this address to create it")
    response["X-Cache"] = state
    return response


def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """
    201 for a new page and 200 for a new version, once the database has the edit and its job. With an Idempotency-Key
    the request may be sent again, whatever became of it: it takes effect once.
    """
    key = idempotency_key(request)
    body = json_body(request, MAX_EDIT)
    refuse_other_fields(body, "title", "body")
    text = text_field(body, "body", MAX_EDIT)
    title = text_field(body, "title", 200, default=slug)
    try:
        edited = store.edit(slug, title, text, identifiers.new(settings.SECRET_KEY), key)
    except store.KeyReused:
        raise Refusal(422, "this Idempotency-Key belongs to another edit") from None
    response = json_response(
        {"slug": slug, "version": edited.version, "job": str(edited.job)}, 201 if edited.version == 1 else 200
    )
    response["ETag"] = f'"{edited.version}"'
    if edited.replayed:
        response["Idempotency-Replayed"] = "true"
    return response
