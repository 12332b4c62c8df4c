"""Pages in the database and in front of it."""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, connections, transaction
from django.db.utils import InterfaceError, OperationalError
from django.template.loader import render_to_string
from django.utils import timezone

from apture.cache.shield import Entry, State, Unavailable
from apture.database import release
from apture.routing import database_of, leader

from .cache import key_of, shield
from .models import Edit, Page


class KeyReused(Exception):
    """The idempotency key belongs to another edit."""


@dataclass(frozen=True)
class Edited:
    version: int
    job: UUID
    replayed: bool


def read(slug: str) -> tuple[Entry, State]:
    """@raises Unavailable: neither cache nor database has an answer."""
    return shield().read(key_of(slug), lambda: _load(slug))


def edit(slug: str, title: str, body: str, job: UUID, key: str | None) -> Edited:
    """
    Writes a page, and remembers the edit under the client's key: a repetition changes nothing and gets the first one's answer.

    @raises KeyReused
    """
    digest = sha256("\0".join((slug, title, body)).encode()).digest()
    database, now = database_of("pages"), timezone.now()
    try:
        with transaction.atomic(using=database):
            page = Page(slug=slug, title=title, body=body, updated_at=now)
            with connections[database].cursor() as cursor:
                # One statement: the row's lock is held for one round trip less than with SELECT FOR UPDATE.
                cursor.execute(
                    f"""INSERT INTO {Page._meta.db_table} AS page (slug, title, body, version, updated_at)
                    VALUES (%s, %s, %s, 1, %s)
                    ON CONFLICT (slug) DO UPDATE SET title = excluded.title, body = excluded.body,
                      version = page.version + 1, updated_at = excluded.updated_at
                    RETURNING id, version""",
                    [slug, title, body, now],
                )
                page.pk, page.version = cursor.fetchone()
            Edit.objects.create(page=page, version=page.version, job=job, key=key, digest=digest, made_at=now)
    except IntegrityError:
        with leader():
            first = Edit.objects.filter(key=key).first() if key is not None else None
        if first is None:
            raise
        if bytes(first.digest) != digest:
            raise KeyReused from None
        return Edited(first.version, first.job, replayed=True)
    finally:
        release()
    shield().put(key_of(slug), _entry(page))
    return Edited(page.version, job, replayed=False)


def refresh(slug: str) -> None:
    """Puts what the leader has into the cache."""
    with leader():
        page = Page.objects.filter(slug=slug).first()
    if page is not None:
        shield().put(key_of(slug), _entry(page))


def _load(slug: str) -> Entry:
    try:
        page = Page.objects.filter(slug=slug).first()
    except (OperationalError, InterfaceError) as error:
        raise Unavailable("the database does not answer, and this page is in no cache") from error
    finally:
        release()
    return _entry(page) if page is not None else Entry(b"", 0, exists=False)


def _entry(page: Page) -> Entry:
    return Entry(render_to_string("pages/page.html", {"page": page}).encode(), page.version)
