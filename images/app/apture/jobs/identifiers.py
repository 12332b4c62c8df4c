"""
Names of jobs: UUIDs (version 8) that only this application can make.

A job that has been accepted may not have reached any database yet, so a name's seal tells it from one that was never given out. The
time comes first: rows are inserted at one end of their index, which a disk that is short of writes thanks.
"""

import hmac
import secrets
import time
from hashlib import sha256
from uuid import UUID

_SEAL = 5
"""Bytes."""


def new(key: str) -> UUID:
    milliseconds = int(time.time() * 1000).to_bytes(6, "big")
    head = bytearray(milliseconds + secrets.token_bytes(5))
    head[6] = head[6] & 0x0F | 0x80
    head[8] = head[8] & 0x3F | 0x80
    return UUID(bytes=bytes(head) + _seal(bytes(head), key))


def genuine(identifier: UUID, key: str) -> bool:
    head, seal = identifier.bytes[:-_SEAL], identifier.bytes[-_SEAL:]
    return hmac.compare_digest(seal, _seal(head, key))


def _seal(head: bytes, key: str) -> bytes:
    return hmac.digest(key.encode(), b"job" + head, sha256)[:_SEAL]
