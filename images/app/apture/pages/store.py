"""Pages, in the database and in the cache."""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, connections, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from apture.breaker import Breaker, Open
from apture.cache.lease_cache import Entry, State, Unavailable
from apture.configuration import configuration
from apture.database import DATABASE_ERRORS, release, retry_once
from apture.routing import database_of, leader

from .cache import key_of, page_cache
from .models import Edit, Page

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
    Writes a page and stores the edit under the client's key: a replay changes nothing and gets the first answer again.

    @raises KeyReused
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
    """Writes both rows in one transaction, or returns the earlier edit with the same key."""
    database = database_of("pages")
    try:
        with transaction.atomic(using=database):
            with connections[database].cursor() as cursor:
                # One statement: it holds the row lock for one round trip less than SELECT FOR UPDATE.
                cursor.execute(
                    f"""INSERT INTO {Page._meta.db_table} AS page (slug, title, body, version, updated_at)
                    VALUES (%s, %s, %s, 1, %s)
                    ON CONFLICT (slug) DO UPDATE SET title = excluded.title, body = excluded.body,
                      version = page.version + 1, updated_at = excluded.updated_at
                    RETURNING id, version""",
                    [page.slug, page.title, page.body, page.updated_at],
                )
                page.pk, page.version = cursor.fetchone()
            edit.pk, edit.page, edit.version = None, page, page.version
            edit.save(force_insert=True)
    except IntegrityError:
        with leader():
            return Edit.objects.get(key=edit.key)
    return None


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
