"""What the cluster tells the application: a file without secrets, and a file of secrets."""

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
    """A file is missing, or a value in it. Says which."""


@dataclass(frozen=True)
class Database:
    """One declared database, reached through its pooler."""

    host: str
    port: int
    database: str
    read_database: str
    role: str
    """Whom this process logs in as: the application, or the schema's owner in the migrations."""
    app_role: str
    password: str


@dataclass(frozen=True)
class Cache:
    servers: tuple[str, ...]
    timeout: float
    """Seconds for connecting, and again for an answer."""
    dead_for: float
    """Seconds for which a server that failed is passed over."""
    fresh: float
    """Seconds until a page is read again from its database."""
    kept: int
    """Seconds for which a page that is no longer fresh may be served stale."""
    lease: int
    """Seconds for which one client alone may read a page from its database."""
    wait: float
    """Seconds that others wait for it, if they have nothing to serve meanwhile."""


@dataclass(frozen=True)
class Queue:
    brokers: tuple[str, ...]
    vhost: str
    user: str
    password: str
    exchange: str
    """Where jobs are published. It is not there while the queue takes none."""
    name: str
    confirms: bool
    """Whether a producer waits until the broker has the job on disk."""
    connect_timeout: float
    confirm_timeout: float


@dataclass(frozen=True)
class Timeouts:
    """Seconds."""

    connect: float
    statement: float
    request: float
    """For all that one request waits for, together."""


@dataclass(frozen=True)
class Configuration:
    databases: Mapping[str, Database]
    placement: Mapping[str, str]
    """Which database carries the tables of which Django application."""
    cache: Cache
    queue: Queue
    timeouts: Timeouts
    circuit_breaker: bool
    """Whether a database that does not answer is left alone for a while."""
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
                kept=cache_["kept"],
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
            timeouts=Timeouts(**timeouts),
            circuit_breaker=settings["circuitBreaker"],
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
    """Connections that one process may hold to one database: a matter of the tier, so it is in its environment."""
    return int(os.environ.get("APTURE_DATABASE_CONNECTIONS", "8"))


def queue_connections() -> int:
    """Connections that one process may hold to the broker; each carries one unconfirmed job at a time."""
    return int(os.environ.get("APTURE_QUEUE_CONNECTIONS", "4"))


def _load(path: Path) -> Mapping[str, Any]:
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{path}: {error}") from error
