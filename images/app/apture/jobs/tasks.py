"""What workers do. Every job takes effect once, however often it is delivered: see `effects`."""

import logging
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from celery import Task
from celery.exceptions import Reject, SoftTimeLimitExceeded
from django.db import close_old_connections

from apture.database import FAULTS
from apture.jobs import effects

from .app import app

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 5.0
"""Seconds between two attempts at a database that does not answer."""


@app.task(name="apture.event", bind=True)
def event(task: Task, slug: str, kind: str, data: dict[str, Any] | None = None) -> None:
    _do(task, lambda identifier: effects.event(identifier, slug, kind, data or {}))


@app.task(name="apture.edited", bind=True)
def edited(task: Task, slug: str, version: int) -> None:
    _do(task, lambda identifier: effects.edited(identifier, slug, version))


def _do(task: Task, act: Callable[[UUID], None]) -> None:
    """
    A database that does not answer is waited for: the worker holds what it has and takes nothing new. Whatever else fails goes back
    to the queue, whose delivery limit ends it in the dead letters.
    """
    pause = 0.1
    try:
        while True:
            try:
                return act(UUID(task.request.id))
            except FAULTS as error:
                logger.warning("job %s waits %.1f s: %s", task.request.id, pause, error)
                time.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            finally:
                close_old_connections()
    except SoftTimeLimitExceeded as error:
        raise Reject(error, requeue=True) from error
    except Exception as error:
        logger.exception("job %s", task.request.id)
        # A moment, so that deliveries that all fail are not over in milliseconds.
        time.sleep(1)
        raise Reject(error, requeue=True) from error
