"""A worker's flow control as Prometheus metrics, read from the shared state at each scrape."""

import math
import threading
from collections.abc import Iterator
from itertools import accumulate

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

from .gate import Gate
from .state import BUCKETS, OUTCOMES, State


class FlowCollector(Collector):
    def __init__(self, gate: Gate, worker: str, children: int) -> None:
        self._gate = gate
        self._worker = worker
        self._children = children
        # The gate's lock excludes other processes, but not other threads of this one. Each scrape is a thread.
        self._lock = threading.Lock()

    def collect(self) -> Iterator[Metric]:
        with self._lock:
            state, now = self._gate.snapshot()
        yield InfoMetricFamily("apture_worker", "Name of the worker.", {"worker": self._worker})
        yield _jobs(state)
        yield _commits(state)
        yield GaugeMetricFamily(
            "apture_jobs_per_second", "Commits of jobs per second in the last interval.", state.seen_rate
        )
        yield GaugeMetricFamily(
            "apture_commit_latency_recent_seconds",
            "Mean latency of the commits in the last interval; NaN if there were none.",
            state.seen_latency or math.nan,
        )
        if (flow := self._gate.flow) is not None:
            yield GaugeMetricFamily("apture_flow_limit_jobs_per_second", "Current limit of this worker.", state.limit)
            yield GaugeMetricFamily("apture_flow_floor_jobs_per_second", "Lowest limit, as declared.", flow.floor)
            yield GaugeMetricFamily("apture_flow_ceiling_jobs_per_second", "Highest limit, as declared.", flow.ceiling)
        yield GaugeMetricFamily(
            "apture_jobs_waiting",
            "Jobs that wait for their turn or for a database.",
            sum(child.waiting for child in state.children),
        )
        yield GaugeMetricFamily(
            "apture_children", "Jobs that this worker runs at a time, each in its own process.", self._children
        )
        yield GaugeMetricFamily(
            "apture_database_away_seconds",
            "How long the database has not answered; 0 while it does.",
            now - state.away_since if state.away_since else 0.0,
        )


def _jobs(state: State) -> Metric:
    jobs = CounterMetricFamily(
        "apture_jobs",
        "Deliveries of jobs by outcome: done, failed, or returned to the queue (worker stops, or long wait).",
        labels=["outcome"],
    )
    for outcome in OUTCOMES:
        jobs.add_metric([outcome], getattr(state, outcome))
    return jobs


def _commits(state: State) -> Metric:
    up_to = zip(map(floatToGoString, BUCKETS), accumulate(state.buckets), strict=True)
    return HistogramMetricFamily(
        "apture_commit_latency_seconds",
        "Latency of the commits of jobs.",
        buckets=[*up_to, ("+Inf", state.commit_count)],
        sum_value=state.commit_sum,
    )
