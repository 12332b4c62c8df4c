"""
Protection against a cache stampede: of all requests that find a page missing or no longer fresh, one reads it from the
database.

That request holds a lease: a key that only one request can add and that expires. The others serve the old page
meanwhile, or wait briefly if there is none. The lease stays when the database does not answer, so a stalled database is
asked for each page once per lease and not once per request.
"""

import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from .store import CacheStore

_HEADER = struct.Struct(">dI?")
_LEASE = struct.Struct(">d")

State = Literal["hit", "miss", "stale"]


class Unavailable(Exception):
    """The source did not answer in time, and the cache has nothing to serve instead."""


@dataclass(frozen=True)
class Entry:
    body: bytes
    version: int
    exists: bool = True
    """False for a page that does not exist: that is cached, too."""


@dataclass(frozen=True)
class CacheTimes:
    """Seconds; see `configuration.Cache`."""

    fresh: float
    retained: int
    lease: int
    wait: float
    missing: float = 5.0
    """How long a missing page counts as missing."""


class LeaseCache:
    def __init__(
        self,
        store: CacheStore,
        times: CacheTimes,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._store = store
        self._times = times
        self._clock = clock
        self._sleep = sleep

    def read(self, key: str, load: Callable[[], Entry]) -> tuple[Entry, State]:
        """
        The entry, from the cache or from `load`, which raises Unavailable if its source does not answer.

        @raises Unavailable: neither has it.
        """
        cached, fresh, token = self._get(key)
        if cached is not None and fresh:
            return cached, "hit"
        if not self._acquire_lease(key):
            return (cached, "stale") if cached is not None else self._wait_for(key)
        try:
            loaded = load()
        except Unavailable:
            if cached is None:
                raise
            return cached, "stale"
        if cached is not None and loaded.version < cached.version:
            # A lagging replica answered: the cached version is newer.
            loaded = cached
        # If an edit stored its own version meanwhile, that version stays.
        if token is None:
            self._store.add(key, self._encode(loaded), self._expiry(loaded))
        else:
            self._store.cas(key, self._encode(loaded), token, self._expiry(loaded))
        self._store.delete(self._lease_key(key))
        return loaded, "miss"

    def put(self, key: str, entry: Entry) -> None:
        """Replaces the cached entry with one that has just been written, unless the cached one is newer."""
        for _ in range(5):
            cached, _, token = self._get(key)
            if token is None:
                stored = self._store.add(key, self._encode(entry), self._expiry(entry))
            elif cached is not None and cached.exists and cached.version > entry.version:
                return
            else:
                stored = self._store.cas(key, self._encode(entry), token, self._expiry(entry))
            if stored is not False:
                return

    def _acquire_lease(self, key: str) -> bool:
        """
        Whether this request may read the page. Without any cache there is no lease: then every request may, and the
        size of the connection pool limits how many do so at a time.
        """
        lease = self._lease_key(key)
        ends = _LEASE.pack(self._clock() + self._times.lease)
        if self._store.add(lease, ends, self._times.lease) is not False:
            return True
        held, token = self._store.gets(lease)
        if token is None:
            # It ended just now, most likely because its holder has stored the page.
            return False
        if held is not None and len(held) == _LEASE.size and self._clock() < _LEASE.unpack(held)[0]:
            return False
        # A lease that is not ours, or one that memcached was told to retain for longer, must not block the page.
        return self._store.cas(lease, ends, token, self._times.lease) is not False

    def _wait_for(self, key: str) -> tuple[Entry, State]:
        waited, pause = 0.0, 0.01
        while waited < self._times.wait:
            self._sleep(pause)
            waited += pause
            pause = min(pause * 2, 0.08)
            cached, _, _ = self._get(key)
            if cached is not None:
                return cached, "hit"
        raise Unavailable("another request is reading this page, and the database is slow to answer")

    def _get(self, key: str) -> tuple[Entry | None, bool, bytes | None]:
        """The cached entry, whether it is fresh, and the token to replace it."""
        value, token = self._store.gets(key)
        if value is None or len(value) < _HEADER.size:
            return None, False, token
        fresh_until, version, exists = _HEADER.unpack_from(value)
        return Entry(value[_HEADER.size :], version, exists), self._clock() < fresh_until, token

    def _encode(self, entry: Entry) -> bytes:
        fresh = self._times.fresh if entry.exists else self._times.missing
        return _HEADER.pack(self._clock() + fresh, entry.version, entry.exists) + entry.body

    def _expiry(self, entry: Entry) -> int:
        return self._times.retained if entry.exists else int(self._times.missing)

    @staticmethod
    def _lease_key(key: str) -> str:
        return f"lease:{key}"
