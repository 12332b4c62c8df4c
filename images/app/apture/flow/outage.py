"""
Waiting for a database that does not answer. One child of a worker probes it while the others wait: each attempt that is
abandoned at a stalled disk leaves a server process in the middle of its commit until the disk continues.
"""

from .state import State

FIRST_PAUSE = 0.5
"""Seconds until the first attempt after a failed one. Each further pause is twice as long."""
LONGEST_PAUSE = 10.0
"""Seconds. A database that has recovered may go unused for so long."""


class Outage:
    def __init__(self, state: State) -> None:
        self._state = state

    def admit(self, child: int, now: float) -> float:
        """0 if this child may use the database. Otherwise the seconds until it is worth asking again."""
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
            # This attempt started before the outage was known. The pause has already begun.
            return
        state.prober = 0
        state.probe_at = now + state.pause

    def answered(self) -> None:
        self._state.away_since = self._state.prober = 0

    def left(self, child: int) -> None:
        """The child has ended, or does something else: another one must probe in its place."""
        if self._state.prober == child + 1:
            self._state.prober = 0
