"""The application's configuration: a file without secrets, and a file with secrets."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

SETTINGS = Path("/etc/apture/settings.json")
SECRETS = Path("/run/secrets/app.json")


class ConfigurationError(Exception):
    """A file, or a value in it, is missing. The message says which."""


@dataclass(frozen=True)
class Database:
    """One declared database, reached through its pooler."""

    host: str
    port: int
    database: str
    read_database: str
    role: str
    """The role that this process logs in as: the application's or, for migrations, the owner's."""
    app_role: str
    password: str


@dataclass(frozen=True)
class Cache:
    servers: tuple[str, ...]
    timeout: float
    """Seconds to connect, and as many again for an answer."""
    dead_for: float
    """Seconds during which a failed server is skipped."""
    fresh: float
    """Seconds until a page is read from its database again."""
    retained: int
    """Seconds during which a cached page may be served, fresh or stale (`kept` in the file)."""
    lease: int
    """Seconds during which one request alone may read a page from its database."""
    wait: float
    """Seconds that the others wait for it if they have no stale page to serve."""


@dataclass(frozen=True)
class Queue:
    brokers: tuple[str, ...]
    vhost: str
    user: str
    password: str
    exchange: str
    """Where jobs are published. It does not exist while the queue accepts none."""
    name: str
    confirms: bool
    """Whether a publisher waits until the broker has the job on disk."""
    connect_timeout: float
    confirm_timeout: float


@dataclass(frozen=True)
class Outbox:
    max_rows: int
    """Jobs of edits that may wait for the queue. When there are as many, edits are refused."""
    metrics_port: int
    """Where the relay serves metrics."""


@dataclass(frozen=True)
class Timeouts:
    """Seconds."""

    connect: float
    statement: float
    request: float
    """For all waits of one request together."""


@dataclass(frozen=True)
class Configuration:
    databases: Mapping[str, Database]
    placement: Mapping[str, str]
    """The database with the tables of each Django application."""
    cache: Cache
    queue: Queue
    outbox: Outbox
    timeouts: Timeouts
    circuit_breaker: bool
    """Whether requests to a database that does not answer are paused."""
    served_by: bool
    """Whether responses name the task that served them (X-Served-By)."""
    secret_key: str
    owner: bool
    """Whether this process owns the schema (migrations) or only uses it."""


def parse(settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> Configuration:
    owner = bool(secrets.get("owner", False))
    try:
        databases = {
            name: Database(
                host=one["host"],
                port=one["port"],
                database=one["database"],
                read_database=one["readDatabase"],
                role=one["ownerRole"] if owner else one["appRole"],
                app_role=one["appRole"],
                password=secrets["databases"][name],
            )
            for name, one in settings["databases"].items()
        }
        cache_, queue, timeouts = settings["cache"], settings["queue"], settings["timeouts"]
        configuration = Configuration(
            databases=databases,
            placement=settings["placement"],
            cache=Cache(
                servers=tuple(cache_["servers"]),
                timeout=cache_["timeout"],
                dead_for=cache_["deadFor"],
                fresh=cache_["fresh"],
                retained=cache_["kept"],
                lease=cache_["lease"],
                wait=cache_["wait"],
            ),
            queue=Queue(
                brokers=tuple(queue["brokers"]),
                vhost=queue["vhost"],
                user=queue["user"],
                password=secrets["queue"],
                exchange=queue["exchange"],
                name=queue["name"],
                confirms=queue["confirms"],
                connect_timeout=queue["connectTimeout"],
                confirm_timeout=queue["confirmTimeout"],
            ),
            outbox=Outbox(
                max_rows=settings["outbox"]["maxRows"],
                metrics_port=settings["outbox"]["metricsPort"],
            ),
            timeouts=Timeouts(**timeouts),
            circuit_breaker=settings["circuitBreaker"],
            served_by=settings.get("servedBy", True),
            secret_key=secrets["secretKey"],
            owner=owner,
        )
    except KeyError as missing:
        raise ConfigurationError(f"{missing} is missing in {SETTINGS} or {SECRETS}") from missing
    for application, database in configuration.placement.items():
        if database not in databases:
            raise ConfigurationError(f"placement.{application} is {database}, which is not in databases")
    return configuration


@cache
def configuration() -> Configuration:
    return parse(_load(SETTINGS), _load(SECRETS))


def database_connections() -> int:
    """Connections of one process to one database. It depends on the tier, so it is in the environment."""
    return int(os.environ.get("APTURE_DATABASE_CONNECTIONS", "8"))


def queue_connections() -> int:
    """Connections of one process to the broker. Each has one unconfirmed job at a time."""
    return int(os.environ.get("APTURE_QUEUE_CONNECTIONS", "4"))


def _load(path: Path) -> Mapping[str, Any]:
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{path}: {error}") from error
