"""The entry point of the image `app`: `worker` or `migrations`."""

import json
import signal
import socket
import sys
import time
from pathlib import Path
from types import FrameType

import kombu
from kombu import Consumer, Queue
from prometheus_client import Counter, Gauge, Info, start_http_server
from psycopg import Error as DatabaseError

from apture.cluster import DATABASE, SETTINGS, broker, transaction

HEALTHY = Path("/tmp/healthy")
"""What `healthcheck` looks at."""


def migrations() -> None:
    """Creates the table and grants the application its rights. Stays, and is healthy while the schema is there."""
    role = SETTINGS["databases"][DATABASE]["appRole"]
    while True:
        try:
            with transaction() as connection:
                connection.execute("SELECT pg_advisory_xact_lock(1)")  # Two tasks may migrate at the same time.
                connection.execute(
                    """CREATE TABLE IF NOT EXISTS notes (id uuid PRIMARY KEY, text text NOT NULL, words int,
                    added timestamptz NOT NULL DEFAULT now())"""
                )
                connection.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON notes TO "{role}"')
            HEALTHY.touch()
        except DatabaseError as error:
            print(f"not yet: {error}", file=sys.stderr)
        time.sleep(5 if HEALTHY.exists() else 1)


def worker() -> None:
    """Counts the words of notes, one job at a time, and no faster than `workers.flow.ceiling`."""
    settings = json.loads(Path("/etc/apture/worker.json").read_text())
    pause = 1 / settings["flow"]["ceiling"] if "flow" in settings else 0.0
    jobs, rate = metrics(settings["metricsPort"])

    def job(body: dict[str, str], message: kombu.Message) -> None:
        began = time.monotonic()
        try:
            count_words(body["note"])
        except Exception as error:
            # Back into the queue: after `queue.maxDeliveries` the broker dead-letters it.
            print(f"{body}: {error}", file=sys.stderr)
            time.sleep(1)
            message.requeue()
            jobs.labels("failed").inc()
        else:
            message.ack()
            jobs.labels("done").inc()
        time.sleep(pause)
        rate.set(1 / (time.monotonic() - began))

    queue = Queue(SETTINGS["queue"]["name"], no_declare=True)
    with broker() as connection:
        connection.ensure_connection(max_retries=None)
        with Consumer(connection, queues=[queue], callbacks=[job], auto_declare=False, prefetch_count=1):
            while True:
                HEALTHY.touch()
                try:
                    connection.drain_events(timeout=2)
                except TimeoutError:
                    rate.set(0)


def count_words(note: str) -> None:
    with transaction() as connection:
        row = connection.execute("SELECT text FROM notes WHERE id = %s", [note]).fetchone()
        if row is None:
            raise LookupError("the note is not committed")
        connection.execute("UPDATE notes SET words = %s WHERE id = %s", [len(row[0].split()), note])


def metrics(port: int) -> tuple[Counter, Gauge]:
    """What `npm run status` reads of a worker: jobs by outcome, and jobs per second."""
    Info("apture_worker", "Which worker this is.").info({"worker": socket.gethostname()})
    for name, value in {"jobs_waiting": 0, "children": 1, "database_away_seconds": 0}.items():
        Gauge(f"apture_{name}", "Constant: this worker does one job at a time.").set(value)
    jobs = Counter("apture_jobs", "Deliveries by outcome.", ["outcome"])
    for outcome in ("done", "failed", "returned"):
        jobs.labels(outcome)
    rate = Gauge("apture_jobs_per_second", "Of the last job; 0 while the queue is empty.")
    start_http_server(port)
    return jobs, rate


def stop(_signal: int, _frame: FrameType | None) -> None:
    """A job in progress is not acknowledged, so the broker delivers it again."""
    sys.exit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    {"worker": worker, "migrations": migrations}[sys.argv[1]]()
