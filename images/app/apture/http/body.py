"""
Bounds the time in which a client sends a body, so that a slow one does not hold a request slot.

Routers read a body that fits their buffer before they take a server. A larger body is read here. Apache has a limit of
its own for this (mod_reqtimeout). gunicorn has none, so that this module ends the reading side of the connection.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import HttpRequest, UnreadablePostError

from apture.http.refusal import Refusal

ALLOWANCE = 5.0
"""Seconds that every client has."""

LEAST_RATE = 32 * 1024
"""Bytes a second that a client must send on top of that. Apache's limit is the same."""


def read(request: HttpRequest, length: int) -> bytes:
    """@raises Refusal: the body did not arrive in time, or not whole."""
    try:
        with _limited(request.META.get("gunicorn.socket"), ALLOWANCE + length / LEAST_RATE):
            body = request.body
    except (UnreadablePostError, OSError):
        body = b""
    if len(body) != length:
        raise Refusal(408, "the body did not arrive in time")
    return body


@contextmanager
def _limited(connection: socket.socket | None, seconds: float) -> Iterator[None]:
    if connection is None:
        yield
        return
    timer = threading.Timer(seconds, _end, (connection,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _end(connection: Any) -> None:
    try:
        connection.shutdown(socket.SHUT_RD)
    except OSError:
        pass  # The client has gone.
