import threading
import time
import unittest
from collections import Counter
from typing import Any

from apture import deadline
from apture.cache.memcached import MemcachedPool
from apture.cache.rendezvous import Rendezvous

from .fakes import Clock

KEYS = [f"page:1:slug-{number}" for number in range(10_000)]


def home(servers: list[str]) -> dict[str, str]:
    ring = Rendezvous(servers)
    return {key: next(ring.ranked(key)) for key in KEYS}


def names(count: int) -> list[str]:
    return [f"cache-{number + 1}:11211" for number in range(count)]


class Hashing(unittest.TestCase):
    def test_keys_spread_evenly(self) -> None:
        for count in (2, 5, 10, 64):
            shares = Counter(home(names(count)).values())
            self.assertEqual(len(shares), count)
            # Five standard deviations of a binomial share.
            allowed = 5 * (len(KEYS) / count) ** 0.5
            for share in shares.values():
                self.assertAlmostEqual(share, len(KEYS) / count, delta=allowed)

    def test_the_keys_of_a_lost_server_spread_over_all_others_and_no_other_key_moves(self) -> None:
        before, after = home(names(10)), home(names(10)[:4] + names(10)[5:])
        moved = {key for key in KEYS if before[key] != after[key]}
        self.assertEqual(moved, {key for key in KEYS if before[key] == "cache-5:11211"})
        self.assertEqual(len(Counter(after[key] for key in moved)), 9)

    def test_only_keys_of_a_new_server_move(self) -> None:
        before, after = home(names(10)), home(names(11))
        moved = [key for key in KEYS if before[key] != after[key]]
        self.assertAlmostEqual(len(moved), len(KEYS) / 11, delta=5 * (len(KEYS) / 11) ** 0.5)
        self.assertEqual({after[key] for key in moved}, {"cache-11:11211"})

    def test_the_order_of_servers_does_not_matter(self) -> None:
        self.assertEqual(home(names(7)), home(names(7)[::-1]))

    def test_every_server_is_ranked_once(self) -> None:
        self.assertEqual(sorted(Rendezvous(names(9)).ranked("k")), sorted(names(9)))


class Client:
    """One server."""

    def __init__(self) -> None:
        self.asked = 0
        self.failure: Exception | None = None

    def gets(self, key: str) -> tuple[bytes, bytes]:
        self.asked += 1
        if self.failure is not None:
            raise self.failure
        return b"value", b"1"

    def reusable(self) -> bool:
        return True

    def close(self) -> None:
        pass

    def version(self) -> bytes:
        if self.failure is not None:
            raise self.failure
        return b"1.6"


class Failing(unittest.TestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.clients = {name: Client() for name in names(3)}
        self.servers = MemcachedPool(names(3), 0.1, 5, self.clock, self.connect)
        self.ranked = [self.clients[name] for name in Rendezvous(names(3)).ranked("k")]

    def connect(self, server: str, timeout: float) -> Any:
        return self.clients[server]

    def test_a_dead_server_is_asked_once_and_then_skipped(self) -> None:
        self.ranked[0].failure = TimeoutError()
        for _ in range(10):
            self.assertEqual(self.servers.gets("k"), (b"value", b"1"))
        self.assertEqual([client.asked for client in self.ranked], [1, 10, 0])

    def test_a_dead_server_is_asked_again_later(self) -> None:
        self.ranked[0].failure = ConnectionRefusedError()
        self.servers.gets("k")
        self.ranked[0].failure = None
        self.clock.now += 5
        self.servers.gets("k")
        self.assertEqual([client.asked for client in self.ranked], [2, 1, 0])

    def test_without_any_server_there_is_no_value_and_no_error(self) -> None:
        for client in self.ranked:
            client.failure = TimeoutError()
        self.assertEqual(self.servers.gets("k"), (None, None))
        self.assertEqual(self.servers.states(), {name: "down: TimeoutError" for name in names(3)})


class SlowClient(Client):
    """Answers when values to, and notices if two requests use it at once."""

    def __init__(self, answer: threading.Event) -> None:
        super().__init__()
        self.answer = answer
        self.in_use = threading.Lock()

    def gets(self, key: str) -> tuple[bytes, bytes]:
        if not self.in_use.acquire(blocking=False):
            raise AssertionError("two requests share a connection")
        self.answer.wait(5)
        self.in_use.release()
        return b"value", b"1"


class Busy(unittest.TestCase):
    def setUp(self) -> None:
        self.answer = threading.Event()
        self.addCleanup(self.answer.set)
        self.opened: list[SlowClient] = []

    def connect(self, server: str, timeout: float) -> Any:
        self.opened.append(SlowClient(self.answer))
        return self.opened[-1]

    def read(self, servers: MemcachedPool, requests: int) -> list[tuple[bytes | None, bytes | None]]:
        answers: list[tuple[bytes | None, bytes | None]] = []
        threads = [threading.Thread(target=lambda: answers.append(servers.gets("k"))) for _ in range(requests)]
        for thread in threads:
            thread.start()
        timer = threading.Timer(0.3, self.answer.set)
        timer.start()
        for thread in threads:
            thread.join()
        timer.join()
        return answers

    def test_more_requests_than_connections_wait_for_one(self) -> None:
        servers = MemcachedPool(names(1), timeout=5, dead_for=5, connect=self.connect, connections=4)
        self.assertEqual(self.read(servers, 20), [(b"value", b"1")] * 20)
        self.assertEqual(len(self.opened), 4)

    def test_a_request_that_gets_no_connection_in_time_has_a_miss(self) -> None:
        servers = MemcachedPool(names(1), timeout=0.05, dead_for=5, connect=self.connect, connections=4)
        self.assertEqual(Counter(self.read(servers, 20)), {(b"value", b"1"): 4, (None, None): 16})

    def test_a_busy_server_does_not_count_as_dead(self) -> None:
        servers = MemcachedPool(names(3), timeout=0.05, dead_for=5, connect=self.connect, connections=1)
        self.read(servers, 2)
        self.assertEqual(servers.gets("k"), (b"value", b"1"))
        self.assertEqual(len(self.opened), 1)

    def test_the_wait_ends_with_the_request(self) -> None:
        servers = MemcachedPool(names(1), timeout=5, dead_for=5, connect=self.connect, connections=1)
        holder = threading.Thread(target=lambda: servers.gets("k"))
        holder.start()
        started = time.monotonic()
        with deadline.within(0.05):
            self.assertEqual(servers.gets("k"), (None, None))
        self.assertLess(time.monotonic() - started, 1)
        self.answer.set()
        holder.join()

    def test_as_many_requests_as_connections_by_default(self) -> None:
        servers = MemcachedPool(names(1), timeout=5, dead_for=5, connect=self.connect)
        self.assertEqual(self.read(servers, 200), [(b"value", b"1")] * 200)
        self.assertEqual(len(self.opened), 64)
