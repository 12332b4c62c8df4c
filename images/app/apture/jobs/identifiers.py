"""
Identifiers of jobs: UUIDs (version 8) that only this application can make.

An accepted job may not be in any database yet, so a seal in the identifier tells it from one that was never issued. The
time comes first, so that rows are inserted at one end of their index: random positions would cost a write-bound disk
more writes.
"""

import hmac
import secrets
import time
from hashlib import sha256
from uuid import UUID

_SEAL = 5
"""Bytes."""
_HEAD = 16 - _SEAL


def new(secret: str) -> UUID:
    milliseconds = int(time.time() * 1000).to_bytes(6, "big")
    return _sealed(milliseconds + secrets.token_bytes(_HEAD - len(milliseconds)), secret)


def for_key(key: str, secret: str) -> UUID:
    """The identifier of the event with this Idempotency-Key: the same each time, with no need to ask a database."""
    return _sealed(hmac.digest(secret.encode(), b"event" + key.encode(), sha256)[:_HEAD], secret)


def genuine(identifier: UUID, secret: str) -> bool:
    head, seal = identifier.bytes[:_HEAD], identifier.bytes[_HEAD:]
    return hmac.compare_digest(seal, _seal(head, secret))


def _sealed(random: bytes, secret: str) -> UUID:
    head = bytearray(random)
    head[6] = head[6] & 0x0F | 0x80
    head[8] = head[8] & 0x3F | 0x80
    return UUID(bytes=bytes(head) + _seal(bytes(head), secret))


def _seal(head: bytes, secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"job" + head, sha256)[:_SEAL]
