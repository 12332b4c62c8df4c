"""Django's PostgreSQL backend with a bounded pool per process and a deadline on every statement."""

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import connections
from django.db.utils import InterfaceError, InternalError, OperationalError
from psycopg.errors import LockNotAvailable

T = TypeVar("T")

DATABASE_ERRORS = (OperationalError, InterfaceError, InternalError)
"""The database has not answered, or not to the end; or (InternalError) a member that leads no longer, or not yet, takes no writes."""

CONNECTION_LOST_WITHIN = 0.5
"""Seconds. What fails sooner has lost its connection, to a pooler that was replaced or a leader that changed."""


class Busy(Exception):
    """The database answers, but what was to be changed is being changed by others for too long."""


def release() -> None:
    """Gives this request's connections back at once: others need them while it talks to the cache or the broker."""
    connections.close_all()


def retry_once(act: Callable[[], T]) -> T:
    """
    Does what may be done again, a second time on another connection if the first one got lost.

    @raises Busy
    """
    began = time.monotonic()
    try:
        return act()
    except DATABASE_ERRORS as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise Busy("others are changing this, too; try again") from error
        if time.monotonic() - began > CONNECTION_LOST_WITHIN:
            raise
        release()
        return act()
