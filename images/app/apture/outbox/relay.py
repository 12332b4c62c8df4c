"""
The relay: moves rows of the outbox to the broker, oldest first.

- It claims a batch in a transaction, publishes it, deletes what the broker has confirmed, and commits. Other relays
  skip claimed rows. If it ends at any point, the rows are free again.
- Nothing but the queue limits its rate. While the queue refuses or does not answer, the relay pauses longer and longer,
  and then tries one job.
- It polls: PgBouncer's transaction pooling does not deliver NOTIFY.
"""

import logging
import math
import signal
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

from django.db.utils import ProgrammingError
from prometheus_client import CollectorRegistry, start_http_server

from apture import deadline
from apture.configuration import configuration
from apture.database import DATABASE_ERRORS
from apture.jobs.publisher import Unavailable

from .metrics import RelayCollector
from .rows import Length, Outbox
from .stream import Published, Stream

HEALTHY = Path("/tmp/healthy")

POLL = 0.1
"""Seconds between two looks at an empty outbox. Each costs one statement, an index lookup."""
BATCH = 100
"""Rows of one transaction: so many jobs may be published twice if the relay is killed."""
STEP = 8.0
"""Seconds for one batch, all waits included. The database ends a transaction that has been idle for 10 s."""
FIRST_PAUSE = 0.25
"""Seconds after a refusal. Each further pause is twice as long."""
LONGEST_PAUSE = 5.0
"""Seconds. A queue that accepts jobs again may go unused for so long."""
LOG_INTERVAL = 60.0
"""Seconds between two warnings with the same reason."""
LENGTH_SHARE = 0.02
"""Share of the time that may be spent on counting rows for metrics."""

logger = logging.getLogger("apture.outbox")


class Relay:
    def __init__(
        self,
        outbox: Outbox,
        connect: Callable[[], Stream],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._outbox = outbox
        self._connect = connect
        self._clock = clock
        self._stream: Stream | None = None
        self._size = 1
        self._pause = 0.0
        self._count_at = 0.0
        self._logged: tuple[str, float] = ("", -math.inf)
        self.published = 0
        self.refused = 0
        """Attempts that the queue refused or did not confirm. Their jobs are published again."""
        self.blocked_since: float | None = None
        """When the queue, or the database, began to refuse; None while both accept."""
        self.length: Length | None = None
        self.length_at = 0.0
        self.ready = False
        """Whether database and broker have both answered once. From then on, another relay could do no better."""

    def step(self) -> float:
        """Moves one batch. Returns the seconds until the next step."""
        try:
            with deadline.within(STEP):
                moved, more = self._move()
        except (*DATABASE_ERRORS, ProgrammingError) as error:
            self._outbox.release()
            return self._back_off(f"the database: {str(error).splitlines()[0] if str(error) else type(error).__name__}")
        except Unavailable as error:
            self.refused += 1
            return self._back_off(str(error))
        if moved is None or moved.confirmed or moved.refused is None:
            self._accepted()
        if moved is not None and moved.refused is not None:
            return self._back_off(moved.refused)
        return 0.0 if more else POLL

    def snapshot(self) -> dict[str, float]:
        """For metrics, from another thread: rows, and ages in seconds."""
        now, length = self._clock(), self.length
        blocked_since = self.blocked_since
        return {
            "rows": length.rows if length else math.nan,
            "oldest": length.oldest + now - self.length_at if length and length.rows else 0.0,
            "blocked": now - blocked_since if blocked_since is not None else 0.0,
        }

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()
        self._outbox.release()

    def _move(self) -> tuple[Published | None, bool]:
        """What became of the batch, and whether there may be more rows."""
        stream = self._usable_stream()
        self._count()
        self.ready = True
        if self._outbox.is_empty():
            self._size = BATCH
            return None, False
        with self._outbox.claimed(self._size) as rows:
            published = stream.publish(rows)
            if published.confirmed:
                self._outbox.delete(published.confirmed)
        # Counted once the deletion is committed.
        self.published += len(published.confirmed)
        self.refused += len(rows) - len(published.confirmed)
        more = len(rows) == self._size
        self._size = 1 if published.refused else min(BATCH, self._size * 2)
        return published, more

    def _usable_stream(self) -> Stream:
        if self._stream is None or not self._stream.usable():
            # Measured first: while the broker is away, nothing else reads the database.
            self._count()
            if self._stream is not None:
                self._stream.close()
            self._stream = None
            self._stream = self._connect()
        return self._stream

    def _count(self) -> None:
        started = self._clock()
        if started < self._count_at:
            return
        self.length, self.length_at = self._outbox.length(), started
        self._count_at = started + max(1.0, (self._clock() - started) / LENGTH_SHARE)

    def _accepted(self) -> None:
        if self.blocked_since is not None and self._clock() - self.blocked_since > LONGEST_PAUSE:
            logger.info("jobs are accepted again after %.0f s", self._clock() - self.blocked_since)
        self.blocked_since, self._pause = None, 0.0

    def _back_off(self, reason: str) -> float:
        now = self._clock()
        # A queue that stays full takes a few jobs, again and again.
        if reason != self._logged[0] or now - self._logged[1] > LOG_INTERVAL:
            logger.warning("jobs wait: %s", reason)
            self._logged = (reason, now)
        self._size = 1
        if self.blocked_since is None:
            self.blocked_since = now
        self._pause = min(LONGEST_PAUSE, self._pause * 2 or FIRST_PAUSE)
        return self._pause


def run() -> int:
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    relay = Relay(Outbox(), Stream)
    registry = CollectorRegistry()
    registry.register(RelayCollector(relay, socket.gethostname()))
    start_http_server(configuration().outbox.metrics_port, registry=registry)
    pause = 0.0
    while not stopping.wait(pause):
        # For the health check: the loop runs, whether or not the queue accepts jobs. A step and a pause are both
        # shorter than the check allows.
        if relay.ready:
            HEALTHY.touch()
        pause = relay.step()
        if relay.ready:
            HEALTHY.touch()
    relay.close()
    return 0
