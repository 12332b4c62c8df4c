import unittest

from apture.cache.lease_cache import Entry, LeaseCache, Times, Unavailable

from .fakes import Clock, Memory

OLD, NEW = Entry(b"old", 1), Entry(b"new", 2)


def away() -> Entry:
    raise Unavailable("away")


class Reading(unittest.TestCase):
    def setUp(self) -> None:
        self.clock, self.store = Clock(), Memory()
        self.page_cache = LeaseCache(self.store, Times(fresh=30, kept=3600, lease=4, wait=1), self.clock, self.clock.sleep)
        self.loads = 0

    def load(self) -> Entry:
        self.loads += 1
        return NEW

    def test_a_page_is_read_once_and_then_kept(self) -> None:
        self.assertEqual(self.page_cache.read("k", self.load), (NEW, "miss"))
        self.assertEqual(self.page_cache.read("k", self.load), (NEW, "hit"))
        self.assertEqual(self.loads, 1)

    def test_while_one_reads_others_serve_the_old_page(self) -> None:
        self.page_cache.put("k", OLD)
        self.clock.now += 31
        others = []

        def load() -> Entry:
            others.append(self.page_cache.read("k", self.load))
            return NEW

        self.assertEqual(self.page_cache.read("k", load), (NEW, "miss"))
        self.assertEqual(others, [(OLD, "stale")])
        self.assertEqual(self.page_cache.read("k", self.load), (NEW, "hit"))
        self.assertEqual(self.loads, 0)

    def test_without_an_old_page_others_wait_for_the_one_that_reads(self) -> None:
        self.store.add("lease:k", b"1", 4)
        shield = LeaseCache(self.store, Times(30, 3600, 4, 1), self.clock, lambda _: self.page_cache.put("k", NEW))
        self.assertEqual(shield.read("k", self.load), (NEW, "hit"))
        self.assertEqual(self.loads, 0)

    def test_nobody_waits_for_longer_than_declared(self) -> None:
        self.store.add("lease:k", b"1", 4)
        began = self.clock.now
        with self.assertRaises(Unavailable):
            self.page_cache.read("k", self.load)
        self.assertAlmostEqual(self.clock.now - began, 1, delta=0.1)
        self.assertEqual(self.loads, 0)

    def test_a_database_that_stands_still_is_asked_once_a_lease(self) -> None:
        self.page_cache.put("k", OLD)
        self.clock.now += 31
        self.assertEqual(self.page_cache.read("k", away), (OLD, "stale"))
        self.assertEqual(self.page_cache.read("k", self.load), (OLD, "stale"))
        self.assertEqual(self.loads, 0)
        self.store.delete("lease:k")  # It runs out.
        self.assertEqual(self.page_cache.read("k", self.load), (NEW, "miss"))

    def test_without_database_and_old_page_there_is_nothing_to_serve(self) -> None:
        with self.assertRaises(Unavailable):
            self.page_cache.read("k", away)

    def test_without_any_cache_pages_are_read(self) -> None:
        self.store.away = True
        self.assertEqual(self.page_cache.read("k", self.load), (NEW, "miss"))
        self.assertEqual(self.page_cache.read("k", self.load), (NEW, "miss"))

    def test_that_a_page_does_not_exist_is_known_for_a_few_seconds(self) -> None:
        missing = Entry(b"", 0, exists=False)
        self.page_cache.read("k", lambda: missing)
        self.assertEqual(self.page_cache.read("k", self.load), (missing, "hit"))
        self.clock.now += 6
        self.assertEqual(self.page_cache.read("k", self.load), (NEW, "miss"))

    def test_what_is_in_the_cache_and_nothing_of_ours_is_a_miss(self) -> None:
        self.store.add("k", b"?", 1)
        self.assertEqual(self.page_cache.read("k", self.load), (NEW, "miss"))
        self.assertEqual(self.page_cache.read("k", self.load), (NEW, "hit"))


class Writing(unittest.TestCase):
    def setUp(self) -> None:
        self.clock, self.store = Clock(), Memory()
        self.page_cache = LeaseCache(self.store, Times(30, 3600, 4, 1), self.clock, self.clock.sleep)

    def read(self) -> bytes:
        return self.page_cache.read("k", away)[0].body

    def test_an_edit_is_seen_at_once(self) -> None:
        self.page_cache.put("k", OLD)
        self.page_cache.put("k", NEW)
        self.assertEqual(self.read(), b"new")

    def test_an_edit_that_arrives_late_changes_nothing(self) -> None:
        self.page_cache.put("k", NEW)
        self.page_cache.put("k", OLD)
        self.assertEqual(self.read(), b"new")

    def test_a_new_page_replaces_the_knowledge_that_there_is_none(self) -> None:
        self.page_cache.read("k", lambda: Entry(b"", 0, exists=False))
        self.page_cache.put("k", Entry(b"first", 1))
        self.assertEqual(self.read(), b"first")

    def test_an_edit_during_a_read_wins(self) -> None:
        def load() -> Entry:
            self.page_cache.put("k", NEW)
            return OLD

        self.page_cache.read("k", load)
        self.assertEqual(self.read(), b"new")

    def test_a_replica_that_lags_does_not_bring_the_old_page_back(self) -> None:
        self.page_cache.put("k", NEW)
        self.clock.now += 31
        self.assertEqual(self.page_cache.read("k", lambda: OLD), (NEW, "miss"))
        self.assertEqual(self.read(), b"new")

    def test_without_a_cache_an_edit_still_succeeds(self) -> None:
        self.store.away = True
        self.page_cache.put("k", NEW)
