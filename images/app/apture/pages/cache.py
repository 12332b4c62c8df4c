"""The cache as this process uses it."""

from functools import cache

from apture.cache.lease_cache import CacheTimes, LeaseCache
from apture.cache.memcached import MemcachedPool
from apture.cache.store import AuthenticatedStore
from apture.configuration import configuration


@cache
def memcached() -> MemcachedPool:
    settings = configuration().cache
    return MemcachedPool(settings.servers, settings.timeout, settings.dead_for)


@cache
def store() -> AuthenticatedStore:
    return AuthenticatedStore(memcached(), configuration().secret_key)


@cache
def page_cache() -> LeaseCache:
    settings = configuration().cache
    return LeaseCache(store(), CacheTimes(settings.fresh, settings.retained, settings.lease, settings.wait))


def key_of(slug: str) -> str:
    # The number changes with the format of the values, so that old and new releases can run side by side.
    return f"page:2:{slug}"
