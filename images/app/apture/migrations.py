"""
The migrations' reconciler: applies this image's migrations to every database that carries an application, then keeps looking. It is
healthy only while none is missing, so an update of it is done when the schema is.
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
"""Seconds between two looks."""
RETRY = 1.0
LONGEST_STATEMENT = 600.0
"""Seconds for one statement of a migration: an index over a large table takes its time."""
LOCK = 0x61707475
"""The advisory lock that whoever migrates a database holds: "aptu"."""

logger = logging.getLogger("apture.migrations")


def run() -> int:
    django.setup()
    from django.db.utils import Error

    complete = False
    while True:
        try:
            for application, database in configuration().placement.items():
                reconcile(application, database)
            complete = True
            HEALTHY.touch()
            time.sleep(INTERVAL)
        except Error as error:
            # A schema that was complete does not lose migrations because its database is slow to answer.
            if complete:
                HEALTHY.touch()
            logger.warning("not yet: %s", str(error).splitlines()[0] if str(error) else type(error).__name__)
            time.sleep(RETRY)
        finally:
            connections.close_all()


def reconcile(application: str, database: str) -> None:
    from apture import pending_migrations

    missing = pending_migrations.pending(application, database)
    if missing:
        HEALTHY.unlink(missing_ok=True)
        logger.info("%s: %s lacks %s", database, application, ", ".join(missing))
        migrate(application, database)
    grant(connections[database])


def migrate(application: str, database: str) -> None:
    # In transaction pooling only a transaction keeps a connection, and with it a lock. It is another connection than the migrations',
    # which have their own transactions.
    guard = connections.create_connection(database)
    patient(guard)
    patient(connections[database])
    try:
        guard.set_autocommit(False)
        with guard.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        call_command("migrate", application, database=database, interactive=False, verbosity=1)
        guard.rollback()
    finally:
        guard.close()


def patient(connection: BaseDatabaseWrapper | ConnectionProxy) -> None:
    connection.ensure_connection()
    connection.connection.statement_timeout = LONGEST_STATEMENT


def grant(connection: BaseDatabaseWrapper | ConnectionProxy) -> None:
    """Gives the application's role its rights on every table that lacks them."""
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
    logger.info("%s: granted %s its rights", connection.alias, role)
