"""Flow control in the processes of one worker: the parent creates the gate, its children pass it."""

import os
from functools import cache
from pathlib import Path
from typing import Any

from billiard.process import current_process
from celery.signals import worker_process_init, worker_shutting_down

from apture.database import base
from apture.flow.gate import Gate, create
from apture.flow.limiter import Flow

STATE = Path("/tmp/flow")

_flow: Flow | None = None
_children = 1
_time_limit = 30.0


def start(settings: dict[str, Any]) -> None:
    """For the parent, before it forks."""
    global _flow, _children, _time_limit
    _children = settings["concurrency"]
    _time_limit = settings["attemptLimit"]
    if "flow" in settings:
        flow = settings["flow"]
        _flow = Flow(floor=flow["floor"], ceiling=flow["ceiling"], commit_latency=flow["commitLatency"])
    create(STATE, _flow, _children)
    worker_shutting_down.connect(_stop)
    worker_process_init.connect(_claim_slot)


def time_limit() -> float:
    """Seconds for one attempt at a job."""
    return _time_limit


@cache
def gate() -> Gate:
    return Gate(STATE, _flow, _children, child=getattr(current_process(), "index", 0))


# A child process must not share its parent's lock.
os.register_at_fork(after_in_child=gate.cache_clear)


def _claim_slot(**_: Any) -> None:
    gate().claim_slot()
    base.around_commit = gate().commit


def _stop(**_: Any) -> None:
    gate().stop()
