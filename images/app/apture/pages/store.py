"""Pages, in the database and in the cache."""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, connections
from django.template.loader import render_to_string
from django.utils import timezone

from apture.breaker import Breaker, Open
from apture.cache.lease_cache import Entry, State, Unavailable
from apture.configuration import configuration
from apture.database import DATABASE_ERRORS, release, retry_once
from apture.outbox import rows
from apture.routing import database_of, leader

from .cache import key_of, page_cache
from .models import Edit, Page

JOB = "apture.edited"
"""The task of an edit's job."""

reads = Breaker(configuration().circuit_breaker)
edits = Breaker(configuration().circuit_breaker)


class KeyReused(Exception):
    """The idempotency key belongs to another edit."""


@dataclass(frozen=True)
class Edited:
    version: int
    job: UUID
    replayed: bool


def read(slug: str) -> tuple[Entry, State]:
    """@raises Unavailable: neither cache nor database has an answer."""
    return page_cache().read(key_of(slug), lambda: _load(slug))


def edit(slug: str, title: str, body: str, job: UUID, key: str | None) -> Edited:
    """
    Writes a page and the job of the edit, and stores the edit under the client's key: a replay changes nothing and gets
    the first answer again.

    @raises KeyReused
    @raises rows.Full
    @raises Open
    @raises Busy
    """
    page = Page(slug=slug, title=title, body=body, updated_at=timezone.now())
    first = Edit(
        job=job,
        # Without a key from the client, one of our own: then a retry within this request finds its first attempt.
        key=key or f"job:{job}",
        digest=sha256("\0".join((slug, title, body)).encode()).digest(),
        made_at=page.updated_at,
    )
    try:
        replayed = edits.call(lambda: retry_once(lambda: _write(page, first)), DATABASE_ERRORS)
    finally:
        release()
    if replayed is not None:
        if bytes(replayed.digest) != first.digest:
            raise KeyReused
        return Edited(replayed.version, replayed.job, replayed=True)
    page_cache().put(key_of(slug), _entry(page))
    return Edited(page.version, job, replayed=False)


def _write(page: Page, edit: Edit) -> Edit | None:
    """
    Writes the page, the edit and its job, or returns the earlier edit with the same key.

    @raises rows.Full
    """
    try:
        written = None if rows.was_full() else _insert(page, edit)
    except IntegrityError:
        return _earlier(edit)
    if written is None:
        rows.found_full()
        # The first attempt at this edit may have been the one that filled the outbox.
        earlier = _earlier(edit)
        if earlier is None:
            raise rows.Full
        return earlier
    page.pk, page.version = written
    return None


def _insert(page: Page, edit: Edit) -> tuple[int, int] | None:
    """The page's identifier and version. None if the outbox is full; then nothing is written."""
    room, limits = rows.room()
    with connections[database_of("pages")].cursor() as cursor:
        # One statement, hence one transaction: the page is locked for no round trip of this process.
        cursor.execute(
            f"""WITH written AS (
              INSERT INTO {Page._meta.db_table} AS page (slug, title, body, version, updated_at)
              SELECT %s, %s, %s, 1, %s WHERE {room}
              ON CONFLICT (slug) DO UPDATE SET title = excluded.title, body = excluded.body,
                version = page.version + 1, updated_at = excluded.updated_at
              RETURNING id, slug, version
            ), edit AS (
              INSERT INTO {Edit._meta.db_table} (page_id, version, job, key, digest, made_at)
              SELECT id, version, %s, %s, %s, %s FROM written
            ), job AS (
              INSERT INTO {rows.TABLE} (job, task, arguments, added_at)
              SELECT %s, %s, jsonb_build_array(slug, version), clock_timestamp() FROM written
            ) SELECT id, version FROM written""",
            [
                *[page.slug, page.title, page.body, page.updated_at, *limits],
                *[edit.job, edit.key, edit.digest, edit.made_at],
                *[edit.job, JOB],
            ],
        )
        return cursor.fetchone()


def _earlier(edit: Edit) -> Edit | None:
    with leader():
        return Edit.objects.filter(key=edit.key).first()


def refresh(slug: str) -> None:
    """Puts the leader's version into the cache."""
    with leader():
        page = Page.objects.filter(slug=slug).first()
    if page is not None:
        page_cache().put(key_of(slug), _entry(page))


def _load(slug: str) -> Entry:
    try:
        page = reads.call(lambda: retry_once(lambda: Page.objects.filter(slug=slug).first()), DATABASE_ERRORS)
    except (Open, *DATABASE_ERRORS) as error:
        raise Unavailable("the database does not answer, and the page is not cached") from error
    finally:
        release()
    return _entry(page) if page is not None else Entry(b"", 0, exists=False)


def _entry(page: Page) -> Entry:
    return Entry(render_to_string("pages/page.html", {"page": page}).encode(), page.version)
