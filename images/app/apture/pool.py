"""
A bounded pool of connections for one process: to a database, or to the broker.

Hundreds of greenlets must not become hundreds of connections, so whoever finds all in use waits, and not for long. There is no
thread in the background that restores lost connections: the next user makes one, so a server that comes back is used at once.
"""

import random
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

from apture import deadline


class Pooled(Protocol):
    def close(self) -> None: ...

    def reusable(self) -> bool:
        """Whether the connection is open, in the middle of nothing, and the server has not said good-bye."""
        ...


class PoolExhausted(Exception):
    """All connections stayed in use for longer than a request may wait."""


class FairSemaphore:
    """
    A semaphore that keeps the order of arrival. Python's own lets whoever asks at the right moment overtake all who wait: with
    greenlets that was always the one that had just given its place back, and the others waited until they gave up.
    """

    def __init__(self, size: int) -> None:
        self._lock = threading.Lock()
        self._free = size
        self._waiting: deque[threading.Event] = deque()

    def acquire(self, timeout: float) -> bool:
        with self._lock:
            if self._free > 0:
                self._free -= 1
                return True
            turn = threading.Event()
            self._waiting.append(turn)
        if turn.wait(timeout):
            return True
        with self._lock:
            if turn.is_set():
                return True
            self._waiting.remove(turn)
            return False

    def release(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1


class Pool[C: Pooled]:
    def __init__(
        self,
        connect: Callable[[], C],
        size: int,
        wait: float,
        max_age: float = 300.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connect = connect
        self._size = size
        self._wait = wait
        self._max_age = max_age
        self._clock = clock
        self._places = FairSemaphore(size)
        # The one used last is used next: the rest grow old and are closed.
        self._idle: list[tuple[C, float]] = []
        self._retire_at: dict[int, float] = {}

    def take(self) -> C:
        if not self._places.acquire(deadline.remaining(self._wait)):
            raise PoolExhausted(f"all {self._size} connections stayed in use for {self._wait:g} s")
        try:
            while (idle := self._pop()) is not None:
                connection, retire_at = idle
                if self._clock() < retire_at and connection.reusable():
                    self._retire_at[id(connection)] = retire_at
                    return connection
                connection.close()
            connection = self._connect()
            # Not all at once, and not for ever: a pooler that was added gets its share.
            self._retire_at[id(connection)] = self._clock() + self._max_age * random.uniform(0.75, 1.25)
            return connection
        except BaseException:
            self._places.release()
            raise

    def give(self, connection: C) -> None:
        retire_at = self._retire_at.pop(id(connection))
        try:
            if connection.reusable():
                self._idle.append((connection, retire_at))
            else:
                connection.close()
        finally:
            self._places.release()

    def _pop(self) -> tuple[C, float] | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None
