"""Django's PostgreSQL backend with a bounded pool per process and a deadline on every statement."""
