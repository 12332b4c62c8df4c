"""
Publishes a job and returns when the broker has confirmed that it is on disk. Every other outcome raises within a second
or two: a full queue, a queue that accepts no jobs, a broker that is down or no longer reads.
"""

import os
import select
import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

from amqp.exceptions import AccessRefused, AMQPError, MessageNacked, NotFound
from kombu import Connection, Producer
from kombu.exceptions import KombuError

from apture import deadline
from apture.configuration import configuration, queue_connections
from apture.pool import Pool, PoolExhausted

from .app import app


class Unavailable(Exception):
    """The broker has not confirmed the job."""


def connect(**options: Any) -> Connection:
    """A connection to one of the brokers. `options` are those of Kombu."""
    queue = configuration().queue
    # No heartbeat: nothing would send it between two jobs. `reusable` detects a lost connection.
    connection: Connection = app.connection_for_write(
        heartbeat=0, connect_timeout=deadline.remaining(queue.connect_timeout), **options
    )
    try:
        connection.ensure_connection(
            timeout=deadline.remaining(queue.connect_timeout),
            max_retries=len(queue.brokers),
            interval_start=0,
            interval_step=0,
        )
    except BaseException:
        connection.collect(socket_timeout=0.1)
        raise
    return connection


def send(producer: Producer, task: str, arguments: list[Any], identifier: UUID) -> None:
    """Publishes a job, and waits for its confirmation if the producer's connection confirms each job."""
    # Not Celery's send_task, which repeats work for each job: routing, and a warning that quorum queues cannot delay
    # jobs.
    app.amqp.send_task_message(
        producer,
        task,
        app.amqp.as_task_v2(str(identifier), task, arguments),
        queue=configuration().queue.name,
        retry=False,
        # Without this, the broker also confirms a message that reaches no queue.
        mandatory=True,
        timeout=deadline.remaining(configuration().queue.confirm_timeout),
        confirm_timeout=deadline.remaining(configuration().queue.confirm_timeout),
    )


class Broker:
    """A connection to the broker, with one channel."""

    def __init__(self) -> None:
        self._connection = connect()
        try:
            self._channel = self._connection.channel()
            self._producer = app.amqp.Producer(self._channel)
        except BaseException:
            self.close()
            raise

    def publish(self, task: str, arguments: list[Any], identifier: UUID) -> None:
        send(self._producer, task, arguments, identifier)

    def reusable(self) -> bool:
        return self._connection.connected and not readable(self._connection.connection.sock)

    def close(self) -> None:
        self._connection.collect(socket_timeout=0.1)


_lock = threading.Lock()
_pool: Pool[Broker] | None = None


def publish(task: str, arguments: list[Any], identifier: UUID) -> None:
    """@raises Unavailable"""
    _use(lambda broker: broker.publish(task, arguments, identifier))


def check_connection() -> None:
    """
    Checks that the broker answers, whether or not the queue accepts jobs.

    @raises Unavailable
    """
    _use(lambda broker: None)


def _use(act: Callable[[Broker], None]) -> None:
    try:
        broker = _brokers().acquire()
    except (PoolExhausted, OSError, AMQPError, KombuError) as error:
        raise Unavailable(f"the queue does not answer: {type(error).__name__}") from error
    try:
        act(broker)
    except MessageNacked:
        raise Unavailable("the queue is full") from None
    except (AccessRefused, NotFound):
        broker.close()
        raise Unavailable("the queue takes no jobs at present") from None
    except (OSError, AMQPError, KombuError) as error:
        broker.close()
        raise Unavailable(f"the queue has not confirmed the job: {type(error).__name__}") from error
    except BaseException:
        # A confirmation that arrives late must not be taken for the next job's.
        broker.close()
        raise
    finally:
        _brokers().release(broker)


def _brokers() -> Pool[Broker]:
    global _pool
    if _pool is None:
        with _lock:
            _pool = _pool or Pool(Broker, queue_connections(), configuration().queue.connect_timeout)
    return _pool


def _discard_pool() -> None:
    global _pool
    _pool = None


# A child process must not use its parent's connections.
os.register_at_fork(after_in_child=_discard_pool)


def readable(sock: Any) -> bool:
    """Whether something has arrived on an idle connection: an error, or its end."""
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))
