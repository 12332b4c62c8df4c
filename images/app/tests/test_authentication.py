import unittest

from apture.cache.lease_cache import CacheTimes, Entry, LeaseCache
from apture.cache.store import AuthenticatedStore

from .fakes import Clock, Memory

PAGE, FORGED = Entry(b"page", 1), Entry(b"forged", 4_000_000_000)


class Authenticated(unittest.TestCase):
    def setUp(self) -> None:
        self.memory, self.clock = Memory(), Clock()
        self.cache = self.cache_over(AuthenticatedStore(self.memory, "secret"))

    def cache_over(self, store: AuthenticatedStore | Memory) -> LeaseCache:
        return LeaseCache(store, CacheTimes(30, 3600, 4, 1), self.clock, self.clock.sleep)

    def read(self, key: str = "k") -> tuple[bytes, str]:
        entry, state = self.cache.read(key, lambda: PAGE)
        return entry.body, state

    def test_reads_back_its_own_values(self) -> None:
        self.assertEqual([self.read(), self.read()], [(b"page", "miss"), (b"page", "hit")])

    def test_a_value_without_authentication_is_a_miss(self) -> None:
        self.cache_over(self.memory).put("k", FORGED)
        self.assertEqual([self.read(), self.read()], [(b"page", "miss"), (b"page", "hit")])

    def test_an_edit_replaces_a_forged_value(self) -> None:
        self.cache_over(self.memory).put("k", FORGED)
        self.cache.put("k", Entry(b"edited", 2))
        self.assertEqual(self.read(), (b"edited", "hit"))

    def test_a_value_made_with_another_secret_is_a_miss(self) -> None:
        self.cache_over(AuthenticatedStore(self.memory, "another secret")).put("k", FORGED)
        self.assertEqual(self.read(), (b"page", "miss"))

    def test_a_value_moved_to_another_key_is_a_miss(self) -> None:
        self.cache.put("other", Entry(b"other page", 9))
        self.memory.values["k"] = self.memory.values["other"]
        self.assertEqual(self.read(), (b"page", "miss"))

    def test_a_changed_or_shortened_value_is_a_miss(self) -> None:
        self.cache.put("k", PAGE)
        value, token = self.memory.values["k"]
        for changed in (b"", value[:-1], value[:8], value + b"!", bytes([value[0] ^ 1]) + value[1:], value[:-1] + b"?"):
            with self.subTest(changed):
                self.memory.values["k"] = (changed, token)
                self.assertEqual(self.read(), (b"page", "miss"))

    def test_a_forged_lease_blocks_no_page(self) -> None:
        self.memory.add("lease:k", b"1" * 24, 0)
        self.assertEqual(self.read(), (b"page", "miss"))
