"""
A circuit breaker: a database that has not answered several times in a row is left alone, and asked by one request at a time.

Without it, while a database stands still, every page that is due to be read again would hold a thread until the timeout: soon all.
"""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Open(Exception):
    """Not even tried: the last attempts have failed."""


class Breaker:
    def __init__(
        self, failures: int = 3, pause: float = 1.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._failures = failures
        self._pause = pause
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0
        self._next_probe = 0.0

    def call(self, act: Callable[[], T], fault: type[Exception] | tuple[type[Exception], ...]) -> T:
        """
        The result of `act`; its exceptions of the kind `fault` count as failures.

        @raises Open
        """
        with self._lock:
            if self._failed >= self._failures:
                if self._clock() < self._next_probe:
                    raise Open("the last attempts have failed")
                # This one is the probe, and nobody follows before it has had its time.
                self._next_probe = self._clock() + self._pause
        try:
            result = act()
        except fault:
            with self._lock:
                self._failed += 1
                self._next_probe = self._clock() + self._pause
            raise
        with self._lock:
            self._failed = 0
        return result
