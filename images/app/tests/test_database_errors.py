import unittest
from typing import Any

from django.db.utils import OperationalError
from psycopg.errors import LockNotAvailable

from apture.breaker import Breaker
from apture.cache.lease_cache import CacheTimes, LeaseCache
from apture.database import Busy
from apture.jobs.publisher import publish
from apture.pages import store
from apture.pool import PoolExhausted

from .fakes import Memory
from .http_case import HttpCase


class Breaking(HttpCase):
    def test_refuses_edits_at_once_after_three_failures(self) -> None:
        attempts: list[int] = []

        def write(*_: Any) -> None:
            attempts.append(1)
            raise OperationalError("no answer in time") from TimeoutError()

        self.replace("apture.pages.store._write", write)
        self.replace("apture.database.CONNECTION_LOST_WITHIN", -1)
        self.replace("apture.pages.store.edits", Breaker())
        answers = [self.post("/p/home", {"body": "B"}) for _ in range(5)]
        self.assertEqual(
            [(one.status_code, one["Retry-After"]) for one in answers], [(503, "2")] * 3 + [(503, "1")] * 2
        )
        self.assertEqual(len(attempts), 3)

    def test_refuses_uncached_pages_at_once_after_three_failures(self) -> None:
        def first(*_: Any) -> None:
            raise OperationalError("no answer in time")

        self.replace("apture.database.CONNECTION_LOST_WITHIN", -1)
        self.replace("django.db.models.query.QuerySet.first", first)
        self.replace("apture.pages.store.reads", Breaker())
        self.replace(
            "apture.pages.store.page_cache",
            lambda: LeaseCache(Memory(), CacheTimes(fresh=30, retained=60, lease=0, wait=0)),
        )
        answers = [self.get(f"/p/page-{number}") for number in range(4)]
        self.assertEqual([(one.status_code, one["Retry-After"]) for one in answers], [(503, "2")] * 3 + [(503, "1")])

    def test_answers_503_if_all_database_connections_stay_in_use(self) -> None:
        def acquire(_: Any) -> None:
            raise PoolExhausted("all 8 connections stayed in use for 2.5 s")

        self.replace("apture.database.CONNECTION_LOST_WITHIN", -1)
        self.replace("apture.pool.Pool.acquire", acquire)
        self.replace("apture.pages.store.reads", Breaker())
        # The cache has none either, which is a miss.
        response = self.get("/p/home")
        self.assertEqual((response.status_code, response["Retry-After"]), (503, "2"))

    def test_answers_503_if_all_broker_connections_stay_in_use(self) -> None:
        def acquire(_: Any) -> None:
            raise PoolExhausted("all 4 connections stayed in use for 1 s")

        self.replace("apture.jobs.publisher.publish", publish)
        self.replace("apture.pool.Pool.acquire", acquire)
        response = self.post("/events", {})
        self.assertEqual(
            (response.status_code, response.json()["error"]), (503, "the queue does not answer: PoolExhausted")
        )


class RetryOnce(unittest.TestCase):
    def test_a_lock_timeout_is_not_retried(self) -> None:
        def operation() -> None:
            raise OperationalError("canceling statement due to lock timeout") from LockNotAvailable()

        with self.assertRaises(Busy):
            store.retry_once(operation)

    def test_a_lost_connection_is_retried(self) -> None:
        attempts = []

        def operation() -> str:
            attempts.append(1)
            if len(attempts) == 1:
                raise OperationalError("server closed the connection unexpectedly")
            return "done"

        self.assertEqual(store.retry_once(operation), "done")
