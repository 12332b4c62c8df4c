"""
The memcached servers as one store.

It uses pymemcache, because that is Python code and lets other greenlets run: libmemcached (pylibmc) would block the
whole process until a dead server times out. It does not use pymemcache's HashClient, which fails the request that finds
a server dead and is not thread-safe, nor its PooledClient, which raises an error when all connections are in use.

A failed server is skipped for a few seconds. Its keys, and no others, go to their second-best server meanwhile. A
server that comes back may still have old values; a page from then is read again after `fresh` seconds at most.
"""

import select
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from pymemcache.client.base import Client
from pymemcache.exceptions import MemcacheError

from apture.pool import Pool, PoolExhausted

from .rendezvous import Rendezvous

T = TypeVar("T")

CONNECTIONS = 64
"""Connections of one process to one server. A request uses one for less than a millisecond."""

SERVER_ERRORS = (OSError, MemcacheError, ValueError, IndexError)
"""The server does not answer; or (the last two) pymemcache cannot parse its answer."""


class Connection(Protocol):
    """The part of pymemcache's client that is used, and what the pool asks for."""

    def gets(self, key: str) -> tuple[bytes | None, bytes | None]: ...
    def add(self, key: str, value: bytes, expire: int, noreply: bool) -> bool: ...
    def cas(self, key: str, value: bytes, cas: bytes, expire: int, noreply: bool) -> bool | None: ...
    def delete(self, key: str, noreply: bool) -> bool: ...
    def version(self) -> bytes: ...
    def close(self) -> None: ...
    def reusable(self) -> bool: ...


class MemcachedPool:
    """A CacheStore over several servers. Each key belongs to one of them."""

    def __init__(
        self,
        servers: Sequence[str],
        timeout: float,
        dead_for: float,
        clock: Callable[[], float] = time.monotonic,
        connect: Callable[[str, float], Connection] | None = None,
        connections: int = CONNECTIONS,
    ) -> None:
        self._rendezvous = Rendezvous(servers)
        self._timeout = timeout
        self._dead_for = dead_for
        self._clock = clock
        self._connect = connect or _connect
        self._pools = {server: self._pool(server, connections) for server in servers}
        self._dead_until = dict.fromkeys(servers, 0.0)

    def gets(self, key: str) -> tuple[bytes | None, bytes | None]:
        return self._ask(key, lambda connection: connection.gets(key)) or (None, None)

    def add(self, key: str, value: bytes, expire: int) -> bool | None:
        return self._ask(key, lambda connection: connection.add(key, value, expire, noreply=False))

    def cas(self, key: str, value: bytes, token: bytes, expire: int) -> bool | None:
        return self._ask(key, lambda connection: connection.cas(key, value, token, expire, noreply=False))

    def delete(self, key: str) -> None:
        self._ask(key, lambda connection: connection.delete(key, noreply=True))

    def states(self) -> dict[str, str]:
        """Asks every server, each on a new connection. Returns the state of each by name."""
        return {server: self._state(server) for server in self._pools}

    def _state(self, server: str) -> str:
        connection = self._connect(server, self._timeout)
        try:
            connection.version()
            return "up"
        except SERVER_ERRORS as error:
            return f"down: {type(error).__name__}"
        finally:
            connection.close()

    def _pool(self, server: str, connections: int) -> Pool[Connection]:
        return Pool(lambda: self._connect(server, self._timeout), connections, self._timeout)

    def _ask(self, key: str, ask: Callable[[Connection], T]) -> T | None:
        for server in self._rendezvous.ranked(key):
            if self._clock() < self._dead_until[server]:
                continue
            try:
                return self._use(self._pools[server], ask)
            except PoolExhausted:
                # The server is busy, not dead. Another server would hold a second copy of the page, which no edit
                # replaces.
                return None
            except SERVER_ERRORS:
                self._dead_until[server] = self._clock() + self._dead_for
        return None

    @staticmethod
    def _use(pool: Pool[Connection], ask: Callable[[Connection], T]) -> T:
        connection = pool.acquire()
        try:
            return ask(connection)
        except BaseException:
            # An answer that arrives late must not be taken for the next request's.
            connection.close()
            raise
        finally:
            pool.release(connection)


class PooledConnection(Client):
    """Connects with its first command."""

    def reusable(self) -> bool:
        if self.sock is None:
            return False
        # An idle connection has nothing to read, unless the server closed it.
        poll = select.poll()
        poll.register(self.sock, select.POLLIN)
        return not poll.poll(0)


def _connect(server: str, timeout: float) -> Any:
    host, _, port = server.rpartition(":")
    return PooledConnection((host, int(port)), connect_timeout=timeout, timeout=timeout, no_delay=True)
