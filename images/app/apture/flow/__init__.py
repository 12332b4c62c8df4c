"""
Flow control of one worker: how fast its children may run jobs, given the commit latency that they measure, and how they
wait for a database that does not answer. `limiter` and `outage` decide and have no clock of their own; `gate` lets all
children of a worker decide as one; `metrics` reports.
"""
