"""
Counts page views in memory and writes them every few seconds: one statement for thousands of views, and no page waits
for it. A crash loses the counts of a few seconds.
"""

import atexit
import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime, timezone
from functools import cache

from apture.breaker import Breaker
from apture.configuration import configuration

logger = logging.getLogger(__name__)

INTERVAL = 2.0
"""Seconds between two writes."""
MAX_PAGES = 10_000
"""While the database is down, counts of more pages than this are dropped."""


class ViewCounter:
    def __init__(self, write: Callable[[Mapping[str, int], date], None]) -> None:
        self._write = write
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()

    def count(self, slug: str) -> None:
        with self._lock:
            if slug in self._counts or len(self._counts) < MAX_PAGES:
                self._counts[slug] += 1

    def flush(self) -> None:
        """Writes the counts. If that fails, the next call tries again."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        if not counts:
            return
        try:
            self._write(counts, datetime.now(timezone.utc).date())
        except Exception as error:
            logger.warning("view counts of %d pages not written yet: %s", len(counts), error)
            with self._lock:
                self._counts.update(counts)


def _write(counts: Mapping[str, int], day: date) -> None:
    from apture.database import DATABASE_ERRORS

    _writes().call(lambda: _insert(counts, day), DATABASE_ERRORS)


def _insert(counts: Mapping[str, int], day: date) -> None:
    from django.db import connections

    from apture.pageviews.models import PageView
    from apture.routing import database_of

    connection = connections[database_of("views")]
    try:
        with connection.cursor() as cursor:
            # In a fixed order, so that two processes cannot deadlock.
            cursor.execute(
                f"""INSERT INTO {PageView._meta.db_table} AS seen (slug, day, views)
                SELECT slug, %s, views FROM unnest(%s::text[], %s::bigint[]) AS counted (slug, views) ORDER BY slug
                ON CONFLICT (slug, day) DO UPDATE SET views = seen.views + excluded.views""",
                [day, list(counts.keys()), list(counts.values())],
            )
    finally:
        connection.close()


@cache
def _writes() -> Breaker:
    return Breaker(configuration().circuit_breaker)


_counter = ViewCounter(_write)
_started = threading.Lock()


def count(slug: str) -> None:
    _counter.count(slug)
    if _started.acquire(blocking=False):
        # In the process that serves requests, not in the one that forks.
        threading.Thread(target=_run, name="view-counter", daemon=True).start()
        atexit.register(_counter.flush)


def _run() -> None:
    while True:
        time.sleep(INTERVAL)
        _counter.flush()


def _restart() -> None:
    global _started
    _started = threading.Lock()


os.register_at_fork(after_in_child=_restart)
