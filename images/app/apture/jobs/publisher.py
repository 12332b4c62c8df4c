"""
Hands a job to the broker and returns when the broker has confirmed that it is on disk. Every other outcome raises, within a second or
two: a full queue that rejects, a queue that takes no jobs, a broker that is away or has stopped to read.
"""

import os
import select
import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

from amqp.exceptions import AccessRefused, AMQPError, MessageNacked, NotFound
from kombu import Connection
from kombu.exceptions import KombuError

from apture import deadline
from apture.configuration import configuration, queue_connections
from apture.pool import Pool, PoolExhausted

from .app import app


class Unavailable(Exception):
    """The broker has not confirmed the job."""


class Broker:
    """A connection to the broker with its one channel."""

    def __init__(self) -> None:
        queue = configuration().queue
        # No heartbeat: nobody sends it between two jobs. What became of the connection shows when it is taken again.
        self._connection: Connection = app.connection_for_write(
            heartbeat=0, connect_timeout=deadline.remaining(queue.connect_timeout)
        )
        try:
            self._connection.ensure_connection(
                timeout=deadline.remaining(queue.connect_timeout),
                max_retries=len(queue.brokers),
                interval_start=0,
                interval_step=0,
            )
            self._channel = self._connection.channel()
            self._producer = app.amqp.Producer(self._channel)
        except BaseException:
            self.close()
            raise

    def publish(self, task: str, arguments: list[Any], identifier: UUID) -> None:
        # What Celery's send_task does besides, it does anew for each job: routing, and a warning that quorum queues delay nothing.
        app.amqp.send_task_message(
            self._producer,
            task,
            app.amqp.as_task_v2(str(identifier), task, arguments),
            queue=configuration().queue.name,
            retry=False,
            # The broker confirms what no queue takes as well, unless it has to return it.
            mandatory=True,
            timeout=deadline.remaining(configuration().queue.confirm_timeout),
            confirm_timeout=deadline.remaining(configuration().queue.confirm_timeout),
        )

    def expect(self) -> None:
        # Whoever waits for an answer to this waits without a limit of its own.
        with self._connection.connection.transport.having_timeout(deadline.remaining(configuration().queue.confirm_timeout)):
            self._channel.exchange_declare(configuration().queue.exchange, "fanout", passive=True)

    def reusable(self) -> bool:
        return self._connection.connected and not _readable(self._connection.connection.sock)

    def close(self) -> None:
        self._connection.collect(socket_timeout=0.1)


_lock = threading.Lock()
_pool: Pool[Broker] | None = None


def publish(task: str, arguments: list[Any], identifier: UUID) -> None:
    """@raises Unavailable"""
    _use(lambda broker: broker.publish(task, arguments, identifier))


def expect() -> None:
    """
    The queue takes jobs: what to ask before what must not be done without its job.

    @raises Unavailable
    """
    _use(lambda broker: broker.expect())


def check() -> None:
    """
    The broker answers, whether or not the queue takes jobs.

    @raises Unavailable
    """
    _use(lambda broker: None)


def _use(act: Callable[[Broker], None]) -> None:
    try:
        broker = _brokers().take()
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
        # Whatever was going on, a confirmation that comes late must not be taken for the next job's.
        broker.close()
        raise
    finally:
        _brokers().give(broker)


def _brokers() -> Pool[Broker]:
    global _pool
    if _pool is None:
        with _lock:
            _pool = _pool or Pool(Broker, queue_connections(), configuration().queue.connect_timeout)
    return _pool


def _forget() -> None:
    global _pool
    _pool = None


# A child must not speak on its parent's connections.
os.register_at_fork(after_in_child=_forget)


def _readable(sock: Any) -> bool:
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))
