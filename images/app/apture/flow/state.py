"""What all children of a worker share: numbers at fixed offsets, so that a memory-mapped file can hold them."""

import ctypes

MAX_CHILDREN = 128
"""The maximum of `workers.concurrency`."""

BUCKETS = (0.001, 0.002, 0.004, 0.008, 0.012, 0.016, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Upper bounds of the histogram of commit latencies, in seconds."""

OUTCOMES = ("done", "failed", "returned")
"""How the delivery of a job ends. Each has a counter."""

_number = ctypes.c_double


class Child(ctypes.Structure):
    """One process, by its slot in the pool. A process that takes over a slot clears it."""

    waiting: float
    """1 while it waits for its turn."""
    committing: float
    """When its commit was sent; 0 if none is open."""
    _fields_ = [("waiting", _number), ("committing", _number)]


class State(ctypes.Structure):
    """Times are of the monotonic clock, which all processes share. Durations are seconds, rates are jobs per second."""

    limit: float
    last_admitted: float
    """When the last job was admitted; at most `WAKEUP_SLACK` behind that time."""
    interval_started: float
    """When the current interval started. The next three count what happened in it."""
    admitted: float
    commits: float
    latency: float
    """Sum over the commits of the interval."""
    decreased: float
    """When the limit was last decreased. Slow commits up to then have been counted."""
    seen_rate: float
    """Commits per second in the last complete interval, and their mean latency."""
    seen_latency: float

    away_since: float
    """Since when the database does not answer; 0 while it does."""
    probe_at: float
    pause: float
    prober: float
    """The slot + 1 of the child that probes the database; 0 if none does."""
    stopping: float
    """1 once the worker is to stop. Children that wait then return their jobs."""

    done: float
    failed: float
    returned: float
    commit_count: float
    commit_sum: float

    _fields_ = [
        *(
            (name, _number)
            for name in (
                "limit",
                "last_admitted",
                "interval_started",
                "admitted",
                "commits",
                "latency",
                "decreased",
                "seen_rate",
                "seen_latency",
                "away_since",
                "probe_at",
                "pause",
                "prober",
                "stopping",
                *OUTCOMES,
                "commit_count",
                "commit_sum",
            )
        ),
        ("buckets", _number * len(BUCKETS)),
        ("children", Child * MAX_CHILDREN),
    ]
