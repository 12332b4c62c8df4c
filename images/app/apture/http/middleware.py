"""
ResponseMiddleware of every answer: who served it, its length, errors as JSON, 503 with Retry-After for what may be tried again, and all of them
in time.
"""

import json
import logging
import math
import socket
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from apture import deadline
from apture.breaker import Open
from apture.cache.lease_cache import Unavailable as PageUnavailable
from apture.configuration import configuration
from apture.database import DATABASE_ERRORS, Busy
from apture.jobs.publisher import Unavailable as QueueUnavailable

SERVED_BY = socket.gethostname()
RETRY_AFTER = 2
"""Seconds, where nobody knows better."""

logger = logging.getLogger(__name__)


class Refusal(Exception):
    """The request cannot be served as it is. Says what to change."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.status = status


class ResponseMiddleware:
    """The one middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with deadline.within(configuration().timeouts.request):
            response = self.get_response(request)
        response["X-Served-By"] = SERVED_BY
        if not response.has_header("Content-Length") and response.status_code != 304:
            response["Content-Length"] = str(len(response.content))
        if request.method == "HEAD":
            response.content = b""
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        match exception:
            case Refusal():
                return failure(exception.status, str(exception))
            case PageUnavailable(__cause__=Open() as cause):
                return unavailable(str(exception), cause.remaining)
            case Open():
                return unavailable(str(exception), exception.remaining)
            case PageUnavailable() | QueueUnavailable() | Busy():
                return unavailable(str(exception))
            case _ if isinstance(exception, DATABASE_ERRORS):
                logger.warning("%s %s: %s", request.method, request.path, exception)
                return unavailable("the database does not answer")
            case _:
                logger.error("%s %s", request.method, request.path, exc_info=exception)
                return failure(500, "a fault of this application, which has been logged")


def failure(status: int, error: str) -> HttpResponse:
    return answer({"error": error}, status)


def answer(value: dict[str, Any], status: int = 200) -> HttpResponse:
    """JSON, and a line end for whoever reads it in a terminal."""
    return HttpResponse(json.dumps(value, default=str) + "\n", content_type="application/json", status=status)


def unavailable(error: str, pause: float = RETRY_AFTER) -> HttpResponse:
    response = failure(503, error)
    response["Retry-After"] = str(max(1, math.ceil(pause)))
    return response


def body_of(request: HttpRequest, limit: int) -> dict[str, Any]:
    """
    The JSON object that was sent.

    @raises Refusal: there is none, or it is too large.
    """
    if request.content_type != "application/json":
        raise Refusal(415, "send application/json")
    if "CONTENT_LENGTH" not in request.META or "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        raise Refusal(411, "send the body with a Content-Length")
    if int(request.META["CONTENT_LENGTH"] or 0) > limit:
        raise Refusal(413, f"the body is {request.META['CONTENT_LENGTH']} bytes; send {limit} or less")
    try:
        value = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Refusal(400, "the body is no JSON") from None
    if not isinstance(value, dict):
        raise Refusal(400, "the body is no JSON object")
    return value


def text_of(body: dict[str, Any], field: str, longest: int, default: str | None = None) -> str:
    """
    A text field of a body.

    @raises Refusal: it is missing, no text, too long, or holds what no database takes.
    """
    value = body.get(field, default)
    if not isinstance(value, str) or not 1 <= len(value) <= longest:
        raise Refusal(400, f"{field} must be a text of 1 to {longest} characters")
    if not storable(value):
        raise Refusal(400, f"{field} holds NUL or half of a surrogate pair")
    return value


def storable(text: str) -> bool:
    """Whether PostgreSQL takes a text: NUL has no place in it, and half of a surrogate pair is no UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def only(body: dict[str, Any], *fields: str) -> None:
    """@raises Refusal: the body has a field that nothing reads."""
    for unknown in body.keys() - set(fields):
        raise Refusal(400, f"{unknown!r} is no field of this; use {', '.join(fields)}")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return failure(400, "the request is malformed")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return failure(404, "there is nothing at this address")


def server_error(request: HttpRequest) -> HttpResponse:
    return failure(500, "a fault of this application, which has been logged")
