import unittest
from collections import defaultdict
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from uuid import UUID

from amqp.exceptions import NotFound

from apture.jobs.publisher import Unavailable
from apture.outbox.rows import Row
from apture.outbox.stream import Stream

ROWS = [Row(10 + number, UUID(int=number), "apture.edited", ["home", number]) for number in range(1, 5)]


class Connection:
    """Kombu's connection, channel and amqp connection in one. `events` happen one at a time in `drain_events`."""

    connected = True

    def __init__(self, *events: Any) -> None:
        self.scripted = list(events)
        self.events: defaultdict[str, set] = defaultdict(set)
        self.confirming = False
        self.collected = False

    def channel(self) -> "Connection":
        return self

    def confirm_select(self) -> None:
        self.confirming = True

    def drain_events(self, timeout: float) -> None:
        if not self.scripted:
            raise TimeoutError
        name, *arguments = self.scripted.pop(0)
        if name == "raise":
            raise arguments[0]
        for callback in self.events[name]:
            callback(*arguments)

    def collect(self, socket_timeout: float) -> None:
        self.collected = True


class Publishing(unittest.TestCase):
    def publish(self, *events: Any) -> Any:
        self.connection, self.sent = Connection(*events), []
        with (
            patch("apture.outbox.stream.connect", lambda **_: self.connection),
            patch("apture.outbox.stream.app.amqp.Producer", lambda channel: channel),
            patch(
                "apture.outbox.stream.send", lambda _, task, arguments, job: self.sent.append((task, arguments, job))
            ),
        ):
            self.stream = Stream()
            return self.stream.publish(ROWS)

    def test_publishes_all_jobs_and_then_waits_for_their_confirmations(self) -> None:
        published = self.publish(("basic_ack", 2, True), ("basic_ack", 4, False), ("basic_ack", 3, False))
        self.assertEqual(self.sent, [(one.task, one.arguments, one.job) for one in ROWS])
        self.assertEqual((published.confirmed, published.refused), ([11, 12, 14, 13], None))
        self.assertTrue(self.connection.confirming)

    def test_counts_delivery_tags_for_the_whole_life_of_a_channel(self) -> None:
        self.publish(("basic_ack", 4, True))
        self.connection.scripted = [("basic_ack", 8, True)]
        with patch("apture.outbox.stream.send"):
            self.assertEqual(self.stream.publish(ROWS).confirmed, [11, 12, 13, 14])

    def test_a_full_queue_refuses_some_jobs_and_the_connection_stays(self) -> None:
        published = self.publish(("basic_ack", 1, False), ("basic_nack", 4, True))
        self.assertEqual((published.confirmed, published.refused), ([11], "the queue is full"))
        self.assertFalse(self.connection.collected)

    def test_closes_the_connection_if_a_confirmation_is_late(self) -> None:
        published = self.publish(("basic_ack", 1, False))
        self.assertEqual(published.confirmed, [11])
        self.assertEqual(published.refused, "the queue has not confirmed a job: TimeoutError")
        self.assertTrue(self.connection.collected)
        self.assertFalse(self.stream.usable())

    def test_a_queue_that_takes_no_jobs_has_no_exchange(self) -> None:
        published = self.publish(("raise", NotFound("no exchange 'jobs'")))
        self.assertEqual((published.confirmed, published.refused), ([], "the queue takes no jobs at present"))

    def test_a_job_that_reached_no_queue_is_not_confirmed(self) -> None:
        returned = SimpleNamespace(properties={"correlation_id": str(ROWS[0].job)})
        published = self.publish(("basic_return", None, "jobs", "jobs", returned), ("basic_ack", 4, True))
        self.assertEqual(published.confirmed, [12, 13, 14])
        self.assertEqual(published.refused, "the queue takes no jobs at present")

    def test_a_broker_that_is_away_is_unavailable(self) -> None:
        def connect(**_: Any) -> Any:
            raise ConnectionRefusedError

        with patch("apture.outbox.stream.connect", connect), self.assertRaises(Unavailable):
            Stream()
