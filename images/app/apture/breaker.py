"""
A circuit breaker: after several failures in a row, a database is asked by one request at a time.

Without it, every page that is due to be read again would hold a thread until its timeout while a database is stalled:
soon all threads. The pauses between two probes grow, because each probe that is abandoned leaves a server process in
the middle of its statement.
"""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

FAILURES = 3
"""Failures in a row that open the breaker."""
FIRST_PAUSE = 1.0
"""Seconds until the first probe. Each further pause is twice as long."""
LONGEST_PAUSE = 10.0
"""Seconds. A database that has recovered may go unused by one process for so long."""


class Open(Exception):
    """The operation was not tried, because the last attempts failed."""

    def __init__(self, remaining: float) -> None:
        super().__init__("the database does not answer")
        self.remaining = remaining
        """Seconds until the next attempt."""


class Breaker:
    """For one process and one way to use a database. With `enabled=False` it lets everything through."""

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
        """Grows each time the breaker opens or closes."""

    def call(self, operation: Callable[[], T], failures: type[Exception] | tuple[type[Exception], ...]) -> T:
        """
        The result of `operation`. Its exceptions of the types `failures` count as failures; other exceptions count as
        nothing.

        @raises Open
        """
        if not self._enabled:
            return operation()
        generation = self._enter()
        answered: bool | None = None
        try:
            result = operation()
            answered = True
            return result
        except failures:
            answered = False
            raise
        finally:
            self._leave(generation, answered)

    def _enter(self) -> int:
        """The generation that the call starts in. While the breaker is open, the call is its probe."""
        with self._lock:
            if self._open:
                remaining = self._next_probe - self._clock()
                if self._probing or remaining > 0:
                    raise Open(max(remaining, self._pause if self._probing else 0.0))
                self._probing = True
            return self._generation

    def _leave(self, generation: int, answered: bool | None) -> None:
        """`answered` is None if the call says nothing about the database."""
        with self._lock:
            # Calls that started before the breaker opened are older than what it knows. They neither close it nor
            # prolong its pause, and do not open it again after a probe has closed it.
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
