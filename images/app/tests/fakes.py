"""Stand-ins for servers and for time."""


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


class Memory:
    """A cache that stores everything; nothing while it is down."""

    def __init__(self) -> None:
        self.values: dict[str, tuple[bytes, int]] = {}
        self.writes = 0
        self.down = False

    def gets(self, key: str) -> tuple[bytes | None, bytes | None]:
        if self.down or key not in self.values:
            return None, None
        value, token = self.values[key]
        return value, str(token).encode()

    def add(self, key: str, value: bytes, expire: int) -> bool | None:
        if self.down:
            return None
        if key in self.values:
            return False
        return self._store(key, value)

    def cas(self, key: str, value: bytes, token: bytes, expire: int) -> bool | None:
        if self.down or key not in self.values:
            return None
        if str(self.values[key][1]).encode() != token:
            return False
        return self._store(key, value)

    def delete(self, key: str) -> None:
        self.values.pop(key, None)

    def _store(self, key: str, value: bytes) -> bool:
        self.writes += 1
        self.values[key] = (value, self.writes)
        return True
