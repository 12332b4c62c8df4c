from typing import Any
from uuid import UUID

from django.db.utils import OperationalError

from apture.breaker import Open
from apture.database import Busy
from apture.outbox.rows import Full
from apture.pages.store import Edited, KeyReused

from .http_case import HttpCase

JOB = UUID("01a206a4-d21e-8d4b-b013-47b12b3ecd84")
INVALID_KEY = "Idempotency-Key must be 1 to 64 visible ASCII characters and must not begin with job:"


class Edits(HttpCase):
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

    def test_answers_with_version_and_job(self) -> None:
        response = self.post("/p/home", {"title": "T", "body": "B"}, idempotency_key="k")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.json(), {"slug": "home", "version": 2, "job": str(JOB)})
        self.assertEqual(self.edits[0][:3] + self.edits[0][4:], ("home", "T", "B", "k"))

    def test_does_not_use_the_broker(self) -> None:
        self.post("/p/home", {"body": "B"})
        self.assertEqual(self.published, [])

    def test_answers_503_if_the_outbox_is_full(self) -> None:
        self.answer = Full()
        response = self.post("/p/home", {"body": "B"})
        self.assertEqual((response.status_code, response["Retry-After"]), (503, "2"))
        self.assertEqual(response.json(), {"error": "the outbox is full: the queue has taken no jobs for too long"})

    def test_creates_a_new_page(self) -> None:
        self.answer = Edited(1, JOB, replayed=False)
        self.assertEqual(self.post("/p/home", {"body": "B"}).status_code, 201)

    def test_answers_a_replay_with_the_first_answer(self) -> None:
        self.answer = Edited(2, JOB, replayed=True)
        response = self.post("/p/home", {"body": "B"}, idempotency_key="k")
        self.assertEqual((response.status_code, response["Idempotency-Replayed"]), (200, "true"))
        self.assertEqual(response.json(), {"slug": "home", "version": 2, "job": str(JOB)})

    def test_refuses_the_key_of_another_edit(self) -> None:
        self.answer = KeyReused()
        self.assertEqual(self.post("/p/home", {"body": "B"}, idempotency_key="k").status_code, 422)

    def test_answers_503_if_the_database_does_not_answer(self) -> None:
        self.answer = OperationalError("no answer within 2 s")
        response = self.post("/p/home", {"body": "B"})
        self.assertEqual((response.status_code, response["Retry-After"]), (503, "2"))
        self.assertEqual(response.json(), {"error": "the database does not answer"})

    def test_answers_503_while_the_breaker_is_open(self) -> None:
        self.answer = Open(3.2)
        response = self.post("/p/home", {"body": "B"})
        self.assertEqual((response.status_code, response["Retry-After"]), (503, "4"))
        self.assertEqual(response.json(), {"error": "the database does not answer"})

    def test_answers_503_if_a_lock_times_out(self) -> None:
        self.answer = Busy("others are changing this, too; try again")
        self.assertEqual(self.post("/p/home", {"body": "B"}).status_code, 503)

    def test_an_internal_error_reveals_nothing(self) -> None:
        self.answer = ZeroDivisionError("secret")
        with self.assertLogs("apture.http.middleware", "ERROR"):
            response = self.post("/p/home", {"body": "B"})
        self.assertEqual(response.status_code, 500)
        self.assertNotIn(b"secret", response.content)

    def test_refuses_invalid_requests(self) -> None:
        refused = [
            (415, "send application/json", {"raw": b"{}", "content_type": "text/plain"}),
            (400, "the body is not valid JSON", {"raw": b"{"}),
            (400, "the body is not valid JSON", {"raw": b"\xff"}),
            (400, "the body is not valid JSON", {"raw": b"[" * 100_000}),
            (400, "the body is not a JSON object", {"body": [1]}),
            (400, "body must be a text of 1 to 131072 characters", {"body": {}}),
            (400, "body must be a text of 1 to 131072 characters", {"body": {"body": ""}}),
            (400, "body contains NUL or half of a surrogate pair", {"body": {"body": "\0"}}),
            (400, "body contains NUL or half of a surrogate pair", {"raw": b'{"body": "\\ud800"}'}),
            (400, "title must be a text of 1 to 200 characters", {"body": {"body": "B", "title": "T" * 201}}),
            (400, "unknown field 'author'; use title, body", {"body": {"body": "B", "author": "A"}}),
            (413, "the body has 140011 bytes; send 131072 or fewer", {"body": {"body": "B" * 139_999}}),
            (400, INVALID_KEY, {"idempotency_key": "a b"}),
            (400, INVALID_KEY, {"idempotency_key": "job:1"}),
        ]
        for status, error, request in refused:
            with self.subTest(error):
                response = self.post("/p/home", **request)
                self.assertEqual((response.status_code, response.json()), (status, {"error": error}))
        self.assertEqual(self.edits, [])
