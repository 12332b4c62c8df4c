"""
Events with an Idempotency-Key that the broker has confirmed. An event that is found here is not queued again.

This saves work and detects a key that is used for two events. It is not what makes a repeated event take effect once:
that is the job's identifier, which follows from the key (`identifiers.for_key`). So the cache may lose an entry at any
time.
"""

import json
from hashlib import sha256
from typing import Any

from apture.pages.cache import store

RETAINED = 24 * 60 * 60
"""Seconds."""


def digest(slug: str, kind: str, data: dict[str, Any]) -> bytes:
    return sha256(json.dumps([slug, kind, data], sort_keys=True).encode()).digest()


def find(key: str) -> bytes | None:
    """The digest of the event that was accepted under this key."""
    return store().gets(_cache_key(key))[0]


def remember(key: str, event: bytes) -> None:
    name = _cache_key(key)
    _, token = store().gets(name)
    if token is None:
        store().add(name, event, RETAINED)
    else:
        # Something that this application did not write, or the same event again.
        store().cas(name, event, token, RETAINED)


def _cache_key(key: str) -> str:
    return f"event:1:{sha256(key.encode()).hexdigest()}"
