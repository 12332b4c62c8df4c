"""A psycopg connection with deadlines that lets other greenlets run while it resolves a name."""

import random
import select
import socket
import time
from collections.abc import Generator
from typing import Any, Self

import psycopg
from psycopg import waiting
from psycopg.pq import TransactionStatus

from apture import deadline

POLL = 0.1
"""Seconds between two checks of the deadline while nothing arrives."""


class Connection(psycopg.Connection[Any]):
    """
    The client enforces `statement_timeout`: with transaction pooling a session has no settings, and a server with a
    stalled disk enforces none. A statement that times out costs its connection; the pooler then closes the server's
    side.
    """

    statement_timeout: float = 2.0

    @classmethod
    def open(cls, *, host: str, port: str, connect_timeout: float, statement_timeout: float, **parameters: Any) -> Self:
        failure: Exception = psycopg.OperationalError(f"{host} has no address")
        with deadline.within(connect_timeout):
            for address in _addresses(host, port):
                try:
                    connection = cls.connect(
                        host=host,
                        hostaddr=address,
                        port=port,
                        autocommit=True,
                        gssencmode="disable",
                        application_name=socket.gethostname(),
                        **parameters,
                    )
                except psycopg.OperationalError as error:
                    failure = error
                    if deadline.remaining(POLL) < POLL:
                        break
                else:
                    connection.statement_timeout = statement_timeout
                    return connection
        raise failure

    @classmethod
    def _connect_gen(cls, conninfo: str = "", *, timeout: float = 0.0) -> Any:
        # psycopg's own timeout is in whole seconds, at least 2.
        return super()._connect_gen(conninfo, timeout=deadline.remaining(timeout))

    def wait(self, gen: Any, interval: float | None = POLL) -> Any:
        # psycopg's default, written in C, blocks while nothing arrives. This one lets other greenlets run.
        return waiting.wait_poll(
            self._until(gen, time.monotonic() + deadline.remaining(self.statement_timeout)), self.pgconn.socket, POLL
        )

    def reusable(self) -> bool:
        if self.closed or self.pgconn.transaction_status != TransactionStatus.IDLE:
            return False
        # An idle connection has nothing to read, unless the server sent an error or closed it.
        poll = select.poll()
        poll.register(self.pgconn.socket, select.POLLIN)
        return not poll.poll(0)

    def _until(self, gen: Generator[Any, Any, Any], ends: float) -> Generator[Any, Any, Any]:
        """Runs the exchange with the server, and ends it at the deadline."""
        try:
            state = next(gen)
            while True:
                ready = yield state
                if not ready and time.monotonic() > ends:
                    self.close()
                    raise psycopg.OperationalError("no answer in time")
                state = gen.send(ready)
        except StopIteration as finished:
            return finished.value


def _addresses(host: str, port: str) -> list[str]:
    """Each instance of the pooler is an address of one name. libpq's own lookup would block every greenlet."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise psycopg.OperationalError(f"{host}: {error}") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    random.shuffle(addresses)
    return addresses
