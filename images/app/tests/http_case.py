import json
import unittest
from typing import Any
from unittest.mock import patch

from django.test import Client

from apture.http.middleware import SERVED_BY


class HttpCase(unittest.TestCase):
    def setUp(self) -> None:
        self.client = Client(raise_request_exception=False)
        self.published: list[tuple] = []
        self.counted: list[str] = []
        for target, replacement in (
            ("apture.jobs.publisher.publish", lambda *job: self.published.append(job)),
            ("apture.pageviews.counter.count", self.counted.append),
        ):
            self.replace(target, replacement)

    def replace(self, target: str, replacement: Any) -> None:
        change = patch(target, replacement)
        change.start()
        self.addCleanup(change.stop)

    def post(self, address: str, body: Any = None, raw: bytes | None = None, **headers: str) -> Any:
        response = self.client.post(
            address,
            data=json.dumps(body).encode() if raw is None else raw,
            content_type=headers.pop("content_type", "application/json"),
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        )
        self.assertEqual(response["X-Served-By"], SERVED_BY)
        return response

    def get(self, address: str, method: str = "GET", **headers: str) -> Any:
        response = self.client.generic(
            method, address, **{f"HTTP_{name.upper()}": value for name, value in headers.items()}
        )
        self.assertEqual(response["X-Served-By"], SERVED_BY)
        return response
