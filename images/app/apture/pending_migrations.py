"""Migrations of this image that a database lacks. A database that is ahead lacks none: an older image can run on it."""

from functools import cache

from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def pending(application: str, database: str) -> list[str]:
    """Names of migrations, sorted; they may have to be applied in another order."""
    applied = set(MigrationRecorder(connections[database]).applied_migrations())
    return sorted(name for owner, name in _shipped() - applied if owner == application)


@cache
def _shipped() -> frozenset[tuple[str, str]]:
    """An image's migrations do not change while it runs."""
    return frozenset(MigrationLoader(None).disk_migrations)
