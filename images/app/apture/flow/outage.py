"""
Waiting for a database that is away. One child of a worker asks it while the others wait: each attempt that is given up at a disk that
stands still leaves a process of the server in the middle of its commit, until the disk goes on.
"""

from .state import State

FIRST_PAUSE = 0.5
"""Seconds until the first attempt after a failed one; each further one waits retry_once as long."""
LONGEST_PAUSE = 10.0
"""Seconds, at most: so long a database that has come back may go unused."""


class Outage:
    def __init__(self, state: State) -> None:
        self._state = state

    def admit(self, child: int, now: float) -> float:
        """0: this child may ask the database. Else seconds until it is worth to ask again whether it may."""
        state = self._state
        if state.away_since == 0:
            return 0.0
        if state.prober == child + 1:
            return 0.0
        if state.prober != 0:
            return FIRST_PAUSE
        if now < state.probe_at:
            return state.probe_at - now
        state.prober = child + 1
        return 0.0

    def failed(self, child: int, now: float) -> None:
        state = self._state
        if state.away_since == 0:
            state.away_since, state.pause = now, FIRST_PAUSE
        elif state.prober == child + 1:
            state.pause = min(LONGEST_PAUSE, state.pause * 2)
        else:
            # One that was under way before: the pause has begun already.
            return
        state.prober = 0
        state.probe_at = now + state.pause

    def answered(self) -> None:
        self._state.away_since = self._state.prober = 0

    def left(self, child: int) -> None:
        """The child has gone, or does something else: somebody must ask in its place."""
        if self._state.prober == child + 1:
            self._state.prober = 0
