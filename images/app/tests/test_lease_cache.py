import unittest

from apture.cache.lease_cache import CacheTimes, Entry, LeaseCache, Unavailable

from .fakes import Clock, Memory

OLD, NEW = Entry(b"old", 1), Entry(b"new", 2)


def away() -> Entry:
    raise Unavailable("away")


class Reading(unittest.TestCase):
    def setUp(self) -> None:
        self.clock, self.store = Clock(), Memory()
        self.cache = LeaseCache(
            self.store, CacheTimes(fresh=30, retained=3600, lease=4, wait=1), self.clock, self.clock.sleep
        )
        self.loads = 0

    def load(self) -> Entry:
        self.loads += 1
        return NEW

    def hold_lease(self) -> None:
        """As a request does that is reading the page."""
        with self.assertRaises(Unavailable):
            self.cache.read("k", away)

    def test_a_page_is_read_once_and_then_cached(self) -> None:
        self.assertEqual(self.cache.read("k", self.load), (NEW, "miss"))
        self.assertEqual(self.cache.read("k", self.load), (NEW, "hit"))
        self.assertEqual(self.loads, 1)

    def test_others_serve_the_old_page_while_one_reads(self) -> None:
        self.cache.put("k", OLD)
        self.clock.now += 31
        others = []

        def load() -> Entry:
            others.append(self.cache.read("k", self.load))
            return NEW

        self.assertEqual(self.cache.read("k", load), (NEW, "miss"))
        self.assertEqual(others, [(OLD, "stale")])
        self.assertEqual(self.cache.read("k", self.load), (NEW, "hit"))
        self.assertEqual(self.loads, 0)

    def test_without_an_old_page_others_wait_for_the_new_one(self) -> None:
        self.hold_lease()
        cache = LeaseCache(self.store, CacheTimes(30, 3600, 4, 1), self.clock, lambda _: self.cache.put("k", NEW))
        self.assertEqual(cache.read("k", self.load), (NEW, "hit"))
        self.assertEqual(self.loads, 0)

    def test_the_wait_is_bounded(self) -> None:
        self.hold_lease()
        started = self.clock.now
        with self.assertRaises(Unavailable):
            self.cache.read("k", self.load)
        self.assertAlmostEqual(self.clock.now - started, 1, delta=0.1)
        self.assertEqual(self.loads, 0)

    def test_a_stalled_database_is_asked_once_per_lease(self) -> None:
        self.cache.put("k", OLD)
        self.clock.now += 31
        self.assertEqual(self.cache.read("k", away), (OLD, "stale"))
        self.assertEqual(self.cache.read("k", self.load), (OLD, "stale"))
        self.assertEqual(self.loads, 0)
        self.store.delete("lease:k")  # It expires.
        self.assertEqual(self.cache.read("k", self.load), (NEW, "miss"))

    def test_a_foreign_lease_blocks_nothing(self) -> None:
        self.store.add("lease:k", b"1", 0)
        self.assertEqual(self.cache.read("k", self.load), (NEW, "miss"))

    def test_a_lease_ends_even_if_memcached_retains_it(self) -> None:
        self.hold_lease()
        self.clock.now += 5
        self.assertEqual(self.cache.read("k", self.load), (NEW, "miss"))

    def test_without_database_and_old_page_it_raises(self) -> None:
        with self.assertRaises(Unavailable):
            self.cache.read("k", away)

    def test_without_any_cache_every_request_reads(self) -> None:
        self.store.down = True
        self.assertEqual(self.cache.read("k", self.load), (NEW, "miss"))
        self.assertEqual(self.cache.read("k", self.load), (NEW, "miss"))

    def test_a_missing_page_is_cached_for_a_few_seconds(self) -> None:
        missing = Entry(b"", 0, exists=False)
        self.cache.read("k", lambda: missing)
        self.assertEqual(self.cache.read("k", self.load), (missing, "hit"))
        self.clock.now += 6
        self.assertEqual(self.cache.read("k", self.load), (NEW, "miss"))

    def test_a_malformed_value_is_a_miss(self) -> None:
        self.store.add("k", b"?", 1)
        self.assertEqual(self.cache.read("k", self.load), (NEW, "miss"))
        self.assertEqual(self.cache.read("k", self.load), (NEW, "hit"))


class Writing(unittest.TestCase):
    def setUp(self) -> None:
        self.clock, self.store = Clock(), Memory()
        self.cache = LeaseCache(self.store, CacheTimes(30, 3600, 4, 1), self.clock, self.clock.sleep)

    def read(self) -> bytes:
        return self.cache.read("k", away)[0].body

    def test_an_edit_shows_at_once(self) -> None:
        self.cache.put("k", OLD)
        self.cache.put("k", NEW)
        self.assertEqual(self.read(), b"new")

    def test_an_older_edit_that_arrives_late_changes_nothing(self) -> None:
        self.cache.put("k", NEW)
        self.cache.put("k", OLD)
        self.assertEqual(self.read(), b"new")

    def test_a_new_page_replaces_a_missing_one(self) -> None:
        self.cache.read("k", lambda: Entry(b"", 0, exists=False))
        self.cache.put("k", Entry(b"first", 1))
        self.assertEqual(self.read(), b"first")

    def test_an_edit_during_a_read_wins(self) -> None:
        def load() -> Entry:
            self.cache.put("k", NEW)
            return OLD

        self.cache.read("k", load)
        self.assertEqual(self.read(), b"new")

    def test_a_lagging_replica_does_not_restore_the_old_page(self) -> None:
        self.cache.put("k", NEW)
        self.clock.now += 31
        self.assertEqual(self.cache.read("k", lambda: OLD), (NEW, "miss"))
        self.assertEqual(self.read(), b"new")

    def test_without_a_cache_an_edit_still_succeeds(self) -> None:
        self.store.down = True
        self.cache.put("k", NEW)
