"""The deadline of a request: all its connections, statements and confirmations share one budget of time."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_ends: ContextVar[float | None] = ContextVar("ends", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """All waits inside take this long together. If nested, the earliest deadline counts."""
    before, ends = _ends.get(), time.monotonic() + seconds
    token = _ends.set(ends if before is None else min(before, ends))
    try:
        yield
    finally:
        _ends.reset(token)


def remaining(longest: float) -> float:
    """Seconds that one wait may take, at most `longest`. Never 0, which many functions take for no limit."""
    ends = _ends.get()
    return longest if ends is None else max(0.001, min(longest, ends - time.monotonic()))
