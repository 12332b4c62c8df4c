"""Notes: `GET /` lists them, `POST /notes` adds one and queues a job that counts its words."""

import json
import socket
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from amqp.exceptions import AMQPError
from kombu import Exchange
from kombu.exceptions import KombuError
from psycopg import Error as DatabaseError
from pymemcache.client.hash import HashClient

from apture.cluster import SETTINGS, broker, transaction

UNAVAILABLE = (DatabaseError, AMQPError, KombuError, OSError)
LARGEST = 16 * 1024
"""Bytes of a note's body."""

_cache = HashClient(
    SETTINGS["cache"]["servers"],
    connect_timeout=SETTINGS["cache"]["timeout"],
    timeout=SETTINGS["cache"]["timeout"],
    use_pooling=True,
    ignore_exc=True,
)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    try:
        status, body = answer(environ)
    except UNAVAILABLE as error:
        status, body = "503 Service Unavailable", {"error": type(error).__name__}
    content = json.dumps(body).encode() + b"\n"
    headers = [
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(content))),
        ("X-Served-By", socket.gethostname()),
    ]
    if status.startswith("503"):
        headers.append(("Retry-After", "2"))
    start_response(status, headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [content]


def answer(environ: dict[str, Any]) -> tuple[str, Any]:
    match environ["REQUEST_METHOD"], environ["PATH_INFO"]:
        case "GET" | "HEAD", "/healthz":
            return "200 OK", {"healthy": True}
        case "GET" | "HEAD", "/readyz":
            with transaction() as connection, broker() as connected:
                connection.execute("SELECT 1 FROM notes LIMIT 1")
                connected.ensure_connection(max_retries=1, timeout=2)
            return "200 OK", {"ready": True}
        case "GET" | "HEAD", "/":
            return "200 OK", notes()
        case "POST", "/notes":
            return add(environ["wsgi.input"].read(min(int(environ.get("CONTENT_LENGTH") or 0), LARGEST)))
        case _:
            return "404 Not Found", {"error": "use GET / or POST /notes"}


def notes() -> list[dict[str, Any]]:
    cached = _cache.get("notes")
    if cached is not None:
        return json.loads(cached)
    with transaction() as connection:
        rows = connection.execute("SELECT id, text, words FROM notes ORDER BY added DESC LIMIT 20").fetchall()
    listed = [{"id": str(identifier), "text": text, "words": words} for identifier, text, words in rows]
    _cache.set("notes", json.dumps(listed), expire=1)
    return listed


def add(body: bytes) -> tuple[str, Any]:
    try:
        text = json.loads(body)["text"]
    except (ValueError, KeyError, TypeError):
        text = None
    if not isinstance(text, str) or not text or "\0" in text:
        return "400 Bad Request", {"error": 'send {"text": "..."}'}
    identifier = str(uuid.uuid4())
    # The note is committed only if its job was queued. A worker that gets the job before the commit puts it back.
    with transaction() as connection, broker() as connected:
        connection.execute("INSERT INTO notes (id, text) VALUES (%s, %s)", [identifier, text])
        connected.Producer(auto_declare=False).publish(
            {"note": identifier},
            exchange=Exchange(SETTINGS["queue"]["exchange"], type="fanout", no_declare=True),
            routing_key=SETTINGS["queue"]["name"],
            delivery_mode="persistent",
            correlation_id=identifier,
            declare=[],
            confirm_timeout=SETTINGS["queue"]["confirmTimeout"],
        )
    return "201 Created", {"id": identifier}
