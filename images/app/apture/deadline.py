"""What a request may wait, all in all: connections, statements and confirmations share one budget, however many there are of them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_ends: ContextVar[float | None] = ContextVar("ends", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Whatever waits in here waits for so long together; the shortest of several holds."""
    before, ends = _ends.get(), time.monotonic() + seconds
    token = _ends.set(ends if before is None else min(before, ends))
    try:
        yield
    finally:
        _ends.reset(token)


def remaining(longest: float) -> float:
    """Seconds that a single wait may take, which would take `longest` if it were alone. Never 0, which many take for ever."""
    ends = _ends.get()
    return longest if ends is None else max(0.001, min(longest, ends - time.monotonic()))
