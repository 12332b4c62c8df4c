"""
Flow control of one worker: how fast its children may go, by the commit latency that they see, and how they wait for a database that is
away. `limiter` and `outage` decide and know no clock; `shared` lets all children of a worker decide as one; `metrics` tells.
"""
