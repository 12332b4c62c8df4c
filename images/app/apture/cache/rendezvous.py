"""
Consistent hashing by highest random weight (Thaler and Ravishankar, 1998).

Every server has a score for a key, and the key belongs to the server with the best score. If one of n servers is lost,
only its keys move, 1/n of all. Each moves to its own second-best server, so the load of the lost server spreads over
all others.
"""

from collections.abc import Iterator, Sequence
from hashlib import blake2b


class Rendezvous:
    def __init__(self, servers: Sequence[str]) -> None:
        # A score is mixed from two hashes, so that a key is hashed once and not once per server.
        self._servers = [(name, _hash(name)) for name in servers]

    def ranked(self, key: str) -> Iterator[str]:
        """The servers for a key, best first."""
        own = _hash(key)
        scored = [(_mix(own ^ server), name) for name, server in self._servers]
        yield max(scored)[1]
        scored.sort(reverse=True)
        for _, name in scored[1:]:
            yield name


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def _mix(value: int) -> int:
    """The finalizer of SplitMix64: every bit of the input affects every bit of the output."""
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9 & 0xFFFFFFFFFFFFFFFF
    value = (value ^ (value >> 27)) * 0x94D049BB133111EB & 0xFFFFFFFFFFFFFFFF
    return value ^ (value >> 31)
