import unittest
from collections import Counter
from typing import Any

from apture.cache.rendezvous import Rendezvous
from apture.cache.store import MemcachedPool

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

    def test_a_lost_server_moves_its_own_keys_only_and_over_all_others(self) -> None:
        before, after = home(names(10)), home(names(10)[:4] + names(10)[5:])
        moved = {key for key in KEYS if before[key] != after[key]}
        self.assertEqual(moved, {key for key in KEYS if before[key] == "cache-5:11211"})
        self.assertEqual(len(Counter(after[key] for key in moved)), 9)

    def test_a_new_server_takes_its_share_only(self) -> None:
        before, after = home(names(10)), home(names(11))
        moved = [key for key in KEYS if before[key] != after[key]]
        self.assertAlmostEqual(len(moved), len(KEYS) / 11, delta=5 * (len(KEYS) / 11) ** 0.5)
        self.assertEqual({after[key] for key in moved}, {"cache-11:11211"})

    def test_the_order_of_servers_means_nothing(self) -> None:
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

    def version(self) -> bytes:
        if self.failure is not None:
            raise self.failure
        return b"1.6"


class Failing(unittest.TestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        self.clients: dict[str, Client] = {}
        self.servers = MemcachedPool(names(3), 0.1, 5, self.clock, self.connect)
        self.ranked = [self.clients[name] for name in Rendezvous(names(3)).ranked("k")]

    def connect(self, server: str, timeout: float) -> Any:
        return self.clients.setdefault(server, Client())

    def test_a_dead_server_is_asked_once_and_then_passed_over(self) -> None:
        self.ranked[0].failure = TimeoutError()
        for _ in range(10):
            self.assertEqual(self.servers.gets("k"), (b"value", b"1"))
        self.assertEqual([client.asked for client in self.ranked], [1, 10, 0])

    def test_it_is_asked_again_after_a_while(self) -> None:
        self.ranked[0].failure = ConnectionRefusedError()
        self.servers.gets("k")
        self.ranked[0].failure = None
        self.clock.now += 5
        self.servers.gets("k")
        self.assertEqual([client.asked for client in self.ranked], [2, 1, 0])

    def test_with_all_dead_there_is_no_value_and_no_error(self) -> None:
        for client in self.ranked:
            client.failure = TimeoutError()
        self.assertEqual(self.servers.gets("k"), (None, None))
        self.assertEqual(self.servers.states(), {name: "down: TimeoutError" for name in names(3)})
