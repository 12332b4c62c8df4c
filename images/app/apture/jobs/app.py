"""
Celery, configured for quorum queues. The queue's reconciler owns the queue and its limits, so nothing is declared here,
and the broker user of the application needs no right to configure anything. No events, no remote control, no results:
PostgreSQL has the effects of each job.
"""

from urllib.parse import quote

from celery import Celery
from kombu import Exchange, Queue

from apture.configuration import configuration

from . import serialization

_queue = configuration().queue

app = Celery("apture", set_as_current=True)
app.conf.update(
    broker_url=[
        f"amqp://{quote(_queue.user)}:{quote(_queue.password)}@{host}:5672/{quote(_queue.vhost, safe='')}"
        for host in _queue.brokers
    ],
    broker_failover_strategy="shuffle",
    broker_connection_timeout=_queue.connect_timeout,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_heartbeat=10,
    broker_transport_options={"confirm_publish": _queue.confirms},
    task_queues=[
        Queue(
            _queue.name,
            # The queue's reconciler has bound the queue to this exchange, and other queues that get a copy of every
            # job.
            Exchange(_queue.exchange, type="fanout", no_declare=True),
            routing_key=_queue.name,
            no_declare=True,
            # Tells Celery that the prefetch count applies to a consumer, not to a channel.
            queue_arguments={"x-queue-type": "quorum"},
        )
    ],
    task_default_queue=_queue.name,
    task_default_exchange=_queue.exchange,
    task_default_exchange_type="fanout",
    task_default_routing_key=_queue.name,
    task_create_missing_queues=False,
    task_default_delivery_mode="persistent",
    task_ignore_result=True,
    task_publish_retry=False,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    # A failed job is rejected instead of acknowledged, so it becomes a dead letter.
    task_acks_on_failure_or_timeout=False,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_enable_remote_control=False,
    worker_send_task_events=False,
    task_serializer=serialization.NAME,
    accept_content=[serialization.NAME],
    timezone="UTC",
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    imports=["apture.jobs.tasks"],
)
