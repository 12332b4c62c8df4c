"""
What jobs change. Each job writes a row with its identifier in the same transaction, so a job that is delivered again
finds that row and changes nothing.
"""

from typing import Any
from uuid import UUID

from django.db import connections, transaction
from django.utils import timezone

from apture.database import DATABASE_ERRORS, release, retry_once
from apture.pages import store
from apture.pages.models import Activity, Effect
from apture.routing import database_of


def event(identifier: UUID, slug: str, kind: str, data: dict[str, Any]) -> None:
    _apply_once(identifier, slug, kind, data, events=1, edits=0)


def edited(identifier: UUID, slug: str, version: int) -> None:
    _apply_once(identifier, slug, "edit", {"version": version}, events=0, edits=1)
    # The tier that accepted the edit may not have reached the cache.
    store.refresh(slug)


def find(identifier: UUID) -> Effect | None:
    """The effect of a job, as replicas know it; None if it has none yet.

    @raises Open
    """
    try:
        return store.reads.call(
            lambda: retry_once(lambda: Effect.objects.filter(job=identifier).first()), DATABASE_ERRORS
        )
    finally:
        release()


def _apply_once(identifier: UUID, slug: str, kind: str, data: dict[str, Any], events: int, edits: int) -> None:
    database = database_of("pages")
    with transaction.atomic(using=database):
        effect = Effect(job=identifier, slug=slug, kind=kind, data=data, done_at=timezone.now())
        with connections[database].cursor() as cursor:
            if not _insert(cursor, effect):
                return
            cursor.execute(
                f"""INSERT INTO {Activity._meta.db_table} AS activity (slug, events, edits) VALUES (%s, %s, %s)
                ON CONFLICT (slug) DO UPDATE
                SET events = activity.events + excluded.events, edits = activity.edits + excluded.edits""",
                [slug, events, edits],
            )


def _insert(cursor: Any, effect: Effect) -> bool:
    cursor.execute(
        f"""INSERT INTO {Effect._meta.db_table} (job, slug, kind, data, done_at) VALUES (%s, %s, %s, %s, %s)
        ON CONFLICT (job) DO NOTHING""",
        [effect.job, effect.slug, effect.kind, effect.encoded_data, effect.done_at],
    )
    return cursor.rowcount == 1
