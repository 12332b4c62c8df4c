"""
A bounded pool of connections of one process: to a database, to the broker, or to a memcached server.

Hundreds of greenlets must not open hundreds of connections. A request that finds all connections in use waits for a
limited time. No background thread restores lost connections: the next user opens one, so a server that comes back is
used at once.
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
        """Whether the connection is open and idle, and the server has not closed it."""
        ...


class PoolExhausted(Exception):
    """All connections stayed in use for longer than the request may wait."""


class FairSemaphore:
    """
    A semaphore that serves waiters in order of arrival. With Python's own, a late arrival can overtake all waiters:
    with greenlets, the one that had just released its slot always did, and the others waited until they timed out.
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
            granted = threading.Event()
            self._waiting.append(granted)
        try:
            acquired = granted.wait(timeout)
        except BaseException:
            if not self._leave(granted):
                self.release()
            raise
        return acquired or not self._leave(granted)

    def _leave(self, granted: threading.Event) -> bool:
        """Stops waiting. False if a slot has been granted meanwhile."""
        with self._lock:
            if granted.is_set():
                return False
            self._waiting.remove(granted)
            return True

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
        self._slots = FairSemaphore(size)
        # Last in, first out: connections that are not needed grow old and are closed.
        self._idle: list[tuple[C, float]] = []
        self._retire_at: dict[int, float] = {}

    def acquire(self) -> C:
        """@raises PoolExhausted"""
        if not self._slots.acquire(deadline.remaining(self._wait)):
            raise PoolExhausted(f"all {self._size} connections stayed in use for {self._wait:g} s")
        try:
            while (idle := self._pop()) is not None:
                connection, retire_at = idle
                if self._clock() < retire_at and connection.reusable():
                    self._retire_at[id(connection)] = retire_at
                    return connection
                connection.close()
            connection = self._connect()
            # Spread out, so that connections are not replaced all at once. They are replaced so that a new pooler gets
            # its share.
            self._retire_at[id(connection)] = self._clock() + self._max_age * random.uniform(0.75, 1.25)
            return connection
        except BaseException:
            self._slots.release()
            raise

    def release(self, connection: C) -> None:
        retire_at = self._retire_at.pop(id(connection))
        try:
            if connection.reusable():
                self._idle.append((connection, retire_at))
            else:
                connection.close()
        finally:
            self._slots.release()

    def _pop(self) -> tuple[C, float] | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None
