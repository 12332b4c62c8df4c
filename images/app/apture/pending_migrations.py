"""Which of this image's migrations a database still lacks. A database that is ahead lacks none: an older image runs on it."""

from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def missing(application: str, database: str) -> list[str]:
    """Names of migrations, in no particular order of need."""
    shipped = {key for key in MigrationLoader(None).disk_migrations if key[0] == application}
    applied = set(MigrationRecorder(connections[database]).applied_migrations())
    return sorted(name for _, name in shipped - applied)
