import os
import signal
import tempfile
import time
import unittest
from pathlib import Path

from apture.flow.gate import Gate, Stopping, create
from apture.flow.limiter import Flow
from apture.flow.outage import LONGEST_PAUSE

from .fakes import Clock

FLOW = Flow(floor=10, ceiling=100, commit_latency=0.012)


class Case(unittest.TestCase):
    flow: Flow | None = None

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "flow"
        create(self.path, self.flow, 4)
        self.clock = Clock()
        self.clock.now = time.monotonic() + 100

    def gate(self, child: int = 0, sleep: object = None) -> Gate:
        return Gate(self.path, self.flow, 4, child, self.clock, sleep or self.clock.sleep)  # type: ignore[arg-type]


class Limited(Case):
    flow = FLOW

    def test_all_children_share_one_limit(self) -> None:
        started = self.clock.now
        children = [self.gate(child) for child in range(4)]
        for job in range(21):
            children[job % 4].enter()
            children[job % 4].leave("done")
        self.assertAlmostEqual(self.clock.now - started, 2.0, delta=0.15)
        self.assertEqual(children[0].state.done, 21)

    def test_a_restarted_worker_begins_at_its_floor(self) -> None:
        gate = self.gate()
        with gate.locked():
            gate.state.limit = 80
        create(self.path, self.flow, 4)
        self.assertEqual(self.gate().state.limit, 10)

    def test_a_killed_child_blocks_nothing(self) -> None:
        ready, locked = os.pipe()
        pid = os.fork()
        if pid == 0:
            with self.gate(1).locked():
                os.write(locked, b"1")
                signal.pause()
        os.read(ready, 1)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        gate = self.gate(1)
        gate.claim_slot()
        gate.enter()

    def test_commits_are_measured(self) -> None:
        gate = self.gate()
        with gate.commit():
            self.clock.now += 0.005
        self.assertEqual((gate.state.commit_count, round(gate.state.commit_sum, 6)), (1, 0.005))
        with self.assertRaises(ZeroDivisionError), gate.commit():
            raise ZeroDivisionError
        self.assertEqual((gate.state.commit_count, gate.state.children[0].committing), (1, 0))


class Unavailable(Case):
    def test_one_child_probes_while_the_others_wait(self) -> None:
        one, other = self.gate(0), self.gate(1)
        one.enter()
        other.enter()
        one.database_failed()
        other.database_failed()  # It was under way already.
        started = self.clock.now
        pauses = []
        for _ in range(8):
            one.enter()
            pauses.append(round(self.clock.now - started, 1))
            with one.locked():
                self.assertGreater(other.outage.admit(1, self.clock.now), 0)
            one.database_failed()
            started = self.clock.now
        self.assertEqual(pauses, [0.5, 1.0, 2.0, 4.0, 8.0, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE])
        one.enter()
        one.leave("done")
        started = self.clock.now
        other.enter()
        self.assertEqual(self.clock.now, started)

    def test_another_child_probes_after_the_first_has_ended(self) -> None:
        one, other = self.gate(0), self.gate(1)
        one.database_failed()
        one.enter()
        one.claim_slot()
        other.enter()
        other.leave("failed")
        one.enter()

    def test_a_stop_ends_the_wait(self) -> None:
        gate = self.gate(0)
        gate.database_failed()

        def sleep(_: float) -> None:
            self.gate(1).stop()

        waiting = self.gate(0, sleep)
        with self.assertRaises(Stopping):
            waiting.enter()
        self.assertEqual(waiting.state.children[0].waiting, 0)
