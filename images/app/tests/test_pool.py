import threading
import time
import unittest
from unittest.mock import patch

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

    def test_reuses_a_connection(self) -> None:
        self.pool.release(self.pool.acquire())
        self.pool.release(self.pool.acquire())
        self.assertEqual(len(self.made), 1)

    def test_opens_no_more_connections_than_its_size(self) -> None:
        self.pool.acquire()
        self.pool.acquire()
        with self.assertRaisesRegex(PoolExhausted, "all 2 connections stayed in use for 0.05 s"):
            self.pool.acquire()

    def test_replaces_a_broken_connection_in_use_or_idle(self) -> None:
        broken = self.pool.acquire()
        broken.close()
        self.pool.release(broken)
        idle = self.pool.acquire()
        self.pool.release(idle)
        idle.open = False
        self.assertTrue(self.pool.acquire().open)
        self.assertEqual(len(self.made), 3)

    def test_closes_an_old_connection(self) -> None:
        first = self.pool.acquire()
        self.pool.release(first)
        self.clock.now += 126
        self.assertIsNot(self.pool.acquire(), first)
        self.assertFalse(first.open)

    def test_a_failed_attempt_uses_no_slot(self) -> None:
        def refuse() -> Connection:
            raise OSError

        pool = Pool(refuse, size=1, wait=0.05)
        for _ in range(3):
            with self.assertRaises(OSError):
                pool.acquire()

    def test_serves_waiters_in_order_of_arrival(self) -> None:
        pool = Pool(Connection, size=1, wait=5)
        held, order = pool.acquire(), []

        def use(number: int) -> None:
            connection = pool.acquire()
            order.append(number)
            pool.release(connection)

        threads = [threading.Thread(target=use, args=[number]) for number in range(5)]
        for thread in threads:
            thread.start()
            time.sleep(0.01)
        pool.release(held)
        for thread in threads:
            thread.join()
        self.assertEqual(order, [0, 1, 2, 3, 4])

    def test_an_interrupted_wait_loses_no_slot(self) -> None:
        held = self.pool.acquire(), self.pool.acquire()

        class Interrupted(threading.Event):
            def wait(self, timeout: float | None = None) -> bool:
                raise KeyboardInterrupt

        with patch("apture.pool.threading.Event", Interrupted), self.assertRaises(KeyboardInterrupt):
            self.pool.acquire()
        for connection in held:
            self.pool.release(connection)
        self.pool.acquire()
        self.pool.acquire()

    def test_many_threads_never_exceed_its_size(self) -> None:
        pool, most, held, lock = Pool(Connection, size=3, wait=10), 0, 0, threading.Lock()

        def use() -> None:
            nonlocal most, held
            for _ in range(50):
                connection = pool.acquire()
                with lock:
                    held += 1
                    most = max(most, held)
                time.sleep(0.0001)
                with lock:
                    held -= 1
                pool.release(connection)

        threads = [threading.Thread(target=use) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual((most, held), (3, 0))
