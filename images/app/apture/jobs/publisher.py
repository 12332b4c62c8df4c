"""
Hands a job to the broker and returns when the broker has confirmed that it is on disk. Every other outcome raises, within a second or
two: a full queue that rejects, a queue that is not there, a broker that is away or has stopped to read.
"""

import threading
from typing import Any
from uuid import UUID

from amqp.exceptions import AMQPError
from kombu import Connection
from kombu.exceptions import KombuError

from apture.configuration import configuration
from apture.pool import Pool, PoolExhausted

from .app import app


class Unavailable(Exception):
    """The broker has not confirmed the job."""


class Broker:
    """A connection to the broker with its one channel."""

    def __init__(self) -> None:
        queue = configuration().queue
        self._connection: Connection = app.connection_for_write()
        try:
            self._connection.ensure_connection(
                timeout=queue.connect_timeout,
                max_retries=len(queue.brokers),
                interval_start=0,
                interval_step=0,
            )
            self._producer = app.amqp.Producer(self._connection.channel())
        except BaseException:
            self.close()
            raise

    def publish(self, task: str, arguments: list[Any], identifier: UUID) -> None:
        app.send_task(
            task,
            arguments,
            task_id=str(identifier),
            producer=self._producer,
            retry=False,
            # The broker confirms what no queue takes as well, unless it has to return it.
            mandatory=True,
            timeout=configuration().queue.confirm_timeout,
            confirm_timeout=configuration().queue.confirm_timeout,
        )

    def reusable(self) -> bool:
        return self._connection.connected and not _readable(self._connection.connection.sock)

    def close(self) -> None:
        self._connection.collect(socket_timeout=0.1)


_lock = threading.Lock()
_pool: Pool[Broker] | None = None


def publish(task: str, arguments: list[Any], identifier: UUID) -> None:
    """@raises Unavailable"""
    _use(lambda broker: broker.publish(task, arguments, identifier))


def check() -> None:
    """@raises Unavailable"""
    _use(lambda broker: None)
