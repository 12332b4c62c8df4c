"""What the cluster gives to every process of the application: settings, secrets, and connections made from them."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import kombu
import psycopg

SETTINGS = json.loads(Path("/etc/apture/settings.json").read_text())
SECRETS = json.loads(Path("/run/secrets/app.json").read_text())
DATABASE = SETTINGS["placement"]["pages"]
"""The declared database that holds this application's table."""

_slots = threading.BoundedSemaphore(int(os.environ.get("APTURE_DATABASE_CONNECTIONS", "1")))


@contextmanager
def transaction() -> Iterator[psycopg.Connection]:
    """One transaction at the leader. At most APTURE_DATABASE_CONNECTIONS at a time in this process."""
    one = SETTINGS["databases"][DATABASE]
    timeouts = SETTINGS["timeouts"]
    if not _slots.acquire(timeout=timeouts["request"]):
        raise psycopg.OperationalError("all database connections of this process are in use")
    try:
        with psycopg.connect(
            host=one["host"],
            port=one["port"],
            dbname=one["database"],
            user=one["ownerRole"] if SECRETS["owner"] else one["appRole"],
            password=SECRETS["databases"][DATABASE],
            sslmode="verify-full",
            sslrootcert="/run/secrets/authority.crt",
            connect_timeout=2,
            # The pooler lends a server connection for one transaction: it cannot hold prepared statements of a session.
            prepare_threshold=None,
        ) as connection:
            connection.execute(f"SET LOCAL statement_timeout = {round(1000 * timeouts['statement'])}")
            yield connection
    finally:
        _slots.release()


def broker() -> kombu.Connection:
    """A connection to one of the brokers. Publishing on it waits until the job is on disk, if the queue confirms."""
    queue = SETTINGS["queue"]
    user, password, vhost = (quote(text, safe="") for text in (queue["user"], SECRETS["queue"], queue["vhost"]))
    urls = [f"amqp://{user}:{password}@{host}:5672/{vhost}" for host in queue["brokers"]]
    # One attempt at each broker: a request must not wait for a broker that is away.
    attempts = {"max_retries": len(urls), "interval_start": 0, "interval_step": 0}
    return kombu.Connection(
        urls,
        connect_timeout=queue["connectTimeout"],
        transport_options={"confirm_publish": queue["confirms"], **attempts},
    )
