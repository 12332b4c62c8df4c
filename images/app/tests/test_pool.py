import threading
import time
import unittest
from collections.abc import Callable

from apture import deadline
from apture.breaker import Breaker, Open
from apture.pool import Pool, PoolExhausted

from .fakes import Clock


class Connection:
    def __init__(self) -> None:
        self.open = True

    def reusable(self) -> bool:
        return self.open

    def close(self) -> None:
        self.open = False


class Pooling(unittest.TestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.made: list[Connection] = []
        self.pool = Pool(self.connect, size=2, wait=0.05, max_age=100, clock=self.clock)

    def connect(self) -> Connection:
        self.made.append(Connection())
        return self.made[-1]

    def test_a_connection_is_used_again(self) -> None:
        self.pool.give(self.pool.take())
        self.pool.give(self.pool.take())
        self.assertEqual(len(self.made), 1)

    def test_no_more_than_its_size(self) -> None:
        self.pool.take()
        self.pool.take()
        with self.assertRaisesRegex(PoolExhausted, "all 2 connections stayed in use for 0.05 s"):
            self.pool.take()

    def test_one_that_broke_is_replaced_in_use_and_idle(self) -> None:
        broken = self.pool.take()
        broken.close()
        self.pool.give(broken)
        idle = self.pool.take()
        self.pool.give(idle)
        idle.open = False
        self.assertTrue(self.pool.take().open)
        self.assertEqual(len(self.made), 3)

    def test_an_old_one_is_closed(self) -> None:
        first = self.pool.take()
        self.pool.give(first)
        self.clock.now += 126
        self.assertIsNot(self.pool.take(), first)
        self.assertFalse(first.open)

    def test_a_failed_attempt_takes_no_place(self) -> None:
        def refuse() -> Connection:
            raise OSError

        pool = Pool(refuse, size=1, wait=0.05)
        for _ in range(3):
            with self.assertRaises(OSError):
                pool.take()

    def test_whoever_waited_first_is_served_first(self) -> None:
        pool = Pool(Connection, size=1, wait=5)
        held, order = pool.take(), []

        def use(number: int) -> None:
            connection = pool.take()
            order.append(number)
            pool.give(connection)

        threads = [threading.Thread(target=use, args=[number]) for number in range(5)]
        for thread in threads:
            thread.start()
            time.sleep(0.01)
        pool.give(held)
        for thread in threads:
            thread.join()
        self.assertEqual(order, [0, 1, 2, 3, 4])

    def test_many_threads_never_hold_more_than_there_are(self) -> None:
        pool, most, held, lock = Pool(Connection, size=3, wait=10), 0, 0, threading.Lock()

        def use() -> None:
            nonlocal most, held
            for _ in range(50):
                connection = pool.take()
                with lock:
                    held += 1
                    most = max(most, held)
                time.sleep(0.0001)
                with lock:
                    held -= 1
                pool.give(connection)

        threads = [threading.Thread(target=use) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual((most, held), (3, 0))


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

    def test_it_opens_after_failures_in_a_row_and_tries_one_at_a_time(self) -> None:
        self.fail()
        self.fail()
        self.assertEqual(self.breaker.call(lambda: "fine", TimeoutError), "fine")
        for _ in range(3):
            self.fail()
        with self.assertRaises(Open):
            self.breaker.call(lambda: "fine", TimeoutError)
        self.clock.now += 1

        def probe() -> str:
            with self.assertRaises(Open):
                self.breaker.call(lambda: "another", TimeoutError)
            return "fine"

        self.assertEqual(self.breaker.call(probe, TimeoutError), "fine")
        self.assertEqual(self.breaker.call(lambda: "closed", TimeoutError), "closed")

    def test_a_failed_probe_keeps_it_open(self) -> None:
        for _ in range(3):
            self.fail()
        self.clock.now += 1
        self.fail()
        with self.assertRaises(Open):
            self.breaker.call(lambda: "fine", TimeoutError)

    def test_probes_that_fail_come_less_often(self) -> None:
        for _ in range(3):
            self.fail()
        pauses = []
        for _ in range(6):
            began = self.clock.now
            with self.assertRaises(Open) as refused:
                self.breaker.call(lambda: "fine", TimeoutError)
            self.clock.now += refused.exception.remaining
            pauses.append(self.clock.now - began)
            self.fail()
        self.assertEqual(pauses, [1, 2, 4, 8, 10, 10])
        self.clock.now += 10
        self.assertEqual(self.breaker.call(lambda: "fine", TimeoutError), "fine")
        for _ in range(3):
            self.fail()
        self.clock.now += 1
        self.assertEqual(self.breaker.call(lambda: "fine", TimeoutError), "fine")

    def test_requests_that_were_under_way_lengthen_no_pause(self) -> None:
        def at_once(requests: int) -> None:
            if requests > 0:
                with self.assertRaises(TimeoutError):
                    self.breaker.call(lambda: at_once(requests - 1), TimeoutError)
            raise TimeoutError

        with self.assertRaises(TimeoutError):
            self.breaker.call(lambda: at_once(7), TimeoutError)
        self.clock.now += 1
        self.assertEqual(self.breaker.call(lambda: "fine", TimeoutError), "fine")

    def test_a_request_that_was_under_way_when_it_opened_does_not_close_it(self) -> None:
        def outlasts_the_opening() -> str:
            for _ in range(3):
                self.fail()
            return "fine"

        self.assertEqual(self.breaker.call(outlasts_the_opening, TimeoutError), "fine")
        with self.assertRaises(Open):
            self.breaker.call(lambda: "fine", TimeoutError)

    def test_requests_that_were_under_way_when_it_opened_do_not_open_it_again(self) -> None:
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
        self.assertEqual(self.breaker.call(lambda: "fine", TimeoutError), "fine")

    def test_a_request_that_comes_as_the_probe_ends_is_no_second_probe(self) -> None:
        for _ in range(3):
            self.fail()
        self.clock.now += 1

        def another() -> None:
            with self.assertRaises(Open):
                self.breaker.call(lambda: "another", TimeoutError)

        def probe() -> str:
            self.breaker._lock = Interrupted(another)  # type: ignore[assignment]
            return "fine"

        self.assertEqual(self.breaker.call(probe, TimeoutError), "fine")

    def test_a_probe_that_ends_in_another_way_lets_the_next_one_follow(self) -> None:
        for _ in range(3):
            self.fail()
        self.clock.now += 1
        with self.assertRaises(ZeroDivisionError):
            self.breaker.call(lambda: 1 / 0, TimeoutError)
        self.assertEqual(self.breaker.call(lambda: "fine", TimeoutError), "fine")

    def test_switched_off_it_lets_everything_through(self) -> None:
        self.breaker = Breaker(enabled=False, clock=self.clock)
        for _ in range(9):
            self.fail()


class Budget(unittest.TestCase):
    def test_all_waits_share_what_remains(self) -> None:
        self.assertEqual(deadline.remaining(7), 7)
        with deadline.within(2):
            self.assertAlmostEqual(deadline.remaining(7), 2, delta=0.1)
            self.assertEqual(deadline.remaining(1), 1)
            with deadline.within(5):
                self.assertLessEqual(deadline.remaining(7), 2)
            with deadline.within(0):
                self.assertEqual(deadline.remaining(7), 0.001)
        self.assertEqual(deadline.remaining(7), 7)
