"""
Protection against a stampede: of all clients that find a page missing or no longer fresh, one reads it from its database.

It holds a lease, a key that only one can add and that ends by itself. The others serve the old page meanwhile; if there is none,
they wait briefly. A lease is kept when the database gave no answer, so that a database that stands still is asked once in a lease's
time for each page, and not once for each request.
"""

import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from .store import Store

_HEADER = struct.Struct(">dI?")

State = Literal["hit", "miss", "stale"]


class Unavailable(Exception):
    """The source gave no answer in time, and there is nothing to serve instead."""


@dataclass(frozen=True)
class Entry:
    body: bytes
    version: int
    exists: bool = True
    """That there is no such page is worth remembering, too."""


@dataclass(frozen=True)
class Times:
    """Seconds; see `configuration.Cache`."""

    fresh: float
    kept: int
    lease: int
    wait: float
    missing: float = 5.0
    """For which a page that does not exist is taken not to exist."""


class LeaseCache:
    def __init__(
        self,
        store: Store,
        times: Times,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._store = store
        self._times = times
        self._clock = clock
        self._sleep = sleep

    def read(self, key: str, load: Callable[[], Entry]) -> tuple[Entry, State]:
        """
        The entry, from the cache or by `load`, which raises Unavailable where its source does not answer.

        @raises Unavailable: neither has it.
        """
        kept, fresh, token = self._gets(key)
        if kept is not None and fresh:
            return kept, "hit"
        # No cache at all grants no lease: then everybody reads, within the bounds of the connection pool.
        if self._store.add(self._lease(key), b"1", self._times.lease) is False:
            return (kept, "stale") if kept is not None else self._wait_for(key)
        try:
            loaded = load()
        except Unavailable:
            if kept is None:
                raise
            return kept, "stale"
        if kept is not None and loaded.version < kept.version:
            # A replica that lags has answered: what is here is newer.
            loaded = kept
        # An edit meanwhile has put its own version here, which stays.
        if token is None:
            self._store.add(key, self._encode(loaded), self._expiry(loaded))
        else:
            self._store.cas(key, self._encode(loaded), token, self._expiry(loaded))
        self._store.delete(self._lease(key))
        return loaded, "miss"

    def put(self, key: str, entry: Entry) -> None:
        """Replaces what the cache knows by what has just been written, unless that is newer still."""
        for _ in range(5):
            kept, _, token = self._gets(key)
            if token is None:
                done = self._store.add(key, self._encode(entry), self._expiry(entry))
            elif kept is not None and kept.exists and kept.version > entry.version:
                return
            else:
                done = self._store.cas(key, self._encode(entry), token, self._expiry(entry))
            if done is not False:
                return

    def _wait_for(self, key: str) -> tuple[Entry, State]:
        waited, pause = 0.0, 0.01
        while waited < self._times.wait:
            self._sleep(pause)
            waited += pause
            pause = min(pause * 2, 0.08)
            kept, _, _ = self._gets(key)
            if kept is not None:
                return kept, "hit"
        raise Unavailable("another client is reading this page from a database that is slow to answer")

    def _gets(self, key: str) -> tuple[Entry | None, bool, bytes | None]:
        value, token = self._store.gets(key)
        if value is None or len(value) < _HEADER.size:
            return None, False, token
        fresh_until, version, exists = _HEADER.unpack_from(value)
        return Entry(value[_HEADER.size :], version, exists), self._clock() < fresh_until, token

    def _encode(self, entry: Entry) -> bytes:
        fresh = self._times.fresh if entry.exists else self._times.missing
        return _HEADER.pack(self._clock() + fresh, entry.version, entry.exists) + entry.body

    def _expiry(self, entry: Entry) -> int:
        return self._times.kept if entry.exists else int(self._times.missing)

    @staticmethod
    def _lease(key: str) -> str:
        return f"lease:{key}"
