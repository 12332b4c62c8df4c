"""Publishes many jobs at once: the broker confirms them while the next ones are on their way."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from amqp.exceptions import AccessRefused, AMQPError, NotFound
from kombu.exceptions import KombuError

from apture import deadline
from apture.configuration import configuration
from apture.jobs.app import app
from apture.jobs.publisher import Unavailable, connect, readable, send

from .rows import Row


@dataclass
class Published:
    confirmed: list[int] = field(default_factory=list)
    """Identifiers of the rows whose jobs the broker has on disk."""
    refused: str | None = None
    """Why the broker does not have the others."""


class Stream:
    """A connection to the broker, with one channel in confirm mode. Any failure other than a nack closes it."""

    def __init__(self) -> None:
        """@raises Unavailable"""
        # Kombu's own confirms wait for each job by itself.
        try:
            self._connection = connect(transport_options={"confirm_publish": False})
            self._channel = self._connection.channel()
            self._channel.confirm_select()
        except (OSError, AMQPError, KombuError) as error:
            raise Unavailable(f"the queue does not answer: {type(error).__name__}") from error
        self._channel.events["basic_ack"].add(self._on_ack)
        self._channel.events["basic_nack"].add(self._on_nack)
        self._channel.events["basic_return"].add(self._on_return)
        self._producer = app.amqp.Producer(self._channel)
        self._tag = 0
        self._open: dict[int, Row] = {}
        """Jobs that have not been confirmed, by delivery tag: the broker counts what a channel publishes."""
        self._returned: set[str] = set()
        self._published = Published()
        self._closed = False

    def usable(self) -> bool:
        """False once the connection is lost or closed."""
        return not self._closed and self._connection.connected and not readable(self._connection.connection.sock)

    def publish(self, rows: Sequence[Row]) -> Published:
        """Returns once the broker has answered for each job, or does not answer in time."""
        self._published = Published()
        try:
            for row in rows:
                self._tag += 1
                self._open[self._tag] = row
                send(self._producer, row.task, row.arguments, row.job)
            while self._open:
                self._connection.drain_events(timeout=deadline.remaining(configuration().queue.confirm_timeout))
        except (AccessRefused, NotFound):
            self._fail("the queue takes no jobs at present")
        except (OSError, AMQPError, KombuError) as error:
            self._fail(f"the queue has not confirmed a job: {type(error).__name__}")
        return self._published

    def close(self) -> None:
        self._closed = True
        self._connection.collect(socket_timeout=0.1)

    def _fail(self, reason: str) -> None:
        self._published.refused = reason
        self.close()

    def _on_ack(self, tag: int, multiple: bool) -> None:
        for row in self._answered(tag, multiple):
            # The broker also confirms a job that reaches no queue, after it has returned it.
            if str(row.job) in self._returned:
                self._returned.discard(str(row.job))
                self._published.refused = "the queue takes no jobs at present"
            else:
                self._published.confirmed.append(row.id)

    def _on_nack(self, tag: int, multiple: bool) -> None:
        if self._answered(tag, multiple):
            self._published.refused = "the queue is full"

    def _on_return(self, error: Exception, exchange: str, routing_key: str, message: Any) -> None:
        self._returned.add(message.properties["correlation_id"])

    def _answered(self, tag: int, multiple: bool) -> list[Row]:
        tags = [one for one in self._open if one == tag or multiple and one < tag]
        return [self._open.pop(one) for one in tags]
