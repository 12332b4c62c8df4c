"""The worker: Celery with what `/etc/apture/worker.json` says."""

import json
import logging
import socket
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
"""Seconds; the healthcheck allows several."""


class Beat(bootsteps.StartStopStep):
    """
    What the healthcheck looks at: a file that is touched for as long as the consumer is connected and its loop turns. It appears with
    the first connection; when that is lost, it says so, and the task stays: another one would not find the broker either.
    """

    requires = (Tasks,)

    def start(self, consumer: Consumer) -> None:
        HEALTHY.write_text("")
        self._timer = consumer.timer.call_repeatedly(BEAT, HEALTHY.touch)

    def stop(self, consumer: Consumer) -> None:
        self._timer.cancel()
        HEALTHY.write_text("looks for the broker")


def run() -> int:
    settings = json.loads(SETTINGS.read_text())
    django.setup()
    configure(settings)
    worker_flow.begin(settings)
    serve_metrics(settings)
    app.steps["consumer"].add(Beat)
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
    Consumer.on_decode_error = give_up
    # Jobs with a delay would need a tree of exchanges and queues that this step declares. There are none.
    Consumer.Blueprint.default_steps = [step for step in Consumer.Blueprint.default_steps if DelayedDelivery.__name__ not in step]


def give_up(consumer: Consumer, message: Message, error: Exception) -> None:
    """What cannot be read is a dead letter. Celery would throw it away."""
    logger.error("a message of %d bytes cannot be read: %s", len(message.body), error)
    message.reject_log_error(logger, consumer.connection_errors)


def serve_metrics(settings: dict[str, Any]) -> None:
    """From a thread of this process: it answers while the worker looks for the broker, too."""
    registry = CollectorRegistry()
    registry.register(FlowCollector(worker_flow.gate(), socket.gethostname(), settings["concurrency"]))
    start_http_server(settings["metricsPort"], registry=registry)
