import unittest
from typing import Any
from unittest.mock import patch

from apture.jobs import worker


class Message:
    body = b"junk"

    def __init__(self) -> None:
        self.acknowledged = False
        self.rejected = 0

    def reject_log_error(self, logger: Any, errors: Any) -> None:
        self.acknowledged = True
        self.rejected += 1


class Receiving(unittest.TestCase):
    connection_errors = (ConnectionError,)
    """As of Celery's consumer."""

    def receive(self, error: Exception, message: Message) -> None:
        def handler(_: Any) -> Any:
            def receive(message: Message) -> None:
                raise error

            return receive

        with patch("apture.jobs.worker._create_task_handler", handler):
            worker.create_task_handler(self)(message)  # type: ignore[arg-type]

    def test_a_message_that_is_not_a_job_becomes_a_dead_letter_and_the_worker_continues(self) -> None:
        message = Message()
        with self.assertLogs("apture.jobs.worker", "ERROR"):
            self.receive(TypeError("a bytes-like object is required, not 'str'"), message)
        self.assertEqual(message.rejected, 1)

    def test_leaves_connection_errors_to_celery(self) -> None:
        message = Message()
        with self.assertRaises(ConnectionResetError):
            self.receive(ConnectionResetError(), message)
        self.assertEqual(message.rejected, 0)

    def test_rejects_no_message_twice(self) -> None:
        message = Message()
        message.acknowledged = True
        with self.assertRaises(TypeError):
            self.receive(TypeError(), message)
        self.assertEqual(message.rejected, 0)
