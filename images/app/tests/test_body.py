import json
import socket
import threading
import unittest
from unittest.mock import patch

from django.core.handlers.wsgi import WSGIRequest

from apture.http import body
from apture.http.refusal import Refusal


class SlowBody(unittest.TestCase):
    def setUp(self) -> None:
        self.client, server = socket.socketpair()
        self.addCleanup(self.client.close)
        self.addCleanup(server.close)
        environment = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/p/home",
            "CONTENT_LENGTH": "12",
            "wsgi.input": server.makefile("rb"),
            "gunicorn.socket": server,
        }
        self.request = WSGIRequest(environment)

    def test_a_body_that_arrives_is_read(self) -> None:
        self.client.sendall(json.dumps({"body": "a"}).encode()[:12])
        self.assertEqual(body.read(self.request, 12), b'{"body": "a"')

    def test_a_body_that_does_not_arrive_in_time_is_refused_and_its_connection_is_read_no_more(self) -> None:
        self.client.sendall(b"{")
        with patch.object(body, "ALLOWANCE", 0.05), self.assertRaises(Refusal) as refused:
            body.read(self.request, 12)
        self.assertEqual(refused.exception.status, 408)
        self.assertEqual(self.request.META["gunicorn.socket"].recv(1), b"")

    def test_no_timer_outlives_its_request(self) -> None:
        self.client.sendall(b"x" * 12)
        body.read(self.request, 12)
        timers = [one for one in threading.enumerate() if isinstance(one, threading.Timer)]
        self.assertTrue(all(timer.finished.is_set() for timer in timers))

    def test_a_client_that_closes_early_is_refused(self) -> None:
        self.client.sendall(b"{")
        self.client.shutdown(socket.SHUT_WR)
        with self.assertRaises(Refusal):
            body.read(self.request, 12)


if __name__ == "__main__":
    unittest.main()
