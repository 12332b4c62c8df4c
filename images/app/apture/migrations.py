"""
The migrations' reconciler: applies this image's migrations to every database that carries an application, then checks
that none is missing. It becomes healthy when none is, so an update of it is done when the schema is complete.
"""

import logging
import time
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.connection import ConnectionProxy

from apture.configuration import configuration

HEALTHY = Path("/tmp/healthy")
INTERVAL = 5.0
"""Seconds between two checks."""
RETRY = 1.0
MAX_STATEMENT = 600.0
"""Seconds for one statement of a migration, such as an index over a large table."""
LOCK = 0x61707475
"""The advisory lock of the process that migrates a database: "aptu"."""

logger = logging.getLogger("apture.migrations")


def run() -> int:
    django.setup()
    from django.db.utils import Error

    complete = False
    while True:
        try:
            for application, database in configuration().placement.items():
                reconcile(application, database, complete)
            complete = True
            mark_healthy()
            time.sleep(INTERVAL)
        except Error as error:
            # A complete schema stays complete while its database is slow to answer.
            if complete:
                mark_healthy()
            logger.warning("not yet: %s", str(error).splitlines()[0] if str(error) else type(error).__name__)
            time.sleep(RETRY)
        finally:
            connections.close_all()


def mark_healthy(reason: str = "") -> None:
    """With a reason, the task stays healthy until the next call. Without one, it stays healthy for a few seconds."""
    HEALTHY.write_text(reason)
    HEALTHY.touch()


def reconcile(application: str, database: str, complete: bool) -> None:
    """`complete`: the schema was complete before, so the database has been replaced by an older state of it."""
    from apture import pending_migrations

    names = pending_migrations.pending(application, database)
    if names:
        logger.info("%s: applying %s to %s", application, ", ".join(names), database)
        if complete:
            # The engine must not replace the task before it is done, and then the next one.
            mark_healthy(f"applies {names[0]}")
        migrate(application, database)
    grant(connections[database])


def migrate(application: str, database: str) -> None:
    # With transaction pooling only a transaction keeps its connection, and with it a lock. This is not the connection
    # of the migrations, which have transactions of their own.
    guard = connections.create_connection(database)
    allow_long_statements(guard)
    allow_long_statements(connections[database])
    try:
        guard.set_autocommit(False)
        with guard.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        call_command("migrate", application, database=database, interactive=False, verbosity=1)
        guard.rollback()
    finally:
        guard.close()


def allow_long_statements(connection: BaseDatabaseWrapper | ConnectionProxy) -> None:
    connection.ensure_connection()
    connection.connection.statement_timeout = MAX_STATEMENT


def grant(connection: BaseDatabaseWrapper | ConnectionProxy) -> None:
    """Grants the application's role its privileges on every table, if it lacks any."""
    role = configuration().databases[connection.alias].app_role
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relowner = current_user::regrole
              AND (relkind = 'r' AND NOT has_table_privilege(%s, oid, 'SELECT, INSERT, UPDATE, DELETE')
                OR relkind = 'S' AND NOT has_sequence_privilege(%s, oid, 'USAGE'))""",
            [role, role],
        )
        if cursor.fetchone()[0] == 0:
            return
        name = connection.ops.quote_name(role)
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {name}")
    logger.info("%s: granted privileges to %s", connection.alias, role)
