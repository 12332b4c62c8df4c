import threading
import time
import unittest

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
        self.pool.release(self.pool.acquire())
        self.pool.release(self.pool.acquire())
        self.assertEqual(len(self.made), 1)

    def test_no_more_than_its_size(self) -> None:
        self.pool.acquire()
        self.pool.acquire()
        with self.assertRaisesRegex(PoolExhausted, "all 2 connections stayed in use for 0.05 s"):
            self.pool.acquire()

    def test_one_that_broke_is_replaced_in_use_and_idle(self) -> None:
        broken = self.pool.acquire()
        broken.close()
        self.pool.release(broken)
        idle = self.pool.acquire()
        self.pool.release(idle)
        idle.open = False
        self.assertTrue(self.pool.acquire().open)
        self.assertEqual(len(self.made), 3)

    def test_an_old_one_is_closed(self) -> None:
        first = self.pool.acquire()
        self.pool.release(first)
        self.clock.now += 126
        self.assertIsNot(self.pool.acquire(), first)
        self.assertFalse(first.open)

    def test_a_failed_attempt_takes_no_place(self) -> None:
        def refuse() -> Connection:
            raise OSError

        pool = Pool(refuse, size=1, wait=0.05)
        for _ in range(3):
            with self.assertRaises(OSError):
                pool.acquire()

    def test_whoever_waited_first_is_served_first(self) -> None:
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

    def test_many_threads_never_hold_more_than_there_are(self) -> None:
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
