"""The state in a file that all children of a worker map, behind a lock that the kernel releases when one of them is killed."""

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

NAP = 0.1
"""Seconds: a child that waits looks so often whether the limit has changed or the worker is to stop."""


LIMITS = (signal.SIGALRM, signal.SIGUSR1)
"""What ends an attempt, and what ends a job: neither may come between taking the lock and giving it back."""


class Stopping(Exception):
    """The worker is to stop: the job has not begun, and goes back."""


def make(path: Path, flow: Flow | None, children: int) -> None:
    """A new file: a worker that starts knows nothing of the one before it, and begins at its floor."""
    path.unlink(missing_ok=True)
    path.write_bytes(bytes(ctypes.sizeof(State)))
    gate = Gate(path, flow, children)
    with gate.locked():
        gate.limiter.start(time.monotonic())


class Gate:
    """One process's access. `child` is its place in the pool."""

    def __init__(
        self,
        path: Path,
        flow: Flow | None,
        children: int,
        child: int = 0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        # Opened anew by each process: a lock belongs to an open file, and a fork would share it.
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
        before = signal.pthread_sigmask(signal.SIG_BLOCK, LIMITS)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def take_place(self) -> None:
        """For a child that starts: whoever had its place before has gone, in whatever state."""
        with self.locked():
            self.state.children[self._child] = Child()
            self.outage.left(self._child)

    def enter(self) -> None:
        """
        Returns when it is this job's turn.

        @raises Stopping
        """
        place = self.state.children[self._child]
        try:
            while True:
                with self.locked():
                    if self.state.stopping:
                        raise Stopping("the worker is to stop")
                    now = self._clock()
                    wait = self.outage.admit(self._child, now) or self.limiter.admit(now)
                    place.waiting = float(wait > 0)
                if wait == 0:
                    return
                self._sleep(min(wait, NAP))
        finally:
            place.waiting = 0.0

    @contextmanager
    def commit(self) -> Iterator[None]:
        """Around the commit of a job's transaction: takes its time."""
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
        """An attempt at the database has failed."""
        with self.locked():
            now = self._clock()
            self.limiter.failed(self._child, now)
            self.outage.failed(self._child, now)

    def leave(self, outcome: str) -> None:
        """The job has come to its end: `done`, `failed`, or `returned` to the queue. Only the first has had an answer from the database."""
        with self.locked():
            setattr(self.state, outcome, getattr(self.state, outcome) + 1)
            if outcome == "done":
                self.outage.answered()
            else:
                self.outage.left(self._child)

    def stop(self) -> None:
        """One number, written at once, so that a signal's handler may do it: the process may hold the lock at this moment."""
        self.state.stopping = 1.0

    def seen(self) -> tuple[State, float]:
        """For whoever reports: a copy, and its time. An interval in which nothing happens ends, too."""
        with self.locked():
            now = self._clock()
            self.limiter.look(now)
            return State.from_buffer_copy(self.state), now
