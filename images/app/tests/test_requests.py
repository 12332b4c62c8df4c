import json
import unittest
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

from django.conf import settings
from django.db.utils import OperationalError
from django.test import Client
from psycopg.errors import LockNotAvailable

from apture.breaker import Breaker, Open
from apture.cache.lease_cache import Entry, LeaseCache, Times, Unavailable
from apture.database import Busy
from apture.http.middleware import SERVED_BY
from apture.jobs import identifiers, publisher
from apture.pages import store
from apture.pages.store import Edited, KeyReused

from .fakes import Memory

JOB = UUID("01a206a4-d21e-8d4b-b013-47b12b3ecd84")


class Case(unittest.TestCase):
    def setUp(self) -> None:
        self.client = Client(raise_request_exception=False)
        self.published: list[tuple] = []
        self.counted: list[str] = []
        for target, replacement in (
            ("apture.jobs.publisher.publish", lambda *job: self.published.append(job)),
            ("apture.jobs.publisher.expect", lambda: None),
            ("apture.pageviews.counter.count", self.counted.append),
        ):
            self.replace(target, replacement)

    def replace(self, target: str, replacement: Any) -> None:
        change = patch(target, replacement)
        change.start()
        self.addCleanup(change.stop)

    def post(self, address: str, body: Any = None, raw: bytes | None = None, **headers: str) -> Any:
        response = self.client.post(
            address,
            data=json.dumps(body).encode() if raw is None else raw,
            content_type=headers.pop("content_type", "application/json"),
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        )
        self.assertEqual(response["X-Served-By"], SERVED_BY)
        return response

    def get(self, address: str, method: str = "GET", **headers: str) -> Any:
        response = self.client.generic(method, address, **{f"HTTP_{name.upper()}": value for name, value in headers.items()})
        self.assertEqual(response["X-Served-By"], SERVED_BY)
        return response


class Pages(Case):
    def read(self, answer: Any) -> None:
        def read(slug: str) -> Any:
            if isinstance(answer, Exception):
                raise answer
            return answer

        self.replace("apture.pages.store.read", read)

    def test_says_where_the_page_came_from(self) -> None:
        for state in ("hit", "miss", "stale"):
            self.read((Entry(b"<p>", 3), state))
            response = self.get("/p/home")
            self.assertEqual((response.status_code, response["X-Cache"], response["ETag"]), (200, state, '"3"'))
            self.assertEqual(response.content, b"<p>")
        self.assertEqual(self.counted, ["home"] * 3)

    def test_head_has_the_length_and_no_body(self) -> None:
        self.read((Entry(b"<p>", 3), "hit"))
        response = self.get("/p/home", "HEAD")
        self.assertEqual((response.status_code, response["Content-Length"], response.content), (200, "3", b""))

    def test_a_page_that_has_not_changed_is_not_sent_again(self) -> None:
        self.read((Entry(b"<p>", 3), "hit"))
        self.assertEqual(self.get("/p/home", if_none_match='"3"').status_code, 304)
        self.assertEqual(self.get("/p/home", if_none_match='"2"').status_code, 200)

    def test_a_page_that_does_not_exist(self) -> None:
        self.read((Entry(b"", 0, exists=False), "miss"))
        response = self.get("/p/home")
        self.assertEqual((response.status_code, response["X-Cache"]), (404, "miss"))
        self.assertEqual(self.counted, [])

    def test_a_page_that_nobody_has_can_be_asked_for_later(self) -> None:
        self.read(Unavailable("away"))
        response = self.get("/p/home")
        self.assertEqual((response.status_code, response["Retry-After"]), (503, "2"))

    def test_addresses_that_are_no_slugs(self) -> None:
        for address in ("/p/", "/p/Home", "/p/-a", "/p/a-", "/p/a_b", "/p/a%00", "/p/" + "a" * 65, "/p/home/", "/"):
            self.assertEqual(self.get(address).status_code, 404, address)

    def test_other_methods(self) -> None:
        self.assertEqual(self.get("/p/home", "DELETE").status_code, 405)
        self.assertEqual(self.get("/events").status_code, 405)
        self.assertEqual(self.get("/healthz", "POST").status_code, 405)


class Edits(Case):
    def setUp(self) -> None:
        super().setUp()
        self.edits: list[tuple] = []
        self.answer: Any = Edited(2, JOB, replayed=False)
        self.replace("apture.pages.store.edit", self.edit)

    def edit(self, *arguments: Any) -> Edited:
        self.edits.append(arguments)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def test_answers_when_row_and_job_are_safe(self) -> None:
        response = self.post("/p/home", {"title": "T", "body": "B"}, idempotency_key="k")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.json(), {"slug": "home", "version": 2, "job": str(JOB)})
        self.assertEqual(self.edits[0][:3] + self.edits[0][4:], ("home", "T", "B", "k"))
        self.assertEqual(self.published, [("apture.edited", ["home", 2], JOB)])

    def test_an_edit_whose_job_would_not_be_taken_is_not_made(self) -> None:
        def expect() -> None:
            raise publisher.Unavailable("the queue takes no jobs at present")

        self.replace("apture.jobs.publisher.expect", expect)
        response = self.post("/p/home", {"body": "B"}, idempotency_key="k")
        self.assertEqual((response.status_code, response["Retry-After"]), (503, "2"))
        self.assertEqual(response.json(), {"error": "the queue takes no jobs at present"})
        self.assertEqual((self.edits, self.published), ([], []))

    def test_a_new_page_is_created(self) -> None:
        self.answer = Edited(1, JOB, replayed=False)
        self.assertEqual(self.post("/p/home", {"body": "B"}).status_code, 201)

    def test_a_repetition_publishes_the_same_job_again(self) -> None:
        self.answer = Edited(2, JOB, replayed=True)
        response = self.post("/p/home", {"body": "B"}, idempotency_key="k")
        self.assertEqual((response.status_code, response["Idempotency-Replayed"]), (200, "true"))
        self.assertEqual(self.published, [("apture.edited", ["home", 2], JOB)])

    def test_a_key_of_another_edit(self) -> None:
        self.answer = KeyReused()
        self.assertEqual(self.post("/p/home", {"body": "B"}, idempotency_key="k").status_code, 422)

    def test_a_database_that_does_not_answer(self) -> None:
        self.answer = OperationalError("no answer within 2 s")
        response = self.post("/p/home", {"body": "B"})
        self.assertEqual((response.status_code, response["Retry-After"]), (503, "2"))
        self.assertEqual(response.json(), {"error": "the database does not answer"})

    def test_a_database_that_is_left_alone(self) -> None:
        self.answer = Open(3.2)
        response = self.post("/p/home", {"body": "B"})
        self.assertEqual((response.status_code, response["Retry-After"]), (503, "4"))
        self.assertEqual(response.json(), {"error": "the database does not answer"})
        self.assertEqual(self.published, [])

    def test_a_page_that_many_edit_at_once(self) -> None:
        self.answer = Busy("others are changing this, too; try again")
        self.assertEqual(self.post("/p/home", {"body": "B"}).status_code, 503)

    def test_a_fault_of_ours_tells_nothing_about_itself(self) -> None:
        self.answer = ZeroDivisionError("secret")
        with self.assertLogs("apture.http.middleware", "ERROR"):
            response = self.post("/p/home", {"body": "B"})
        self.assertEqual(response.status_code, 500)
        self.assertNotIn(b"secret", response.content)

    def test_what_is_refused(self) -> None:
        refused = [
            (415, "send application/json", {"raw": b"{}", "content_type": "text/plain"}),
            (400, "the body is no JSON", {"raw": b"{"}),
            (400, "the body is no JSON", {"raw": b"\xff"}),
            (400, "the body is no JSON", {"raw": b"[" * 100_000}),
            (400, "the body is no JSON object", {"body": [1]}),
            (400, "body must be a text of 1 to 131072 characters", {"body": {}}),
            (400, "body must be a text of 1 to 131072 characters", {"body": {"body": ""}}),
            (400, "body holds NUL or half of a surrogate pair", {"body": {"body": "\0"}}),
            (400, "body holds NUL or half of a surrogate pair", {"raw": b'{"body": "\\ud800"}'}),
            (400, "title must be a text of 1 to 200 characters", {"body": {"body": "B", "title": "T" * 201}}),
            (400, "'author' is no field of this; use title, body", {"body": {"body": "B", "author": "A"}}),
            (413, "the body is 140011 bytes; send 131072 or less", {"body": {"body": "B" * 139_999}}),
            (400, "Idempotency-Key must be 1 to 64 visible ASCII characters, and not begin with job:", {"idempotency_key": "a b"}),
            (400, "Idempotency-Key must be 1 to 64 visible ASCII characters, and not begin with job:", {"idempotency_key": "job:1"}),
        ]
        for status, error, request in refused:
            with self.subTest(error):
                response = self.post("/p/home", **request)
                self.assertEqual((response.status_code, response.json()), (status, {"error": error}))
        self.assertEqual((self.edits, self.published), ([], []))


class Events(Case):
    def test_accepted_once_the_broker_has_it(self) -> None:
        response = self.post("/events", {"slug": "home", "kind": "click", "data": {"x": 1}})
        job = response.json()["job"]
        self.assertEqual((response.status_code, response["Location"]), (202, f"/jobs/{job}"))
        self.assertEqual(self.published, [("apture.event", ["home", "click", {"x": 1}], UUID(job))])

    def test_refused_while_the_broker_confirms_nothing(self) -> None:
        def publish(*_: Any) -> None:
            raise publisher.Unavailable("the queue is full")

        self.replace("apture.jobs.publisher.publish", publish)
        response = self.post("/events", {})
        self.assertEqual((response.status_code, response["Retry-After"]), (503, "2"))
        self.assertEqual(response.json(), {"error": "the queue is full"})

    def test_what_is_refused(self) -> None:
        for body in ({"slug": "A"}, {"slug": 1}, {"kind": "edit"}, {"kind": "a b"}, {"data": []}, {"other": 1}):
            with self.subTest(body):
                self.assertEqual(self.post("/events", body).status_code, 400)
        self.assertEqual(self.published, [])

    def test_data_that_no_database_takes_is_refused(self) -> None:
        deep: dict[str, Any] = {}
        for _ in range(200):
            deep = {"x": deep}
        for value in ("a\0", "\ud800", float("nan"), float("inf"), deep, {"a\0": 1}, ["\0"]):
            with self.subTest(value):
                response = self.post("/events", {"data": {"x": value}})
                self.assertEqual((response.status_code, response.json()["error"].split(" ")[0]), (400, "data"))
        self.assertEqual(self.published, [])
        self.assertEqual(self.post("/events", {"data": {"x": ["\u00e9\U0001f600", 1.5, None, True, {"y": 2**70}]}}).status_code, 202)


class Jobs(Case):
    def test_a_job_that_was_given_out_is_queued_until_its_effect_is_there(self) -> None:
        job = identifiers.new(settings.SECRET_KEY)
        self.replace("apture.jobs.effects.done", lambda _: None)
        self.assertEqual(self.get(f"/jobs/{job}").json(), {"job": str(job), "state": "queued"})

    def test_a_database_that_does_not_answer(self) -> None:
        def done(_: UUID) -> None:
            raise Open(0.2)

        self.replace("apture.jobs.effects.done", done)
        response = self.get(f"/jobs/{identifiers.new(settings.SECRET_KEY)}")
        self.assertEqual((response.status_code, response["Retry-After"]), (503, "1"))

    def test_names_that_nobody_gave_out(self) -> None:
        for name in (str(uuid4()), str(identifiers.new("another key")), "1", "x" * 100):
            self.assertEqual(self.get(f"/jobs/{name}").status_code, 404, name)

    def test_names_come_in_the_order_of_time_and_never_twice(self) -> None:
        made = [identifiers.new("key") for _ in range(10_000)]
        self.assertEqual(len(set(made)), len(made))
        stamps = [name.bytes[:6] for name in made]
        self.assertEqual(stamps, sorted(stamps))
        self.assertTrue(all(identifiers.genuine(name, "key") and name.version == 8 for name in made))


class Health(Case):
    def test_the_process_needs_nothing_else_to_be_alive(self) -> None:
        self.assertEqual(self.get("/healthz").status_code, 200)

    def test_readiness_names_what_is_away(self) -> None:
        self.replace("apture.health._queue", lambda: "up")
        self.replace("apture.health._database", lambda alias: lambda: "up")
        self.replace("apture.health._migrations", lambda application, _: lambda: "waiting for 0002" if application == "pages" else "up")
        self.replace("apture.cache.store.MemcachedPool.states", lambda _: {"cache-1:11211": "up", "cache-2:11211": "down"})
        response = self.get("/readyz")
        self.assertEqual(response.status_code, 503)
        needs = response.json()["needs"]
        self.assertEqual({name: state for name, state in needs.items() if state != "up"}, {
            "migrations.pages": "waiting for 0002",
            "cache.cache-2:11211": "down",
        })
        self.replace("apture.health._migrations", lambda *_: lambda: "up")
        self.assertEqual(self.get("/readyz").status_code, 200)


class Breaking(Case):
    def test_edits_are_refused_at_once_after_three_that_failed(self) -> None:
        attempts: list[int] = []

        def write(*_: Any) -> None:
            attempts.append(1)
            raise OperationalError("no answer in time") from TimeoutError()

        self.replace("apture.pages.store._write", write)
        self.replace("apture.database.CONNECTION_LOST_WITHIN", -1)
        self.replace("apture.pages.store.edits", Breaker())
        answers = [self.post("/p/home", {"body": "B"}) for _ in range(5)]
        self.assertEqual([(one.status_code, one["Retry-After"]) for one in answers], [(503, "2")] * 3 + [(503, "1")] * 2)
        self.assertEqual(len(attempts), 3)

    def test_pages_that_nobody_has_are_refused_at_once(self) -> None:
        def first(*_: Any) -> None:
            raise OperationalError("no answer in time")

        self.replace("apture.database.CONNECTION_LOST_WITHIN", -1)
        self.replace("django.db.models.query.QuerySet.first", first)
        self.replace("apture.pages.store.reads", Breaker())
        self.replace("apture.pages.store.page_cache", lambda: LeaseCache(Memory(), Times(fresh=30, kept=60, lease=0, wait=0)))
        answers = [self.get(f"/p/page-{number}") for number in range(4)]
        self.assertEqual([(one.status_code, one["Retry-After"]) for one in answers], [(503, "2")] * 3 + [(503, "1")])


class Twice(unittest.TestCase):
    def test_a_lock_that_others_hold_is_no_fault_of_the_database(self) -> None:
        def act() -> None:
            raise OperationalError("canceling statement due to lock timeout") from LockNotAvailable()

        with self.assertRaises(Busy):
            store.retry_once(act)

    def test_a_lost_connection_is_worth_a_second_attempt(self) -> None:
        attempts = []

        def act() -> str:
            attempts.append(1)
            if len(attempts) == 1:
                raise OperationalError("server closed the connection unexpectedly")
            return "fine"

        self.assertEqual(store.retry_once(act), "fine")
