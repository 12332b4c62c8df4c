import unittest
from collections import Counter
from collections.abc import Mapping
from datetime import date
from unittest.mock import patch

from apture.pageviews.counter import ViewCounter


class Counting(unittest.TestCase):
    def setUp(self) -> None:
        self.written: Counter[str] = Counter()
        self.down = False
        self.counter = ViewCounter(self.write)

    def write(self, counts: Mapping[str, int], day: date) -> None:
        if self.down:
            raise OSError("down")
        self.written.update(counts)

    def test_views_are_written_together(self) -> None:
        for slug in ("a", "b", "a"):
            self.counter.count(slug)
        self.counter.flush()
        self.counter.flush()
        self.assertEqual(self.written, {"a": 2, "b": 1})

    def test_counts_add_up_while_the_database_is_down(self) -> None:
        self.down = True
        self.counter.count("a")
        with self.assertLogs("apture.pageviews.counter", "WARNING"):
            self.counter.flush()
        self.counter.count("a")
        self.down = False
        self.counter.flush()
        self.assertEqual(self.written, {"a": 2})

    @patch("apture.pageviews.counter.MAX_PAGES", 2)
    def test_the_number_of_pages_is_bounded(self) -> None:
        for slug in ("a", "b", "c", "a"):
            self.counter.count(slug)
        self.counter.flush()
        self.assertEqual(self.written, {"a": 2, "b": 1})
