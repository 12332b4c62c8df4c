"""
A circuit breaker: a database that has not answered several times in a row is left alone, and asked by one request at a time.

Without it, while a database stands still, every page that is due to be read again would hold a thread until the timeout: soon all. The
pauses between two probes grow, because each that is given up leaves a process of the server in the middle of its statement.
"""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

FAILURES = 3
"""In a row; so many requests find out that there is an outage."""
FIRST_PAUSE = 1.0
"""Seconds until the first probe; each further one waits twice as long."""
LONGEST_PAUSE = 10.0
"""Seconds, at most: so long a database that has come back may go unused by one process."""


class Open(Exception):
    """Not even tried: the last attempts have failed."""

    def __init__(self, remaining: float) -> None:
        super().__init__("the database does not answer")
        self.remaining = remaining
        """Seconds until the next attempt."""


class Breaker:
    """For one process and one way to use a database. `enabled=False` lets everything through."""

    def __init__(self, enabled: bool = True, clock: Callable[[], float] = time.monotonic) -> None:
        self._enabled = enabled
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0
        self._pause = FIRST_PAUSE
        self._next_probe = 0.0
        self._probing = False

    def call(self, act: Callable[[], T], fault: type[Exception] | tuple[type[Exception], ...]) -> T:
        """
        The result of `act`; its exceptions of the kind `fault` count as failures, others for nothing.

        @raises Open
        """
        if not self._enabled:
            return act()
        probe = self._enter()
        try:
            result = act()
        except fault:
            self._failure(probe)
            raise
        finally:
            if probe:
                self._probing = False
        with self._lock:
            self._failed, self._pause = 0, FIRST_PAUSE
        return result

    def _enter(self) -> bool:
        """Whether this one is the probe."""
        with self._lock:
            if self._failed < FAILURES:
                return False
            remaining = self._next_probe - self._clock()
            if self._probing or remaining > 0:
                raise Open(max(remaining, self._pause if self._probing else 0.0))
            self._probing = True
            return True

    def _failure(self, probe: bool) -> None:
        with self._lock:
            self._failed += 1
            if probe:
                self._pause = min(LONGEST_PAUSE, self._pause * 2)
            if probe or self._failed == FAILURES:
                self._next_probe = self._clock() + self._pause
