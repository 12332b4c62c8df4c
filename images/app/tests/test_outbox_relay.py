import unittest
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from django.db.utils import OperationalError, ProgrammingError

from apture.jobs.publisher import Unavailable
from apture.outbox.relay import BATCH, FIRST_PAUSE, LONGEST_PAUSE, POLL, Relay
from apture.outbox.rows import Length, Row
from apture.outbox.stream import Published

from .fakes import Clock


def row(number: int) -> Row:
    return Row(number, UUID(int=number), "apture.edited", ["home", number])


class Outbox:
    """Rows in memory. Those that are claimed return if the block fails."""

    def __init__(self, rows: int) -> None:
        self.rows = [row(number) for number in range(1, rows + 1)]
        self.error: Exception | None = None
        self.delete_error: Exception | None = None
        self.claims: list[int] = []
        self.counts = 0
        self.released = 0

    def is_empty(self) -> bool:
        if self.error:
            raise self.error
        return not self.rows

    def length(self) -> Length:
        if self.error:
            raise self.error
        self.counts += 1
        return Length(len(self.rows), 7.0 if self.rows else 0.0)

    @contextmanager
    def claimed(self, limit: int) -> Iterator[list[Row]]:
        before = list(self.rows)
        self.claims.append(limit)
        try:
            yield self.rows[:limit]
            if self.delete_error:
                raise self.delete_error
        except BaseException:
            self.rows = before
            raise

    def delete(self, identifiers: Sequence[int]) -> None:
        self.rows = [one for one in self.rows if one.id not in identifiers]

    def release(self) -> None:
        self.released += 1


class Queue:
    """A broker: takes `room` jobs and refuses the others."""

    def __init__(self, room: int = 1_000_000) -> None:
        self.room = room
        self.jobs: list[UUID] = []
        self.away = False
        self.connections = 0

    def connect(self) -> "Connection":
        if self.away:
            raise Unavailable("the queue does not answer: gaierror")
        self.connections += 1
        return Connection(self)


class Connection:
    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._lost = False

    def usable(self) -> bool:
        return not self._lost

    def publish(self, rows: Sequence[Row]) -> Published:
        if self._queue.away:
            self._lost = True
            return Published([], "the queue has not confirmed a job: timeout")
        taken = rows[: self._queue.room]
        self._queue.room -= len(taken)
        self._queue.jobs += [one.job for one in taken]
        return Published([one.id for one in taken], None if len(taken) == len(rows) else "the queue is full")

    def close(self) -> None:
        self._lost = True


class Relaying(unittest.TestCase):
    def relay(self, rows: int, room: int = 1_000_000) -> Relay:
        self.outbox, self.queue, self.clock = Outbox(rows), Queue(room), Clock()
        return Relay(self.outbox, self.queue.connect, self.clock)  # type: ignore[arg-type]

    def run_until_idle(self, relay: Relay) -> list[float]:
        pauses = []
        while not pauses or pauses[-1] == 0:
            pauses.append(relay.step())
        return pauses

    def test_moves_all_rows_in_order_in_batches_that_grow(self) -> None:
        relay = self.relay(rows=300)
        self.run_until_idle(relay)
        self.assertEqual(self.queue.jobs, [UUID(int=number) for number in range(1, 301)])
        self.assertEqual(self.outbox.rows, [])
        self.assertEqual(self.outbox.claims, [1, 2, 4, 8, 16, 32, 64, BATCH, BATCH])
        self.assertEqual((relay.published, relay.refused), (300, 0))

    def test_polls_an_empty_outbox_on_one_connection(self) -> None:
        relay = self.relay(rows=0)
        self.assertEqual([relay.step() for _ in range(3)], [POLL] * 3)
        self.assertEqual((self.queue.connections, self.outbox.claims), (1, []))

    def test_counts_rows_at_most_once_a_second(self) -> None:
        relay = self.relay(rows=0)
        for _ in range(30):
            self.clock.sleep(relay.step())
        self.assertEqual(self.outbox.counts, 3)

    def test_pauses_longer_and_longer_while_the_broker_is_away(self) -> None:
        relay = self.relay(rows=2)
        self.queue.away = True
        with self.assertLogs("apture.outbox", "WARNING") as logs:
            pauses = [relay.step() for _ in range(7)]
        self.assertEqual(pauses, [FIRST_PAUSE, 0.5, 1.0, 2.0, 4.0, LONGEST_PAUSE, LONGEST_PAUSE])
        self.assertEqual(len(logs.output), 1)
        self.assertEqual(len(self.outbox.rows), 2)
        self.clock.sleep(5)
        self.assertEqual(relay.snapshot(), {"rows": 2, "oldest": 12.0, "blocked": 5.0})
        self.queue.away = False
        self.run_until_idle(relay)
        self.assertEqual((self.outbox.rows, relay.published), ([], 2))
        self.clock.sleep(1)
        relay.step()
        self.assertEqual(relay.snapshot(), {"rows": 0, "oldest": 0.0, "blocked": 0.0})

    def test_connects_again_after_a_lost_connection(self) -> None:
        relay = self.relay(rows=1)
        self.run_until_idle(relay)
        self.outbox.rows = [row(5)]
        self.queue.away = True
        with self.assertLogs("apture.outbox", "WARNING"):
            self.assertEqual(relay.step(), FIRST_PAUSE)
        self.queue.away = False
        self.run_until_idle(relay)
        self.assertEqual((self.queue.jobs, self.queue.connections), ([UUID(int=1), UUID(int=5)], 2))

    def test_a_full_queue_gets_one_job_after_a_pause(self) -> None:
        relay = self.relay(rows=50, room=10)
        with self.assertLogs("apture.outbox", "WARNING"):
            pauses = self.run_until_idle(relay)
        self.assertEqual(pauses, [0, 0, 0, FIRST_PAUSE])
        self.assertEqual((len(self.outbox.rows), relay.published, relay.refused), (40, 10, 5))
        self.outbox.claims.clear()
        self.assertEqual([relay.step(), relay.step()], [0.5, 1.0])
        self.assertEqual(self.outbox.claims, [1, 1])
        self.queue.room = 1_000
        self.run_until_idle(relay)
        self.assertEqual((self.outbox.rows, self.queue.connections), ([], 1))

    def test_publishes_a_job_again_if_its_deletion_failed(self) -> None:
        relay = self.relay(rows=1)
        self.outbox.delete_error = OperationalError("no answer in time")
        with self.assertLogs("apture.outbox", "WARNING"):
            self.assertEqual(relay.step(), FIRST_PAUSE)
        self.assertEqual((relay.published, self.outbox.released), (0, 1))
        self.outbox.delete_error = None
        self.run_until_idle(relay)
        self.assertEqual((self.queue.jobs, relay.published), ([UUID(int=1), UUID(int=1)], 1))

    def test_waits_for_the_database_and_for_a_migration(self) -> None:
        for error in (OperationalError("no answer"), ProgrammingError('relation "pages_outbox" does not exist')):
            with self.subTest(error):
                relay = self.relay(rows=1)
                self.outbox.error = error
                with self.assertLogs("apture.outbox", "WARNING"):
                    self.assertEqual(relay.step(), FIRST_PAUSE)
                self.assertEqual((relay.ready, self.outbox.released), (False, 1))
                self.outbox.error = None
                self.run_until_idle(relay)
                self.assertEqual((relay.ready, self.outbox.rows), (True, []))

    def test_is_ready_only_after_the_broker_has_answered(self) -> None:
        relay = self.relay(rows=0)
        self.queue.away = True
        with self.assertLogs("apture.outbox", "WARNING"):
            relay.step()
        self.assertFalse(relay.ready)
        self.queue.away = False
        relay.step()
        self.assertTrue(relay.ready)
