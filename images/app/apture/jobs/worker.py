"""The worker: Celery with the settings of `/etc/apture/worker.json`."""

import json
import logging
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from celery import bootsteps
from celery.worker.consumer import Consumer
from celery.worker.consumer.delayed_delivery import DelayedDelivery
from celery.worker.consumer.tasks import Tasks
from kombu import Message
from prometheus_client import CollectorRegistry, start_http_server

from apture.flow.metrics import FlowCollector
from apture.jobs import worker_flow

from .app import app

logger = logging.getLogger(__name__)

SETTINGS = Path("/etc/apture/worker.json")
HEALTHY = Path("/tmp/healthy")
BEAT = 2.0
"""Seconds. The health check allows several of them."""


class HealthBeat(bootsteps.StartStopStep):
    """
    For the health check: touches a file while the consumer is connected and its loop runs. The file appears with the
    first connection. If the connection is lost, the file says so and the task stays healthy: another task would not
    reach the broker either.
    """

    requires = (Tasks,)

    def start(self, consumer: Consumer) -> None:
        HEALTHY.write_text("")
        self._timer = consumer.timer.call_repeatedly(BEAT, HEALTHY.touch)

    def stop(self, consumer: Consumer) -> None:
        self._timer.cancel()
        HEALTHY.write_text("reconnecting to the broker")


def run() -> int:
    settings = json.loads(SETTINGS.read_text())
    django.setup()
    configure(settings)
    worker_flow.start(settings)
    serve_metrics(settings)
    app.steps["consumer"].add(HealthBeat)
    app.worker_main(
        [
            "worker",
            "--loglevel=INFO",
            "--pool=prefork",
            f"--concurrency={settings['concurrency']}",
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
        ]
    )
    return 0


def configure(settings: dict[str, Any]) -> None:
    app.conf.update(
        worker_prefetch_multiplier=settings["prefetch"],
        task_soft_time_limit=settings["softTimeLimit"],
        task_time_limit=settings["timeLimit"],
    )
    Consumer.on_decode_error = reject_unreadable
    Consumer.create_task_handler = create_task_handler
    # This step declares exchanges and queues for delayed jobs. There are no such jobs.
    Consumer.Blueprint.default_steps = [
        step for step in Consumer.Blueprint.default_steps if DelayedDelivery.__name__ not in step
    ]


def reject_unreadable(consumer: Consumer, message: Message, error: Exception) -> None:
    """A message that cannot be read becomes a dead letter. Celery would discard it."""
    logger.error("a message of %d bytes cannot be read: %s", len(message.body), error)
    message.reject_log_error(logger, consumer.connection_errors)


_create_task_handler = Consumer.create_task_handler


def create_task_handler(consumer: Consumer) -> Callable[[Message], None]:
    """Celery's handler, which ends the worker if a message is not structured like a job: the same message to each."""
    receive = _create_task_handler(consumer)

    def receive_or_reject(message: Message) -> None:
        try:
            receive(message)
        except Exception as error:
            if message.acknowledged or isinstance(error, consumer.connection_errors):
                raise
            reject_unreadable(consumer, message, error)

    return receive_or_reject


def serve_metrics(settings: dict[str, Any]) -> None:
    """From a thread of this process, so that it answers while the broker is down, too."""
    registry = CollectorRegistry()
    registry.register(FlowCollector(worker_flow.gate(), socket.gethostname(), settings["concurrency"]))
    start_http_server(settings["metricsPort"], registry=registry)
