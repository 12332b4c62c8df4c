"""The jobs that workers run. Every job takes effect once, no matter how often it is delivered: see `effects`."""

import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from celery import Task
from celery.exceptions import Reject, SoftTimeLimitExceeded
from django.db import close_old_connections
from django.db.utils import ProgrammingError
from psycopg.errors import LockNotAvailable

from apture.database import DATABASE_ERRORS, sqlstate
from apture.flow.gate import Stopping
from apture.jobs import effects, payload, worker_flow

from .app import app

logger = logging.getLogger(__name__)


_MISSING_MIGRATION = ("42P01", "42703", "42501")
"""A table, a column or a privilege is missing. A worker can start before the migrations of its release are done."""


class TimeLimit(Exception):
    """One attempt at a job took longer than declared."""


@app.task(name="apture.event", bind=True)
def event(task: Task, slug: str, kind: str, data: dict[str, Any] | None = None) -> None:
    content = {} if data is None else data
    _run(
        task,
        lambda: payload.check_event(slug, kind, content),
        lambda identifier: effects.event(identifier, slug, kind, content),
    )


@app.task(name="apture.edited", bind=True)
def edited(task: Task, slug: str, version: int) -> None:
    _run(task, lambda: payload.check_edit(slug, version), lambda identifier: effects.edited(identifier, slug, version))


def _run(task: Task, check: Callable[[], None], act: Callable[[UUID], None]) -> None:
    """
    Waits for the job's turn and runs it.

    - The database does not answer, or lacks a migration: the job waits here, for as long as the queue lets a worker
      hold a job, and so do the other jobs. That is not the job's fault.
    - Another delivery may succeed: the job goes back to the queue, whose delivery limit bounds that.
    - Any other error is permanent: the job becomes a dead letter at once. A second delivery would only delay other
      jobs.
    """
    gate, outcome = worker_flow.gate(), "failed"
    try:
        identifier = UUID(task.request.id)
        check()
        while True:
            gate.enter()
            try:
                with _limited(worker_flow.time_limit()):
                    act(identifier)
                outcome = "done"
                return
            except (*DATABASE_ERRORS, ProgrammingError) as error:
                if _is_permanent(error):
                    raise
                # After a lock timeout the database did answer.
                if not isinstance(error.__cause__, LockNotAvailable):
                    gate.database_failed()
                logger.warning("job %s waits for the database: %s", identifier, error)
            finally:
                close_old_connections()
    except (Stopping, SoftTimeLimitExceeded) as error:
        outcome = "returned"
        raise Reject(_reason(error), requeue=True) from error
    except Exception as error:
        # These are due to this worker or this moment. Any other error would only come again.
        retry = isinstance(error, TimeLimit | MemoryError | OSError)
        logger.exception("job %s failed and %s", task.request.id, "goes back to the queue" if retry else "is rejected")
        raise Reject(_reason(error), requeue=retry) from error
    finally:
        gate.leave(outcome)


def _is_permanent(error: Exception) -> bool:
    """Whether no other attempt would end differently, by PostgreSQL's error code."""
    code = sqlstate(error)
    if isinstance(error, ProgrammingError):
        return code not in _MISSING_MIGRATION
    # Class 54, a limit of the database is exceeded. Django reports it like an outage.
    return code.startswith("54")


def _reason(error: Exception) -> str:
    # A text, because not every exception can be sent from the child process to its parent.
    return f"{type(error).__name__}: {error}"


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Limits one attempt. The time that a job waits for its turn or for a database does not count."""

    def end(*_: Any) -> None:
        raise TimeLimit(f"the job took longer than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
