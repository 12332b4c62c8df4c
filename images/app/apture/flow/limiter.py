"""
How fast one worker may go: additive increase while its commits are quick, multiplicative decrease when they are slow (AIMD). Workers
know nothing of each other; that each sees the same disk is what makes their shares even (Chiu and Jain, 1989).
"""

from bisect import bisect_left
from dataclasses import dataclass

from .state import BUCKETS, State

INTERVAL = 0.5
"""Seconds between two decisions. Several commits fit in, and a checkpoint's burst, seconds long, is answered several times."""
SAMPLES = 8
"""Jobs that an interval should hold at the present limit: at low rates it gets longer, or chance would decide."""
LONGEST = 5.0
"""Seconds that an interval may last for that."""
CLIMB = 25.0
"""Seconds from nothing to the ceiling: ceiling/50 each half second. So a pool's haste follows the sum of its ceilings, however many workers."""
DECREASE = 0.7
"""What is left of the limit after an interval of slow commits. Measured on a slow disk: edits' p99 27 ms, and 143 of 150 jobs/s drained."""
STALL = 2.0
"""Seconds: a commit that takes longer says that the disk stands still, and the climb begins again at the floor."""
USED = 0.8
"""Share of the limit that must have been used to raise it: one that nobody tries says nothing about the disk (RFC 7661)."""
INEXACT = 0.02
"""Seconds that a child may wake up too late without the worker losing the time: a few jobs at most, no burst."""


@dataclass(frozen=True)
class Flow:
    """The declared bounds; rates in jobs per second of this worker."""

    floor: float
    ceiling: float
    commit_latency: float
    """Seconds; when the mean of an interval is above, the disk has enough to do."""


class Limiter:
    def __init__(self, state: State, flow: Flow | None, children: int) -> None:
        self._state = state
        self._children = state.children[:children]
        self._flow = flow

    def start(self, now: float) -> None:
        self._state.limit = self._flow.floor if self._flow else 0.0
        self._state.began = now

    def admit(self, now: float) -> float:
        """0: the job may begin, now. Else seconds until it is worth to ask again."""
        state = self._state
        self.look(now)
        if self._flow is not None:
            due = state.last + 1 / state.limit
            if now < due:
                return due - now
            state.last = max(due, now - INEXACT)
        state.admitted += 1
        return 0.0

    def committing(self, child: int, now: float) -> None:
        self._state.children[child].committing = now

    def committed(self, child: int, now: float) -> None:
        """The commit has succeeded."""
        state = self._state
        began, state.children[child].committing = state.children[child].committing, 0.0
        latency = now - began
        state.commit_count += 1
        state.commit_sum += latency
        bucket = bisect_left(BUCKETS, latency)
        if bucket < len(BUCKETS):
            state.buckets[bucket] += 1
        state.commits += 1
        state.latency += self._unanswered(began, now)
        self.look(now)

    def failed(self, child: int, now: float) -> None:
        """The database has not answered: whatever it could take before, it is asked as if for the first time."""
        self._state.children[child].committing = 0.0
        self._fall(now)

    def look(self, now: float) -> None:
        """Ends the interval if it is time, or if nothing that it may still bring would make its commits quick on average."""
        state, flow = self._state, self._flow
        elapsed = now - state.began
        whole = self._interval()
        held = [child.committing for child in self._children if child.committing > 0]
        if flow is None:
            if elapsed >= whole:
                self._roll(now)
            return
        if any(now - began > STALL for began in held):
            self._fall(now)
            return
        # One that is still under way counts as soon as it is slow: a disk that stands still yields no samples.
        slow = [age for began in held if (age := self._unanswered(began, now)) > flow.commit_latency]
        latency, commits = state.latency + sum(slow), state.commits + len(slow)
        if elapsed >= whole:
            if commits > 0 and latency / commits > flow.commit_latency:
                self._decrease(now)
            elif commits > 0 and not slow and state.admitted >= USED * state.limit * elapsed:
                state.limit = min(flow.ceiling, state.limit + flow.ceiling * min(elapsed, 2 * whole) / CLIMB)
            self._roll(now)
        elif now - state.decreased >= INTERVAL and latency / max(commits, state.limit * whole, 1.0) > flow.commit_latency:
            self._decrease(now)
            self._roll(now)

    def _interval(self) -> float:
        if self._flow is None:
            return INTERVAL
        return max(INTERVAL, min(LONGEST, SAMPLES / self._state.limit))

    def _unanswered(self, began: float, now: float) -> float:
        """How long a commit has taken since the limit was last lowered: the time before has had its answer."""
        return now - max(began, self._state.decreased)

    def _decrease(self, now: float) -> None:
        if self._flow is not None:
            self._state.limit = max(self._flow.floor, self._state.limit * DECREASE)
            self._state.decreased = now

    def _fall(self, now: float) -> None:
        if self._flow is not None:
            self._state.limit = self._flow.floor
            self._state.decreased = now
        self._roll(now)

    def _roll(self, now: float) -> None:
        state = self._state
        elapsed = now - state.began
        if elapsed >= INTERVAL / 2:
            state.seen_rate = state.commits / elapsed
            state.seen_latency = state.latency / state.commits if state.commits else 0.0
        state.began, state.admitted, state.commits, state.latency = now, 0.0, 0.0, 0.0
