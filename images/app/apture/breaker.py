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
"""Seconds until the first probe; each further one waits retry_once as long."""
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
        self._open = False
        self._pause = FIRST_PAUSE
        self._next_probe = 0.0
        self._probing = False
        self._generation = 0
        """Grows when it opens and when it closes."""

    def call(self, act: Callable[[], T], fault: type[Exception] | tuple[type[Exception], ...]) -> T:
        """
        The result of `act`; its exceptions of the kind `fault` count as failures, others for nothing.

        @raises Open
        """
        if not self._enabled:
            return act()
        generation = self._enter()
        answered: bool | None = None
        try:
            result = act()
            answered = True
            return result
        except fault:
            answered = False
            raise
        finally:
            self._leave(generation, answered)

    def _enter(self) -> int:
        """The generation that the call begins in. While the breaker is open, the call is its probe."""
        with self._lock:
            if self._open:
                remaining = self._next_probe - self._clock()
                if self._probing or remaining > 0:
                    raise Open(max(remaining, self._pause if self._probing else 0.0))
                self._probing = True
            return self._generation

    def _leave(self, generation: int, answered: bool | None) -> None:
        """`answered` is None where the call tells nothing of the database."""
        with self._lock:
            # Calls that were under way when it opened are older than what is known: they neither close it nor lengthen its pause, and
            # when a probe has closed it, they do not open it again.
            if generation != self._generation:
                return
            self._probing = False
            if answered is True:
                self._succeed()
            elif answered is False:
                self._fail()

    def _succeed(self) -> None:
        if self._open:
            self._open, self._generation = False, self._generation + 1
        self._failed, self._pause = 0, FIRST_PAUSE

    def _fail(self) -> None:
        if self._open:
            self._pause = min(LONGEST_PAUSE, self._pause * 2)
        else:
            self._failed += 1
            if self._failed < FAILURES:
                return
            self._open, self._generation = True, self._generation + 1
        self._next_probe = self._clock() + self._pause
