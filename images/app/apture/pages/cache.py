"""The process's view of the cache pool."""

from functools import cache

from apture.cache.lease_cache import LeaseCache, Times
from apture.cache.store import MemcachedPool
from apture.configuration import configuration


@cache
def servers() -> MemcachedPool:
    settings = configuration().cache
    return MemcachedPool(settings.servers, settings.timeout, settings.dead_for)


@cache
def page_cache() -> LeaseCache:
    settings = configuration().cache
    return LeaseCache(servers(), Times(settings.fresh, settings.kept, settings.lease, settings.wait))


def key_of(slug: str) -> str:
    # The number changes with the format of what is kept, so that old and new tasks can run side by side.
    return f"page:1:{slug}"
