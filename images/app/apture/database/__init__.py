"""Django's PostgreSQL backend with a bounded pool per process and a deadline for every statement."""

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import connections
from django.db.utils import InterfaceError, InternalError, OperationalError
from psycopg.errors import LockNotAvailable

T = TypeVar("T")

DATABASE_ERRORS = (OperationalError, InterfaceError, InternalError)
"""The database did not answer, or not completely. InternalError: a member that is not the leader refuses writes."""

CONNECTION_LOST_WITHIN = 0.5
"""Seconds. An error that comes sooner means a lost connection: the pooler was replaced, or the leader changed."""


class Busy(Exception):
    """The database answers, but other transactions held a lock for too long."""


def release() -> None:
    """Returns the connections to the pool early: others need them while this request uses the cache or the broker."""
    connections.close_all()


def retry_once(act: Callable[[], T]) -> T:
    """
    Runs an idempotent operation, and runs it again on another connection if the first connection was lost.

    @raises Busy
    """
    started = time.monotonic()
    try:
        return act()
    except DATABASE_ERRORS as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise Busy("others are changing this, too; try again") from error
        if time.monotonic() - started > CONNECTION_LOST_WITHIN:
            raise
        release()
        return act()


def sqlstate(error: BaseException) -> str:
    """PostgreSQL's error code; empty if the server sent none."""
    return getattr(error.__cause__, "sqlstate", None) or ""
