"""JSON responses, and errors as JSON."""

import json
import math
from typing import Any

from django.http import HttpRequest, HttpResponse

RETRY_AFTER = 2
"""Seconds, if no better value is known."""

INTERNAL_ERROR = "internal error; it has been logged"


def json_response(value: dict[str, Any], status: int = 200) -> HttpResponse:
    # The line end is for terminals.
    return HttpResponse(json.dumps(value, default=str) + "\n", content_type="application/json", status=status)


def error_response(status: int, error: str) -> HttpResponse:
    return json_response({"error": error}, status)


def unavailable_response(error: str, retry_after: float = RETRY_AFTER) -> HttpResponse:
    response = error_response(503, error)
    response["Retry-After"] = str(max(1, math.ceil(retry_after)))
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(400, "the request is malformed")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(404, "there is nothing at this address")


def server_error(request: HttpRequest) -> HttpResponse:
    return error_response(500, INTERNAL_ERROR)
