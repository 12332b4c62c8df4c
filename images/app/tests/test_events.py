from datetime import datetime, timezone
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

from django.conf import settings

from apture.breaker import Open
from apture.cache.store import AuthenticatedStore
from apture.jobs import accepted_events, identifiers, publisher
from apture.pages.models import Effect

from .fakes import Memory
from .http_case import HttpCase


class Events(HttpCase):
    def test_accepts_an_event_once_the_broker_has_it(self) -> None:
        response = self.post("/events", {"slug": "home", "kind": "click", "data": {"x": 1}})
        job = response.json()["job"]
        self.assertEqual((response.status_code, response["Location"]), (202, f"/jobs/{job}"))
        self.assertEqual(self.published, [("apture.event", ["home", "click", {"x": 1}], UUID(job))])

    def test_answers_503_if_the_broker_does_not_confirm(self) -> None:
        def publish(*_: Any) -> None:
            raise publisher.Unavailable("the queue is full")

        self.replace("apture.jobs.publisher.publish", publish)
        response = self.post("/events", {})
        self.assertEqual((response.status_code, response["Retry-After"]), (503, "2"))
        self.assertEqual(response.json(), {"error": "the queue is full"})

    def test_refuses_invalid_events(self) -> None:
        for body in ({"slug": "A"}, {"slug": 1}, {"kind": "edit"}, {"kind": "a b"}, {"data": []}, {"other": 1}):
            with self.subTest(body):
                self.assertEqual(self.post("/events", body).status_code, 400)
        self.assertEqual(self.published, [])

    def test_refuses_data_that_postgresql_cannot_store(self) -> None:
        deep: dict[str, Any] = {}
        for _ in range(200):
            deep = {"x": deep}
        for value in ("a\0", "\ud800", float("nan"), float("inf"), deep, {"a\0": 1}, ["\0"]):
            with self.subTest(value):
                response = self.post("/events", {"data": {"x": value}})
                self.assertEqual((response.status_code, response.json()["error"].split(" ")[0]), (400, "data"))
        self.assertEqual(self.published, [])
        self.assertEqual(
            self.post("/events", {"data": {"x": ["\u00e9\U0001f600", 1.5, None, True, {"y": 2**70}]}}).status_code, 202
        )


class IdempotentEvents(HttpCase):
    def setUp(self) -> None:
        super().setUp()
        self.memory = Memory()
        cache = AuthenticatedStore(self.memory, "secret")
        self.replace("apture.jobs.accepted_events.store", lambda: cache)

    def event(self, key: str = "k", **body: Any) -> Any:
        return self.post("/events", body, idempotency_key=key)

    def test_requests_with_one_key_are_one_job(self) -> None:
        answers = [self.event(data={"x": 1}) for _ in range(3)]
        self.assertEqual([one.status_code for one in answers], [202] * 3)
        self.assertEqual(len({one.json()["job"] for one in answers}), 1)
        self.assertEqual([one.get("Idempotency-Replayed") for one in answers], [None, "true", "true"])
        job = UUID(answers[0].json()["job"])
        self.assertEqual(self.published, [("apture.event", ["home", "view", {"x": 1}], job)])
        self.assertTrue(identifiers.genuine(job, settings.SECRET_KEY))

    def test_other_keys_are_other_jobs(self) -> None:
        jobs = {self.event(key).json()["job"] for key in ("a", "b", "A")} | {self.post("/events", {}).json()["job"]}
        self.assertEqual((len(jobs), len(self.published)), (4, 4))

    def test_without_a_cache_it_is_still_one_job(self) -> None:
        self.memory.down = True
        self.assertEqual(self.event().json()["job"], self.event().json()["job"])
        # Delivered twice, it takes effect once.
        self.assertEqual(len({job for _, _, job in self.published}), 1)

    def test_refuses_the_key_of_another_event(self) -> None:
        self.event(kind="click")
        response = self.event(kind="view")
        self.assertEqual(
            (response.status_code, response.json()), (422, {"error": "this Idempotency-Key belongs to another event"})
        )
        self.assertEqual(len(self.published), 1)

    def test_an_event_that_the_broker_did_not_confirm_is_published_again(self) -> None:
        def publish(*_: Any) -> None:
            raise publisher.Unavailable("the queue is full")

        with patch("apture.jobs.publisher.publish", publish):
            self.assertEqual(self.event().status_code, 503)
        self.assertEqual(self.event().status_code, 202)
        self.assertEqual(len(self.published), 1)

    def test_a_cache_entry_of_someone_else_changes_nothing(self) -> None:
        name = accepted_events._cache_key("k")
        self.memory.add(name, accepted_events.digest("home", "view", {}), 0)
        self.assertFalse(self.event().has_header("Idempotency-Replayed"))
        self.assertEqual(len(self.published), 1)
        self.assertEqual(self.event()["Idempotency-Replayed"], "true")

    def test_refuses_invalid_keys(self) -> None:
        for key in ("a b", "", "x" * 65, "\u00e9"):
            self.assertEqual(self.event(key).status_code, 400, key)
        self.assertEqual(self.published, [])


class Jobs(HttpCase):
    def test_an_issued_job_is_queued_until_it_has_an_effect(self) -> None:
        job = identifiers.new(settings.SECRET_KEY)
        self.replace("apture.jobs.effects.find", lambda _: None)
        self.assertEqual(self.get(f"/jobs/{job}").json(), {"job": str(job), "state": "queued"})

    def test_a_job_is_done_once_the_database_has_its_effect(self) -> None:
        job = identifiers.new(settings.SECRET_KEY)
        effect = Effect(job=job, slug="home", kind="view", data={}, done_at=datetime(2010, 1, 31, tzinfo=timezone.utc))
        self.replace("django.db.models.query.QuerySet.first", lambda _: effect)
        answer = {
            "job": str(job),
            "state": "done",
            "kind": "view",
            "slug": "home",
            "done_at": "2010-01-31T00:00:00+00:00",
        }
        self.assertEqual(self.get(f"/jobs/{job}").json(), answer)

    def test_answers_503_while_the_breaker_is_open(self) -> None:
        def find(_: UUID) -> None:
            raise Open(0.2)

        self.replace("apture.jobs.effects.find", find)
        response = self.get(f"/jobs/{identifiers.new(settings.SECRET_KEY)}")
        self.assertEqual((response.status_code, response["Retry-After"]), (503, "1"))

    def test_answers_404_to_identifiers_that_were_never_issued(self) -> None:
        for name in (str(uuid4()), str(identifiers.new("another key")), "1", "x" * 100):
            self.assertEqual(self.get(f"/jobs/{name}").status_code, 404, name)

    def test_identifiers_are_unique_and_in_the_order_of_time(self) -> None:
        made = [identifiers.new("key") for _ in range(10_000)]
        self.assertEqual(len(set(made)), len(made))
        stamps = [name.bytes[:6] for name in made]
        self.assertEqual(stamps, sorted(stamps))
        self.assertTrue(all(identifiers.genuine(name, "key") and name.version == 8 for name in made))
