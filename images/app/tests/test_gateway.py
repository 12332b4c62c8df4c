import unittest
from typing import Any

from django.test import Client, RequestFactory

from apture.http.gateway import MALFORMED_PATH, Gateway
from apture.wsgi import application


def handed_over(**environment: Any) -> dict[str, Any]:
    """The environment that the application sees."""
    seen: list[dict[str, Any]] = []

    def record(environment: dict[str, Any], start_response: Any) -> list[bytes]:
        seen.append(environment)
        return []

    Gateway(record)({"SCRIPT_NAME": "", "PATH_INFO": "/decoded", **environment}, lambda *_: None)
    return seen[0]


def status(path: str, **environment: str) -> int:
    """The application's own answer to a path that no rule of Django's test client has touched."""
    answers: list[str] = []
    request = RequestFactory().get("/").environ | {"RAW_URI": path} | environment
    application(request, lambda status, headers: answers.append(status))
    return int(answers[0].split()[0])


class Paths(unittest.TestCase):
    def test_both_servers_hand_over_the_path_of_the_request_line(self) -> None:
        for target, path in (
            ("/p/home", "/p/home"),
            ("/p/home?x=/y", "/p/home"),
            ("//p//home", "//p//home"),
            ("/p/%68ome", "/p/%68ome"),
            ("/p/a%2Fb?", "/p/a%2Fb"),
            ("http://example.com/p/home?x", "/p/home"),
            ("http://example.com", "/"),
            ("*", "*"),
        ):
            with self.subTest(target):
                # gunicorn has decoded the path, Apache has normalized it as well.
                gunicorn = handed_over(RAW_URI=target, PATH_INFO="/p/decoded")
                apache = handed_over(REQUEST_URI=target, PATH_INFO="/p/normalized")
                self.assertEqual([gunicorn["PATH_INFO"], apache["PATH_INFO"]], [path, path])

    def test_odd_paths_are_not_found(self) -> None:
        for path in (
            "//healthz",
            "/%68ealthz",
            "/healthz/",
            "/healthz%00",
            "/healthz%2F",
            "/./x%41",
            "/healthz;x",
            "/p//home",
        ):
            with self.subTest(path):
                self.assertEqual(status(path), 400 if "/./" in path else 404)
        self.assertEqual(status("/healthz"), 200)

    def test_malformed_paths_are_refused(self) -> None:
        for path in (
            "/../healthz",
            "/p/../healthz",
            "/./healthz",
            "/%2e%2E/healthz",
            "/p/.%2e",
            "/%zz",
            "/p/%4",
            "/%",
            "*",
            "healthz",
            "/healthz#x",
        ):
            with self.subTest(path):
                self.assertEqual(status(path), 400)


class Headers(unittest.TestCase):
    def test_a_script_name_does_not_change_the_path(self) -> None:
        for environment in (
            {"SCRIPT_NAME": "/healthz"},
            {"SCRIPT_URL": "/x/healthz"},
            {"REDIRECT_URL": "/x"},
            {"HTTP_SCRIPT_NAME": "/x"},
        ):
            with self.subTest(environment):
                self.assertEqual(status("/healthz", **environment), 200)

    def test_proxy_headers_are_dropped(self) -> None:
        dropped = (
            "HTTP_SCRIPT_NAME",
            "HTTP_PATH_INFO",
            "HTTP_X_FORWARDED_HOST",
            "HTTP_X_FORWARDED_PROTO",
            "HTTP_X_FORWARDED_PREFIX",
            "HTTP_FORWARDED",
            "HTTP_X_REAL_IP",
            "HTTP_PROXY",
            "HTTP_X_ORIGINAL_URL",
            "HTTP_X_REWRITE_URL",
        )
        seen = handed_over(RAW_URI="/", HTTP_IDEMPOTENCY_KEY="k", HTTP_HOST="h", **dict.fromkeys(dropped, "x"))
        self.assertEqual([name for name in seen if name.startswith("HTTP_")], ["HTTP_IDEMPOTENCY_KEY", "HTTP_HOST"])

    def test_without_a_request_line_the_path_stays(self) -> None:
        # Django's own test client is such a server.
        self.assertEqual(handed_over()["PATH_INFO"], "/decoded")
        self.assertNotIn(MALFORMED_PATH, handed_over())
        self.assertEqual(Client().get("/healthz").status_code, 200)
