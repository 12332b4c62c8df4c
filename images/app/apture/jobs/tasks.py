"""What workers do. Every job takes effect once, however often it is delivered: see `effects`."""

import logging
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from celery import Task
from celery.exceptions import Reject, SoftTimeLimitExceeded
from django.db import close_old_connections
from psycopg.errors import LockNotAvailable

from apture.database import DATABASE_ERRORS
from apture.flow.gate import Stopping
from apture.jobs import effects, worker_flow

from .app import app

logger = logging.getLogger(__name__)


class TimeLimit(Exception):
    """One attempt at a job has taken longer than declared."""


@app.task(name="apture.event", bind=True)
def event(task: Task, slug: str, kind: str, data: dict[str, Any] | None = None) -> None:
    _do(task, lambda identifier: effects.event(identifier, slug, kind, data or {}))


@app.task(name="apture.edited", bind=True)
def edited(task: Task, slug: str, version: int) -> None:
    _do(task, lambda identifier: effects.edited(identifier, slug, version))


def _do(task: Task, act: Callable[[UUID], None]) -> None:
    """
    Waits for the job's turn, and does it. A database that does not answer is waited for, as long as the queue lets a worker keep a
    job: an outage is no fault of the job's. Whatever else fails goes back to the queue, whose delivery limit ends it in the dead
    letters.
    """
    gate, outcome = worker_flow.gate(), "failed"
    try:
        identifier = UUID(task.request.id)
        while True:
            gate.enter()
            try:
                with _limited(worker_flow.time_limit()):
                    act(identifier)
                outcome = "done"
                return
            except DATABASE_ERRORS as error:
                # Whoever waits too long for a row that others change has been answered.
                if not isinstance(error.__cause__, LockNotAvailable):
                    gate.no_answer()
                logger.warning("job %s waits for the database: %s", identifier, error)
            finally:
                close_old_connections()
    except (Stopping, SoftTimeLimitExceeded) as error:
        outcome = "returned"
        raise Reject(error, requeue=True) from error
    except Exception as error:
        logger.exception("job %s", task.request.id)
        # A moment, so that deliveries that all fail are not over in milliseconds.
        time.sleep(1)
        raise Reject(error, requeue=True) from error
    finally:
        gate.leave(outcome)


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """For each attempt anew: the time that a job waits for its turn or for a database is not its own."""

    def end(*_: Any) -> None:
        raise TimeLimit(f"the job has taken longer than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
