"""The outbox and its relay as Prometheus metrics."""

from collections.abc import Iterator
from typing import Protocol

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from apture.configuration import configuration


class Measured(Protocol):
    published: int
    refused: int

    def snapshot(self) -> dict[str, float]: ...


class RelayCollector(Collector):
    def __init__(self, relay: Measured, name: str) -> None:
        self._relay = relay
        self._name = name

    def collect(self) -> Iterator[Metric]:
        now = self._relay.snapshot()
        yield InfoMetricFamily("apture_outbox_relay", "Name of the relay.", {"relay": self._name})
        yield GaugeMetricFamily("apture_outbox_rows", "Jobs that wait in the outbox.", now["rows"])
        yield GaugeMetricFamily(
            "apture_outbox_max_rows", "Jobs that may wait before edits are refused.", configuration().outbox.max_rows
        )
        yield GaugeMetricFamily("apture_outbox_oldest_seconds", "How long the oldest job has waited.", now["oldest"])
        yield CounterMetricFamily(
            "apture_outbox_published", "Jobs that this relay published and the broker confirmed.", self._relay.published
        )
        yield CounterMetricFamily(
            "apture_outbox_refused", "Attempts that the queue refused or did not confirm.", self._relay.refused
        )
        yield GaugeMetricFamily(
            "apture_outbox_blocked_seconds",
            "How long this relay has waited for the queue or the database; 0 while both accept.",
            now["blocked"],
        )
