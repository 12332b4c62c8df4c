from dataclasses import replace
from typing import Any

from apture.cache.lease_cache import Entry, Unavailable
from apture.configuration import configuration

from .http_case import HttpCase


class Pages(HttpCase):
    def read(self, answer: Any) -> None:
        def read(slug: str) -> Any:
            if isinstance(answer, Exception):
                raise answer
            return answer

        self.replace("apture.pages.store.read", read)

    def test_x_cache_says_where_the_page_came_from(self) -> None:
        for state in ("hit", "miss", "stale"):
            self.read((Entry(b"<p>", 3), state))
            response = self.get("/p/home")
            self.assertEqual((response.status_code, response["X-Cache"], response["ETag"]), (200, state, '"3"'))
            self.assertEqual(response.content, b"<p>")
        self.assertEqual(self.counted, ["home"] * 3)

    def test_answers_head_with_the_length_and_no_body(self) -> None:
        self.read((Entry(b"<p>", 3), "hit"))
        response = self.get("/p/home", "HEAD")
        self.assertEqual((response.status_code, response["Content-Length"], response.content), (200, "3", b""))

    def test_answers_304_if_the_page_has_not_changed(self) -> None:
        self.read((Entry(b"<p>", 3), "hit"))
        self.assertEqual(self.get("/p/home", if_none_match='"3"').status_code, 304)
        self.assertEqual(self.get("/p/home", if_none_match='"2"').status_code, 200)

    def test_answers_404_if_the_page_does_not_exist(self) -> None:
        self.read((Entry(b"", 0, exists=False), "miss"))
        response = self.get("/p/home")
        self.assertEqual((response.status_code, response["X-Cache"]), (404, "miss"))
        self.assertEqual(self.counted, [])

    def test_answers_503_if_neither_cache_nor_database_has_the_page(self) -> None:
        self.read(Unavailable("away"))
        response = self.get("/p/home")
        self.assertEqual((response.status_code, response["Retry-After"]), (503, "2"))

    def test_answers_404_to_addresses_without_a_valid_slug(self) -> None:
        for address in ("/p/", "/p/Home", "/p/-a", "/p/a-", "/p/a_b", "/p/a%00", "/p/" + "a" * 65, "/p/home/", "/"):
            self.assertEqual(self.get(address).status_code, 404, address)

    def test_security_headers(self) -> None:
        self.read((Entry(b"<p>", 3), "hit"))
        for address in ("/p/home", "/nowhere", "/healthz", "/events"):
            response = self.get(address)
            with self.subTest(address):
                self.assertEqual(response["X-Content-Type-Options"], "nosniff")
                self.assertEqual(response["X-Frame-Options"], "DENY")
                self.assertEqual(response["Referrer-Policy"], "strict-origin-when-cross-origin")
                policy = response["Content-Security-Policy"].split("; ")
                self.assertEqual(policy[0], "default-src 'none'")
                self.assertIn("frame-ancestors 'none'", policy)

    def test_x_served_by_can_be_switched_off(self) -> None:
        hidden = replace(configuration(), served_by=False)
        self.replace("apture.http.middleware.configuration", lambda: hidden)
        self.assertFalse(self.client.get("/healthz").has_header("X-Served-By"))

    def test_answers_405_to_other_methods(self) -> None:
        self.assertEqual(self.get("/p/home", "DELETE").status_code, 405)
        self.assertEqual(self.get("/events").status_code, 405)
        self.assertEqual(self.get("/healthz", "POST").status_code, 405)
