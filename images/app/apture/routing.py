"""Partitioned access: the database that carries each application's tables, and which reads may go to a replica."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from apture.configuration import configuration

_leader_only: ContextVar[bool] = ContextVar("leader_only", default=False)


@contextmanager
def leader() -> Iterator[None]:
    """Reads inside go to the leader: for code that must see a write that was just made."""
    token = _leader_only.set(True)
    try:
        yield
    finally:
        _leader_only.reset(token)


def database_of(application: str) -> str:
    return configuration().placement[application]


class PlacementRouter:
    """Writes go to the leader of the database that carries the table, reads to its replicas."""

    def db_for_read(self, model: Any, **_: Any) -> str:
        database = database_of(model._meta.app_label)
        return database if _leader_only.get() else f"{database}_read"

    def db_for_write(self, model: Any, **_: Any) -> str:
        return database_of(model._meta.app_label)

    def allow_relation(self, one: Any, other: Any, **_: Any) -> bool:
        return database_of(one._meta.app_label) == database_of(other._meta.app_label)

    def allow_migrate(self, db: str, app_label: str, **_: Any) -> bool:
        return configuration().placement.get(app_label) == db
