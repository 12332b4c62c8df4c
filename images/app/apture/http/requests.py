"""Reads and checks what a client sent."""

import json
import re
from typing import Any

from django.http import HttpRequest

from apture.http import body as request_body
from apture.http.refusal import Refusal
from apture.jobs.payload import is_storable_text

_IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,64}")


def json_body(request: HttpRequest, limit: int) -> dict[str, Any]:
    """
    The JSON object in the body.

    @raises Refusal: there is none, or it is larger than `limit` bytes.
    """
    if request.content_type != "application/json":
        raise Refusal(415, "send application/json")
    if "CONTENT_LENGTH" not in request.META or "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        raise Refusal(411, "send the body with a Content-Length")
    length = int(request.META["CONTENT_LENGTH"] or 0)
    if length > limit:
        raise Refusal(413, f"the body has {length} bytes; send {limit} or fewer")
    body = request_body.read(request, length)
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise Refusal(400, "the body is not valid JSON") from None
    if not isinstance(value, dict):
        raise Refusal(400, "the body is not a JSON object")
    return value


def text_field(body: dict[str, Any], field: str, max_length: int, default: str | None = None) -> str:
    """@raises Refusal: the field is missing, not a text, too long, or has characters that PostgreSQL cannot store."""
    value = body.get(field, default)
    if not isinstance(value, str) or not 1 <= len(value) <= max_length:
        raise Refusal(400, f"{field} must be a text of 1 to {max_length} characters")
    if not is_storable_text(value):
        raise Refusal(400, f"{field} contains NUL or half of a surrogate pair")
    return value


def refuse_other_fields(body: dict[str, Any], *fields: str) -> None:
    """@raises Refusal: the body has a field that nothing reads."""
    for unknown in body.keys() - set(fields):
        raise Refusal(400, f"unknown field {unknown!r}; use {', '.join(fields)}")


def idempotency_key(request: HttpRequest) -> str | None:
    """@raises Refusal: the header is not valid."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and (not _IDEMPOTENCY_KEY.fullmatch(key) or key.startswith("job:")):
        raise Refusal(400, "Idempotency-Key must be 1 to 64 visible ASCII characters and must not begin with job:")
    return key
