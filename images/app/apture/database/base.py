"""The database engine for Django: `"ENGINE": "apture.database"`."""

import os
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import IsolationLevel
from django.db.utils import OperationalError

from apture.configuration import configuration, database_connections
from apture.pool import Pool, PoolExhausted

from .connection import Connection

around_commit: Callable[[], AbstractContextManager[None]] = nullcontext
"""A process may run code around each commit of a transaction. Workers measure how long it takes."""

_pools: dict[str, Pool[Connection]] = {}
_lock = threading.Lock()
# A child process must not use its parent's connections.
os.register_at_fork(after_in_child=_pools.clear)


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        self.isolation_level = IsolationLevel.READ_COMMITTED
        try:
            return self._pool(conn_params).acquire()
        except PoolExhausted as error:
            raise OperationalError(f"{self.alias}: {error}") from error

    def _commit(self) -> None:
        with around_commit():
            super()._commit()

    def _close(self) -> None:
        if self.connection is not None:
            self._pool({}).release(self.connection)

    def _pool(self, conn_params: dict[str, Any]) -> Pool[Connection]:
        pool = _pools.get(self.alias)
        if pool is None:
            with _lock:
                pool = _pools.setdefault(self.alias, self._new_pool(conn_params))
        return pool

    def _new_pool(self, conn_params: dict[str, Any]) -> Pool[Connection]:
        timeouts = configuration().timeouts
        return Pool(
            lambda: Connection.open(
                connect_timeout=timeouts.connect, statement_timeout=timeouts.statement, **conn_params
            ),
            database_connections(),
            # As long as the request may take: during a change of leader, a request that waits is served after it.
            timeouts.request,
        )
