from .http_case import HttpCase


class Health(HttpCase):
    def test_healthz_needs_nothing_but_the_process(self) -> None:
        self.assertEqual(self.get("/healthz").status_code, 200)

    def test_readyz_names_what_is_missing(self) -> None:
        self.replace("apture.health._queue", lambda: "up")
        self.replace("apture.health._database", lambda alias: lambda: "up")
        self.replace(
            "apture.health._migrations",
            lambda application, _: lambda: "waiting for 0002" if application == "pages" else "up",
        )
        self.replace(
            "apture.cache.memcached.MemcachedPool.states", lambda _: {"cache-1:11211": "up", "cache-2:11211": "down"}
        )
        response = self.get("/readyz")
        self.assertEqual(
            (response.status_code, response.json()["ready"], response.json()["waiting"]), (503, False, True)
        )
        needs = response.json()["needs"]
        self.assertEqual(
            {name: state for name, state in needs.items() if state != "up"},
            {
                "migrations.pages": "waiting for 0002",
                "cache.cache-2:11211": "down",
            },
        )
        self.replace("apture.health._migrations", lambda *_: lambda: "up")
        self.assertEqual(self.get("/readyz").status_code, 200)

    def test_a_release_waits_only_if_nothing_but_a_migration_is_missing(self) -> None:
        def waiting(database: str, cache: str) -> bool:
            self.replace("apture.health._queue", lambda: "up")
            self.replace("apture.health._database", lambda alias: lambda: database)
            self.replace("apture.health._migrations", lambda *_: lambda: "waiting for 0002")
            self.replace("apture.cache.memcached.MemcachedPool.states", lambda _: {"cache-1:11211": cache})
            return self.get("/readyz").json()["waiting"]

        self.assertTrue(waiting("up", "up"))
        self.assertFalse(waiting("down: OperationalError", "up"))
        self.assertFalse(waiting("up", "down: TimeoutError"))
