"""The outbox as a table."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connections, transaction

from apture.configuration import configuration
from apture.pages.models import OutboxJob
from apture.routing import database_of

TABLE = OutboxJob._meta.db_table

FULL_FOR = 1.0
"""Seconds for which a process that found the outbox full does not look again: then it has to count all rows."""


class Full(Exception):
    """The outbox has as many rows as declared. Nothing has been written."""

    def __init__(self) -> None:
        super().__init__("the outbox is full: the queue has taken no jobs for too long")


@dataclass(frozen=True)
class Row:
    id: int
    job: UUID
    task: str
    arguments: list[Any]


@dataclass(frozen=True)
class Length:
    rows: int
    oldest: float
    """Age of the oldest row in seconds; 0 if there is none."""


def room() -> tuple[str, list[int]]:
    """
    An SQL condition, with its parameters: the outbox has room for one more row.

    Two index lookups give an upper bound, which is almost always low enough. Rows are counted only if it is not:
    identifiers have gaps.
    """
    limit = configuration().outbox.max_rows
    condition = f"""CASE WHEN coalesce((SELECT max(id) FROM {TABLE}) - (SELECT min(id) FROM {TABLE}) + 1, 0) < %s
      THEN true ELSE (SELECT count(*) < %s FROM (SELECT FROM {TABLE} LIMIT %s) AS counted) END"""
    return condition, [limit, limit, limit]


_full_until = 0.0


def was_full() -> bool:
    """Whether this process found the outbox full less than a second ago."""
    return time.monotonic() < _full_until


def found_full() -> None:
    global _full_until
    _full_until = time.monotonic() + FULL_FOR


class Outbox:
    """The table, for the relay."""

    def is_empty(self) -> bool:
        with self._connection().cursor() as cursor:
            cursor.execute(f"SELECT id FROM {TABLE} ORDER BY id LIMIT 1")
            return cursor.fetchone() is None

    def length(self) -> Length:
        with self._connection().cursor() as cursor:
            cursor.execute(
                f"SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(added_at)), 0) FROM {TABLE}"
            )
            rows, oldest = cursor.fetchone()
            return Length(rows, max(0.0, float(oldest)))

    @contextmanager
    def claimed(self, limit: int) -> Iterator[list[Row]]:
        """The oldest rows that no other relay has claimed, until the end of the block."""
        with transaction.atomic(using=database_of("pages")):
            claimed = OutboxJob.objects.using(database_of("pages")).select_for_update(skip_locked=True)
            yield [Row(one.id, one.job, one.task, one.arguments) for one in claimed.order_by("id")[:limit]]

    def delete(self, identifiers: Sequence[int]) -> None:
        with self._connection().cursor() as cursor:
            cursor.execute(f"DELETE FROM {TABLE} WHERE id = ANY(%s)", [list(identifiers)])

    def release(self) -> None:
        """Returns the connection, which may be broken, to the pool."""
        connections.close_all()

    def _connection(self) -> Any:
        return connections[database_of("pages")]
