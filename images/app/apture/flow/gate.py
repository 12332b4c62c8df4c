"""The gate of a worker's children: shared state in a mapped file, with a lock that the kernel releases if one dies."""

import ctypes
import fcntl
import mmap
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .limiter import Flow, Limiter
from .outage import Outage
from .state import Child, State

POLL_INTERVAL = 0.1
"""Seconds. How often a waiting child checks whether the limit has changed or the worker is to stop."""

INTERRUPTS = (signal.SIGALRM, signal.SIGUSR1)
"""Signals that end an attempt or a job. Neither may arrive between acquiring the lock and releasing it."""


class Stopping(Exception):
    """The worker is to stop. The job has not started and returns to the queue."""


def create(path: Path, flow: Flow | None, children: int) -> None:
    """A new file: a worker that starts knows nothing of the one before it and begins at its floor."""
    path.unlink(missing_ok=True)
    path.write_bytes(bytes(ctypes.sizeof(State)))
    gate = Gate(path, flow, children)
    with gate.locked():
        gate.limiter.start(time.monotonic())


class Gate:
    """The access of one process. `child` is its slot in the pool."""

    def __init__(
        self,
        path: Path,
        flow: Flow | None,
        children: int,
        child: int = 0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        # Each process opens the file itself: a lock belongs to an open file, which a fork would share.
        self._file = os.open(path, os.O_RDWR)
        self.state = State.from_buffer(mmap.mmap(self._file, ctypes.sizeof(State)))
        self.flow = flow
        self.limiter = Limiter(self.state, flow, children)
        self.outage = Outage(self.state)
        self._child = child
        self._clock = clock
        self._sleep = sleep

    @contextmanager
    def locked(self) -> Iterator[None]:
        before = signal.pthread_sigmask(signal.SIG_BLOCK, INTERRUPTS)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def claim_slot(self) -> None:
        """For a child that starts: the one before it in this slot has ended, in whatever state."""
        with self.locked():
            self.state.children[self._child] = Child()
            self.outage.left(self._child)

    def enter(self) -> None:
        """
        Returns when it is this job's turn.

        @raises Stopping
        """
        slot = self.state.children[self._child]
        try:
            while True:
                with self.locked():
                    if self.state.stopping:
                        raise Stopping("the worker is stopping")
                    now = self._clock()
                    wait = self.outage.admit(self._child, now) or self.limiter.admit(now)
                    slot.waiting = float(wait > 0)
                if wait == 0:
                    return
                self._sleep(min(wait, POLL_INTERVAL))
        finally:
            slot.waiting = 0.0

    @contextmanager
    def commit(self) -> Iterator[None]:
        """Around the commit of a job's transaction: measures it."""
        with self.locked():
            self.limiter.committing(self._child, self._clock())
        try:
            yield
        except BaseException:
            with self.locked():
                self.state.children[self._child].committing = 0.0
            raise
        with self.locked():
            self.limiter.committed(self._child, self._clock())

    def database_failed(self) -> None:
        """The database did not answer an attempt."""
        with self.locked():
            now = self._clock()
            self.limiter.failed(self._child, now)
            self.outage.failed(self._child, now)

    def leave(self, outcome: str) -> None:
        """The job ended: `done`, `failed`, or `returned` to the queue. Only `done` shows that the database answers."""
        with self.locked():
            setattr(self.state, outcome, getattr(self.state, outcome) + 1)
            if outcome == "done":
                self.outage.answered()
            else:
                self.outage.left(self._child)

    def stop(self) -> None:
        """Writes one number without the lock: a signal handler calls this, and its process may hold the lock."""
        self.state.stopping = 1.0

    def snapshot(self) -> tuple[State, float]:
        """A copy for reports, and its time. Ends the interval if its time is over."""
        with self.locked():
            now = self._clock()
            self.limiter.update(now)
            return State.from_buffer_copy(self.state), now
