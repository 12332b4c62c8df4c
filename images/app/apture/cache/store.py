"""
The memcached pool as one store.

pymemcache, not pylibmc: it is Python, so it gives way to other greenlets under gevent, where libmemcached would hold up the whole
process for as long as a dead server does not answer. Its own HashClient is left aside for two reasons: the request that finds a
server dead fails instead of going to the next one, and its bookkeeping is not safe between threads.

A server that fails is passed over for a few seconds: its keys, and only they, go to their second-best server meanwhile. It may then
come back with what it knew before; a page from then is at most `fresh` seconds from being read again.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from pymemcache.client.base import PooledClient
from pymemcache.exceptions import MemcacheError

from .rendezvous import Rendezvous

T = TypeVar("T")


class Store(Protocol):
    """What the shield needs of a cache. None of it raises: a cache that is away holds nothing and keeps nothing."""

    def gets(self, key: str) -> tuple[bytes | None, bytes | None]:
        """The value and the token of its version."""
        ...

    def add(self, key: str, value: bytes, expire: int) -> bool | None:
        """Keeps the value where there is none; None where no server answers."""
        ...

    def cas(self, key: str, value: bytes, token: bytes, expire: int) -> bool | None:
        """Keeps the value if the token's version is still there."""
        ...

    def delete(self, key: str) -> None: ...


class MemcachedPool:
    """A Store over several servers."""

    def __init__(
        self,
        servers: Sequence[str],
        timeout: float,
        dead_for: float,
        clock: Callable[[], float] = time.monotonic,
        connect: Callable[[str, float], Any] | None = None,
    ) -> None:
        self._ring = Rendezvous(servers)
        self._dead_for = dead_for
        self._clock = clock
        connect = connect or _client
        self._clients = {server: connect(server, timeout) for server in servers}
        self._dead_until = dict.fromkeys(servers, 0.0)

    def gets(self, key: str) -> tuple[bytes | None, bytes | None]:
        return self._first(key, lambda client: client.gets(key)) or (None, None)

    def add(self, key: str, value: bytes, expire: int) -> bool | None:
        return self._first(key, lambda client: client.add(key, value, expire, noreply=False))

    def cas(self, key: str, value: bytes, token: bytes, expire: int) -> bool | None:
        return self._first(key, lambda client: client.cas(key, value, token, expire, noreply=False))

    def delete(self, key: str) -> None:
        self._first(key, lambda client: client.delete(key, noreply=True))

    def states(self) -> dict[str, str]:
        """Asks every server; the state of each, by name."""
        states = {}
        for server, client in self._clients.items():
            try:
                client.version()
                states[server] = "up"
            except (OSError, MemcacheError) as error:
                states[server] = f"down: {type(error).__name__}"
        return states

    def _first(self, key: str, ask: Callable[[Any], T]) -> T | None:
        for server in self._ring.ranked(key):
            if self._clock() < self._dead_until[server]:
                continue
            try:
                return ask(self._clients[server])
            except (OSError, MemcacheError):
                self._dead_until[server] = self._clock() + self._dead_for
        return None


def _client(server: str, timeout: float) -> PooledClient:
    host, _, port = server.rpartition(":")
    return PooledClient(
        (host, int(port)),
        connect_timeout=timeout,
        timeout=timeout,
        no_delay=True,
        max_pool_size=64,
        pool_idle_timeout=60,
    )
