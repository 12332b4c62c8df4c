import threading
import unittest
from collections.abc import Callable

from apture.breaker import Breaker, Open

from .fakes import Clock


class Interrupted:
    """A lock that somebody else comes before, once."""

    def __init__(self, by: Callable[[], None]) -> None:
        self.lock = threading.Lock()
        self.by = [by]

    def __enter__(self) -> None:
        if self.by:
            self.by.pop()()
        self.lock.acquire()

    def __exit__(self, *_: object) -> None:
        self.lock.release()


class Breaking(unittest.TestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.breaker = Breaker(clock=self.clock)

    def fail(self, msg: object = None) -> None:
        def act() -> None:
            raise TimeoutError

        with self.assertRaises(TimeoutError):
            self.breaker.call(act, TimeoutError)

    def test_opens_after_three_failures_and_probes_one_at_a_time(self) -> None:
        self.fail()
        self.fail()
        self.assertEqual(self.breaker.call(lambda: "done", TimeoutError), "done")
        for _ in range(3):
            self.fail()
        with self.assertRaises(Open):
            self.breaker.call(lambda: "done", TimeoutError)
        self.clock.now += 1

        def probe() -> str:
            with self.assertRaises(Open):
                self.breaker.call(lambda: "another", TimeoutError)
            return "done"

        self.assertEqual(self.breaker.call(probe, TimeoutError), "done")
        self.assertEqual(self.breaker.call(lambda: "closed", TimeoutError), "closed")

    def test_a_failed_probe_keeps_it_open(self) -> None:
        for _ in range(3):
            self.fail()
        self.clock.now += 1
        self.fail()
        with self.assertRaises(Open):
            self.breaker.call(lambda: "done", TimeoutError)

    def test_pauses_between_failed_probes_grow(self) -> None:
        for _ in range(3):
            self.fail()
        pauses = []
        for _ in range(6):
            started = self.clock.now
            with self.assertRaises(Open) as refused:
                self.breaker.call(lambda: "done", TimeoutError)
            self.clock.now += refused.exception.remaining
            pauses.append(self.clock.now - started)
            self.fail()
        self.assertEqual(pauses, [1, 2, 4, 8, 10, 10])
        self.clock.now += 10
        self.assertEqual(self.breaker.call(lambda: "done", TimeoutError), "done")
        for _ in range(3):
            self.fail()
        self.clock.now += 1
        self.assertEqual(self.breaker.call(lambda: "done", TimeoutError), "done")

    def test_older_requests_do_not_prolong_the_pause(self) -> None:
        def at_once(requests: int) -> None:
            if requests > 0:
                with self.assertRaises(TimeoutError):
                    self.breaker.call(lambda: at_once(requests - 1), TimeoutError)
            raise TimeoutError

        with self.assertRaises(TimeoutError):
            self.breaker.call(lambda: at_once(7), TimeoutError)
        self.clock.now += 1
        self.assertEqual(self.breaker.call(lambda: "done", TimeoutError), "done")

    def test_an_older_request_does_not_close_it(self) -> None:
        def outlasts_the_opening() -> str:
            for _ in range(3):
                self.fail()
            return "done"

        self.assertEqual(self.breaker.call(outlasts_the_opening, TimeoutError), "done")
        with self.assertRaises(Open):
            self.breaker.call(lambda: "done", TimeoutError)

    def test_older_requests_do_not_open_it_again(self) -> None:
        def at_once(requests: int) -> None:
            if requests > 0:
                with self.assertRaises(TimeoutError):
                    self.breaker.call(lambda: at_once(requests - 1), TimeoutError)
            else:
                for _ in range(3):
                    self.fail()
                self.clock.now += 1
                self.assertEqual(self.breaker.call(lambda: "back", TimeoutError), "back")
            raise TimeoutError

        with self.assertRaises(TimeoutError):
            self.breaker.call(lambda: at_once(3), TimeoutError)
        self.assertEqual(self.breaker.call(lambda: "done", TimeoutError), "done")

    def test_a_request_that_arrives_as_the_probe_ends_is_not_a_second_probe(self) -> None:
        for _ in range(3):
            self.fail()
        self.clock.now += 1

        def another() -> None:
            with self.assertRaises(Open):
                self.breaker.call(lambda: "another", TimeoutError)

        def probe() -> str:
            self.breaker._lock = Interrupted(another)  # type: ignore[assignment]
            return "done"

        self.assertEqual(self.breaker.call(probe, TimeoutError), "done")

    def test_a_probe_without_a_verdict_lets_the_next_one_follow(self) -> None:
        for _ in range(3):
            self.fail()
        self.clock.now += 1
        with self.assertRaises(ZeroDivisionError):
            self.breaker.call(lambda: 1 / 0, TimeoutError)
        self.assertEqual(self.breaker.call(lambda: "done", TimeoutError), "done")

    def test_lets_everything_through_when_disabled(self) -> None:
        self.breaker = Breaker(enabled=False, clock=self.clock)
        for _ in range(9):
            self.fail()
