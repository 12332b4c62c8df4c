import unittest
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

from celery.exceptions import Reject
from django.db.utils import DataError, IntegrityError, OperationalError, ProgrammingError
from kombu import serialization as kombu
from psycopg import errors

from apture.flow.gate import Stopping
from apture.jobs import tasks
from apture.jobs.app import app

JOB = uuid4()
ENVELOPES: list[Any] = [
    {"__type__": "bytes", "__value__": ""},
    {"__type__": "base64", "__value__": "AA=="},
    {"__type__": "datetime", "__value__": "2010-01-31"},
    {"__type__": "decimal", "__value__": "1"},
    {"__type__": "uuid", "__value__": str(JOB)},
    {"__type__": "unknown", "__value__": 1},
    {"__type__": [], "__value__": {}},
]


def transmit(value: Any) -> Any:
    """Through a message, as Celery writes and reads it."""
    content_type, encoding, body = kombu.dumps(value, serializer=app.conf.task_serializer)
    accepted = kombu.prepare_accept_content(app.conf.accept_content)
    return kombu.loads(body.encode(encoding), content_type, encoding, accept=accepted)


class Serialization(unittest.TestCase):
    def test_what_a_client_sends_stays_data(self) -> None:
        for data in (*({"x": one} for one in ENVELOPES), *ENVELOPES):
            with self.subTest(data):
                self.assertEqual(transmit([["home", "view", data], {}, {}]), [["home", "view", data], {}, {}])

    def test_a_message_says_json_so_that_releases_can_run_side_by_side(self) -> None:
        self.assertEqual(kombu.dumps([], serializer=app.conf.task_serializer)[:2], ("application/json", "utf-8"))

    def test_no_other_format_is_read(self) -> None:
        accepted = kombu.prepare_accept_content(app.conf.accept_content)
        self.assertEqual(set(accepted), {"application/json"})
        for content_type in ("application/x-python-serialize", "application/x-yaml", "application/x-msgpack"):
            with self.assertRaises(kombu.ContentDisallowed):
                kombu.loads(b"x", content_type, "utf-8", accept=accepted)

    def test_nothing_but_json_is_written(self) -> None:
        for value in (b"", UUID(int=1), float("nan"), float("inf")):
            with self.subTest(value), self.assertRaises(kombu.EncodeError):
                kombu.dumps([value], serializer=app.conf.task_serializer)


class Gate:
    """Lets every job in at once."""

    def __init__(self) -> None:
        self.outcomes: list[str] = []
        self.failures = 0
        self.stopping = False

    def enter(self) -> None:
        if self.stopping:
            raise Stopping("the worker is to stop")

    def leave(self, outcome: str) -> None:
        self.outcomes.append(outcome)

    def database_failed(self) -> None:
        self.failures += 1


class Running(unittest.TestCase):
    def setUp(self) -> None:
        self.gate = Gate()
        self.applied: list[tuple] = []
        self.errors: list[Exception] = []
        self.pauses: list[float] = []
        for target, replacement in (
            ("apture.jobs.worker_flow.gate", lambda: self.gate),
            ("apture.jobs.effects.event", self.apply),
            ("apture.jobs.effects.edited", self.apply),
            ("time.sleep", self.pauses.append),
        ):
            change = patch(target, replacement)
            change.start()
            self.addCleanup(change.stop)

    def apply(self, *arguments: Any) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.applied.append(arguments)

    def deliver(self, *arguments: Any, task: Any = tasks.event, job: str = str(JOB)) -> bool | None:
        """Whether the job goes back to the queue; None once it is done."""
        task.push_request(id=job)
        try:
            task.run(*transmit(list(arguments)))
        except Reject as rejected:
            return rejected.requeue
        finally:
            task.pop_request()
        return None

    def failing(self, error: Exception, cause: Exception | None = None) -> bool | None:
        error.__cause__ = cause
        self.errors = [error]
        with self.assertLogs("apture.jobs.tasks"):
            return self.deliver("home", "view", {})

    def test_data_that_looks_like_another_type_takes_effect(self) -> None:
        for envelope in ENVELOPES:
            self.assertIsNone(self.deliver("home", "view", {"data": envelope}))
        self.assertEqual([job[3] for job in self.applied], [{"data": envelope} for envelope in ENVELOPES])

    def test_a_job_that_can_never_succeed_is_rejected_at_once(self) -> None:
        with self.assertLogs("apture.jobs.tasks", "ERROR"):
            for arguments in (
                ("Home", "view", {}),
                ("home", "edit", {}),
                ("home", "view", [1]),
                ("home", "view", []),
                (1, "view", {}),
                ("home", "view", {"x": "\0"}),
            ):
                self.assertIs(self.deliver(*arguments), False)
            for arguments in (("home", 0), ("home", "1"), ("home", True), (None, 1)):
                self.assertIs(self.deliver(*arguments, task=tasks.edited), False)
            self.assertIs(self.deliver("home", "view", {}, job="no identifier"), False)
        self.assertEqual((self.applied, self.pauses), ([], []))
        self.assertEqual(set(self.gate.outcomes), {"failed"})

    def test_permanent_errors_are_rejected_at_once(self) -> None:
        for error, cause in (
            (TypeError("not serializable"), None),
            (KeyError("x"), None),
            (ZeroDivisionError(), None),
            (DataError(), errors.NumericValueOutOfRange()),
            (IntegrityError(), errors.CheckViolation()),
            (ProgrammingError(), errors.SyntaxError()),
            (ProgrammingError("cannot adapt type"), None),
            (OperationalError(), errors.ProgramLimitExceeded()),
            (OperationalError(), errors.StatementTooComplex()),
        ):
            with self.subTest(error=error, cause=cause):
                self.assertIs(self.failing(error, cause), False)
        self.assertEqual((self.pauses, self.gate.failures), ([], 0))

    def test_errors_of_the_moment_go_back_to_the_queue(self) -> None:
        for error in (tasks.TimeLimit(), MemoryError(), OSError()):
            with self.subTest(error=error):
                self.assertIs(self.failing(error), True)
        self.assertEqual(self.pauses, [])

    def test_a_missing_migration_is_waited_for(self) -> None:
        for cause in (errors.UndefinedTable(), errors.UndefinedColumn(), errors.InsufficientPrivilege()):
            self.assertIsNone(self.failing(ProgrammingError(), cause))
        self.assertEqual((len(self.applied), self.gate.failures, self.gate.outcomes), (3, 3, ["done"] * 3))

    def test_an_outage_is_waited_for(self) -> None:
        self.assertIsNone(self.failing(OperationalError("no answer in time")))
        self.assertEqual((len(self.applied), self.gate.failures, self.gate.outcomes), (1, 1, ["done"]))

    def test_a_lock_timeout_does_not_count_as_an_outage(self) -> None:
        self.assertIsNone(self.failing(OperationalError(), errors.LockNotAvailable()))
        self.assertEqual((len(self.applied), self.gate.failures), (1, 0))

    def test_a_stopping_worker_returns_the_job(self) -> None:
        self.gate.stopping = True
        self.assertIs(self.deliver("home", "view", {}), True)
        self.assertEqual((self.applied, self.gate.outcomes), ([], ["returned"]))

    def test_the_reason_of_a_rejection_is_a_text(self) -> None:
        self.errors = [ZeroDivisionError("x")]
        tasks.event.push_request(id=str(JOB))
        with self.assertLogs("apture.jobs.tasks"), self.assertRaises(Reject) as rejected:
            tasks.event.run("home", "view", {})
        tasks.event.pop_request()
        self.assertEqual(rejected.exception.reason, "ZeroDivisionError: x")
