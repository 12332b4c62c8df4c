"""A cache over several memcached servers."""
