"""
How fast one worker may go: additive increase while its commits are fast, multiplicative decrease when they are slow
(AIMD). Workers do not know of each other. Their shares become even because all of them measure the same disk (Chiu and
Jain, 1989).
"""

from bisect import bisect_left
from dataclasses import dataclass

from .state import BUCKETS, State

INTERVAL = 0.5
"""Seconds between two decisions: enough for several commits, and several decisions during a checkpoint."""
SAMPLES = 8
"""Jobs that an interval should contain at the current limit. At low rates it is longer, or chance would decide."""
MAX_INTERVAL = 5.0
"""Seconds that an interval may take for that."""
SECONDS_TO_CEILING = 25.0
"""Seconds from zero to the ceiling. So the climb of a pool depends on the sum of ceilings, not on its workers."""
DECREASE = 0.7
"""Factor after an interval of slow commits. Measured on a slow disk: p99 of edits 27 ms, 143 of 150 jobs/s drained."""
STALL = 2.0
"""Seconds. A commit that takes longer means that the disk is stalled, and the limit returns to the floor."""
MIN_UTILIZATION = 0.8
"""Share of the limit that must be used before it is raised: an unused limit says nothing about the disk (RFC 7661)."""
WAKEUP_SLACK = 0.02
"""Seconds that a child may wake up late without a loss for the worker: a few jobs at most, no burst."""


@dataclass(frozen=True)
class Flow:
    """The declared bounds; rates in jobs per second of this worker."""

    floor: float
    ceiling: float
    commit_latency: float
    """Seconds. If the mean of an interval is higher, the disk is busy enough."""


class Limiter:
    def __init__(self, state: State, flow: Flow | None, children: int) -> None:
        self._state = state
        self._children = state.children[:children]
        self._flow = flow

    def start(self, now: float) -> None:
        self._state.limit = self._flow.floor if self._flow else 0.0
        self._state.interval_started = now

    def admit(self, now: float) -> float:
        """0 if a job may start now. Otherwise the seconds until it is worth asking again."""
        state = self._state
        self.update(now)
        if self._flow is not None:
            due = state.last_admitted + 1 / state.limit
            if now < due:
                return due - now
            state.last_admitted = max(due, now - WAKEUP_SLACK)
        state.admitted += 1
        return 0.0

    def committing(self, child: int, now: float) -> None:
        self._state.children[child].committing = now

    def committed(self, child: int, now: float) -> None:
        """The commit has succeeded."""
        state = self._state
        started, state.children[child].committing = state.children[child].committing, 0.0
        latency = now - started
        state.commit_count += 1
        state.commit_sum += latency
        bucket = bisect_left(BUCKETS, latency)
        if bucket < len(BUCKETS):
            state.buckets[bucket] += 1
        state.commits += 1
        state.latency += self._since_decrease(started, now)
        self.update(now)

    def failed(self, child: int, now: float) -> None:
        """The database did not answer: what it could handle before says nothing about what it can handle next."""
        self._state.children[child].committing = 0.0
        self._return_to_floor(now)

    def update(self, now: float) -> None:
        """Ends the interval if its time is over, or if no more commits in it could make it fast on average."""
        state, flow = self._state, self._flow
        elapsed = now - state.interval_started
        length = self._interval()
        open_commits = [child.committing for child in self._children if child.committing > 0]
        if flow is None:
            if elapsed >= length:
                self._next_interval(now)
            return
        if any(now - started > STALL for started in open_commits):
            self._return_to_floor(now)
            return
        # An open commit counts as soon as it is slow: a stalled disk completes none.
        slow = [age for started in open_commits if (age := self._since_decrease(started, now)) > flow.commit_latency]
        latency, commits = state.latency + sum(slow), state.commits + len(slow)
        if elapsed >= length:
            if commits > 0 and latency / commits > flow.commit_latency:
                self._decrease(now)
            elif commits > 0 and not slow and state.admitted >= MIN_UTILIZATION * state.limit * elapsed:
                step = flow.ceiling * min(elapsed, 2 * length) / SECONDS_TO_CEILING
                state.limit = min(flow.ceiling, state.limit + step)
            self._next_interval(now)
        elif (
            now - state.decreased >= INTERVAL
            and latency / max(commits, state.limit * length, 1.0) > flow.commit_latency
        ):
            self._decrease(now)
            self._next_interval(now)

    def _interval(self) -> float:
        if self._flow is None:
            return INTERVAL
        return max(INTERVAL, min(MAX_INTERVAL, SAMPLES / self._state.limit))

    def _since_decrease(self, started: float, now: float) -> float:
        """How long a commit has taken since the last decrease. The time before has already been counted."""
        return now - max(started, self._state.decreased)

    def _decrease(self, now: float) -> None:
        if self._flow is not None:
            self._state.limit = max(self._flow.floor, self._state.limit * DECREASE)
            self._state.decreased = now

    def _return_to_floor(self, now: float) -> None:
        if self._flow is not None:
            self._state.limit = self._flow.floor
            self._state.decreased = now
        self._next_interval(now)

    def _next_interval(self, now: float) -> None:
        state = self._state
        elapsed = now - state.interval_started
        if elapsed >= INTERVAL / 2:
            state.seen_rate = state.commits / elapsed
            state.seen_latency = state.latency / state.commits if state.commits else 0.0
        state.interval_started, state.admitted, state.commits, state.latency = now, 0.0, 0.0, 0.0
