"""The process's view of the cache pool."""

from functools import cache

from apture.cache.shield import Shield, Times
from apture.cache.store import Servers
from apture.configuration import configuration


@cache
def servers() -> Servers:
    settings = configuration().cache
    return Servers(settings.servers, settings.timeout, settings.dead_for)


@cache
def shield() -> Shield:
    settings = configuration().cache
    return Shield(servers(), Times(settings.fresh, settings.kept, settings.lease, settings.wait))


def key_of(slug: str) -> str:
    # The number changes with the format of what is kept, so that old and new tasks can run side by side.
    return f"page:1:{slug}"
