"""What all children of one worker know together: numbers at fixed places, so that a file in memory can hold them."""

import ctypes

MOST_CHILDREN = 128
"""As many as `workers.concurrency` allows."""

BUCKETS = (0.001, 0.002, 0.004, 0.008, 0.012, 0.016, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Upper bounds of the histogram of commit latencies, in seconds."""

OUTCOMES = ("done", "failed", "returned")
"""How the delivery of a job ends, each with a number of its own."""

_number = ctypes.c_double


class Child(ctypes.Structure):
    """One process, by its place in the pool; whoever takes the place over clears it."""

    waiting: float
    """1 while it waits for its turn."""
    committing: float
    """When its commit was sent; 0 while none is under way."""
    _fields_ = [("waiting", _number), ("committing", _number)]


class State(ctypes.Structure):
    """Times are of the monotonic clock, which all processes of a machine share; durations are seconds, rates jobs per second."""

    limit: float
    last: float
    """When the last job was admitted; behind its time by at most what a wait is inexact."""
    began: float
    """When the present interval began, and what has happened in it."""
    admitted: float
    commits: float
    latency: float
    """Sum over the commits of the interval."""
    decreased: float
    """When the limit was last lowered: slow commits that have been answered count once."""
    seen_rate: float
    """Commits per second in the last whole interval, and their mean latency."""
    seen_latency: float

    away_since: float
    """Since when the database does not answer; 0 while it does."""
    probe_at: float
    pause: float
    prober: float
    """The one child that asks it meanwhile: its place + 1, or 0."""
    stopping: float
    """1 once the worker is to stop: whoever waits gives its job back."""

    done: float
    failed: float
    returned: float
    commit_count: float
    commit_sum: float

    _fields_ = [
        *((name, _number) for name in (
            "limit", "last", "began", "admitted", "commits", "latency", "decreased", "seen_rate", "seen_latency",
            "away_since", "probe_at", "pause", "prober", "stopping",
            *OUTCOMES, "commit_count", "commit_sum",
        )),
        ("buckets", _number * len(BUCKETS)),
        ("children", Child * MOST_CHILDREN),
    ]
