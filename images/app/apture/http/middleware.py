"""What every response has: its length, security headers, the name of its server, errors as JSON, and a deadline."""

import logging
import socket
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from apture import deadline
from apture.breaker import Open
from apture.cache.lease_cache import Unavailable as PageUnavailable
from apture.configuration import configuration
from apture.database import DATABASE_ERRORS, Busy
from apture.http.gateway import MALFORMED_PATH
from apture.http.refusal import Refusal
from apture.http.responses import INTERNAL_ERROR, error_response, unavailable_response
from apture.jobs.publisher import Unavailable as QueueUnavailable
from apture.outbox.rows import Full as OutboxFull

SERVED_BY = socket.gethostname()

CONTENT_SECURITY_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Pages are text: they load nothing, send nothing, and no other page may frame them."""

logger = logging.getLogger(__name__)


class ResponseMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.META.get(MALFORMED_PATH):
            response = error_response(400, "the path is malformed")
        else:
            with deadline.within(configuration().timeouts.request):
                response = self.get_response(request)
        response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        if configuration().served_by:
            response["X-Served-By"] = SERVED_BY
        if not response.has_header("Content-Length") and response.status_code != 304:
            response["Content-Length"] = str(len(response.content))
        if request.method == "HEAD":
            response.content = b""
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        match exception:
            case Refusal():
                return error_response(exception.status, str(exception))
            case PageUnavailable(__cause__=Open() as cause):
                return unavailable_response(str(exception), cause.remaining)
            case Open():
                return unavailable_response(str(exception), exception.remaining)
            case PageUnavailable() | QueueUnavailable() | OutboxFull() | Busy():
                return unavailable_response(str(exception))
            case _ if isinstance(exception, DATABASE_ERRORS):
                logger.warning("%s %s: %s", request.method, request.path, exception)
                return unavailable_response("the database does not answer")
            case _:
                logger.error("%s %s", request.method, request.path, exc_info=exception)
                return error_response(500, INTERNAL_ERROR)
