"""What the application needs of a cache, and how it tells its own values from those of others."""

import hmac
from typing import Protocol

_MAC_BYTES = 16


class CacheStore(Protocol):
    """None of these methods raises. An unavailable cache is an empty one that stores nothing."""

    def gets(self, key: str) -> tuple[bytes | None, bytes | None]:
        """The value, and a token for `cas`."""
        ...

    def add(self, key: str, value: bytes, expire: int) -> bool | None:
        """Stores the value if the key has none. None if no server answers."""
        ...

    def cas(self, key: str, value: bytes, token: bytes, expire: int) -> bool | None:
        """Stores the value if the key's value is still the one that the token was given for."""
        ...

    def delete(self, key: str) -> None: ...


class AuthenticatedStore:
    """
    A store whose values only this application can make. memcached takes values from everyone on its network, so each
    value carries a message authentication code over itself and its key. Any other value is a miss that the next write
    replaces.
    """

    def __init__(self, store: CacheStore, secret: str) -> None:
        self._store = store
        # A key of its own: what authenticates cached values authenticates nothing else that the secret protects.
        self._mac_key = hmac.digest(secret.encode(), b"apture.cache", "sha256")

    def gets(self, key: str) -> tuple[bytes | None, bytes | None]:
        sealed, token = self._store.gets(key)
        return self._open(key, sealed), token

    def add(self, key: str, value: bytes, expire: int) -> bool | None:
        return self._store.add(key, self._seal(key, value), expire)

    def cas(self, key: str, value: bytes, token: bytes, expire: int) -> bool | None:
        return self._store.cas(key, self._seal(key, value), token, expire)

    def delete(self, key: str) -> None:
        self._store.delete(key)

    def _seal(self, key: str, value: bytes) -> bytes:
        return self._mac(key, value) + value

    def _open(self, key: str, sealed: bytes | None) -> bytes | None:
        if sealed is None:
            return None
        mac, value = sealed[:_MAC_BYTES], sealed[_MAC_BYTES:]
        return value if hmac.compare_digest(mac, self._mac(key, value)) else None

    def _mac(self, key: str, value: bytes) -> bytes:
        # Keys contain no NUL, so no key and value read like another pair.
        return hmac.digest(self._mac_key, key.encode() + b"\0" + value, "sha256")[:_MAC_BYTES]
