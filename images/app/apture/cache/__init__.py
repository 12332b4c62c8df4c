"""Pages in a pool of memcached servers."""
