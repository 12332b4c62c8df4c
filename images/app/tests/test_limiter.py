import heapq
import random
import unittest

from apture.flow.limiter import DECREASE, INTERVAL, STALL, Flow, Limiter
from apture.flow.state import State

TARGET = 0.012


class Disk:
    """Commits take about 3 ms; more of them than its capacity, beyond a few at once, queue. Frozen, it does nothing."""

    def __init__(self, capacity: float, seed: int) -> None:
        self.capacity, self.free_at, self.random = capacity, 0.0, random.Random(seed)
        self.frozen: tuple[float, float] = (0.0, 0.0)

    def commit(self, now: float) -> float:
        """When a commit that begins now ends."""
        start = max(now - 2 / self.capacity, self.free_at)
        if self.frozen[0] <= now < self.frozen[1]:
            start = max(start, self.frozen[1])
        self.free_at = start + self.random.uniform(0.5, 1.5) / self.capacity
        return max(now, self.free_at) + self.random.uniform(0.002, 0.004)


class Cluster:
    """Workers with a backlog that does not end, event by event."""

    def __init__(
        self, workers: int, ceilings: float, floors: float, capacity: float, concurrency: int = 4, seed: int = 1
    ) -> None:
        self.disk = Disk(capacity, seed)
        flow = Flow(floors / workers, ceilings / workers, TARGET)
        self.states = [State() for _ in range(workers)]
        self.limiters = [Limiter(state, flow, concurrency) for state in self.states]
        for limiter in self.limiters:
            limiter.start(0.0)
        self.done: list[list[float]] = [[] for _ in range(workers)]
        self.latencies: list[tuple[float, float]] = []
        self.limits: list[tuple[float, float]] = []
        self.events: list[tuple[float, int, int, str]] = [
            (self.disk.random.random() * 0.01, worker, child, "enter")
            for worker in range(workers)
            for child in range(concurrency)
        ]
        heapq.heapify(self.events)
        self.started: dict[tuple[int, int], float] = {}

    def run(self, until: float) -> None:
        while self.events[0][0] < until:
            now, worker, child, what = heapq.heappop(self.events)
            limiter = self.limiters[worker]
            if what == "enter":
                wait = limiter.admit(now)
                if wait > 0:
                    # As a child does, and as late as a machine with work to do wakes it.
                    later = now + min(wait, 0.1) + self.disk.random.random() * 0.002
                    heapq.heappush(self.events, (later, worker, child, "enter"))
                    continue
                limiter.committing(child, now)
                self.started[worker, child] = now
                heapq.heappush(self.events, (self.disk.commit(now), worker, child, "end"))
            else:
                limiter.committed(child, now)
                self.done[worker].append(now)
                self.latencies.append((now, now - self.started[worker, child]))
                heapq.heappush(self.events, (now + 0.001, worker, child, "enter"))
            self.limits.append((now, sum(state.limit for state in self.states)))

    def rates(self, since: float, until: float) -> list[float]:
        return [sum(since <= end < until for end in ends) / (until - since) for ends in self.done]


class Sharing(unittest.TestCase):
    def test_workers_approach_the_capacity_of_the_disk_and_share_it(self) -> None:
        totals = []
        for workers in (2, 4, 8):
            with self.subTest(workers=workers):
                cluster = Cluster(workers, ceilings=400, floors=8, capacity=200)
                cluster.run(180)
                rates = cluster.rates(60, 180)
                totals.append(sum(rates))
                self.assertGreater(sum(rates), 0.6 * 200)
                self.assertLess(sum(rates), 200)
                self.assertGreater(min(rates), sum(rates) / workers / 2)
                late = sorted(latency for end, latency in cluster.latencies if end >= 60)
                self.assertLess(late[int(0.95 * len(late))], 5 * TARGET)
        with self.subTest("as many jobs, however many workers"):
            self.assertLess(max(totals) / min(totals), 1.1, totals)

    def test_a_worker_that_starts_late_gets_its_share(self) -> None:
        cluster = Cluster(4, ceilings=400, floors=8, capacity=200)
        cluster.run(60)
        cluster.limiters[0].start(60)
        cluster.run(240)
        rates = cluster.rates(120, 240)
        self.assertGreater(rates[0], sum(rates) / 4 / 2)

    def test_a_fast_disk_is_used_up_to_the_ceilings(self) -> None:
        cluster = Cluster(4, ceilings=100, floors=8, capacity=2000)
        cluster.run(90)
        self.assertGreater(sum(cluster.rates(60, 90)), 90)
        self.assertLessEqual(sum(cluster.rates(60, 90)), 100.5)


class Stalling(unittest.TestCase):
    def test_after_a_stall_every_worker_begins_at_its_floor(self) -> None:
        cluster = Cluster(4, ceilings=400, floors=8, capacity=200)
        cluster.disk.frozen = (60.0, 75.0)
        cluster.run(120)
        for state in cluster.states:
            self.assertGreater(state.limit, 2)
        at = {
            second: max(limit for moment, limit in cluster.limits if second <= moment < second + 1)
            for second in (76, 80, 85)
        }
        # ceiling/25 each second.
        self.assertLess(at[76], 8 + 2 * 16 * 1.5)
        self.assertLess(at[80], 8 + 6 * 16 * 1.5)
        self.assertLess(sum(cluster.rates(76, 80)), 100)
        self.assertGreater(sum(cluster.rates(95, 120)), 100)


class One(unittest.TestCase):
    def setUp(self) -> None:
        self.state = State()
        self.limiter = Limiter(self.state, Flow(floor=2, ceiling=100, commit_latency=TARGET), children=2)
        self.limiter.start(0.0)

    def go(self, since: float, until: float, latency: float, child: int = 0) -> int:
        """Does jobs as fast as it may."""
        now, jobs = since, 0
        while now < until:
            if (wait := self.limiter.admit(now)) > 0:
                now += min(wait, 0.05)
                continue
            self.limiter.committing(child, now)
            now += latency
            self.limiter.committed(child, now)
            jobs += 1
        return jobs

    def test_begins_at_the_floor_and_climbs(self) -> None:
        self.assertEqual(self.state.limit, 2)
        self.go(0, 30, 0.003)
        self.assertEqual(self.state.limit, 100)

    def test_idle_time_saves_up_no_burst(self) -> None:
        self.go(0, 40, 0.003)
        self.assertLessEqual(self.go(100, 101, 0.001), 100 * 1.05)
        turns = 0
        while self.limiter.admit(200.0) == 0:
            turns += 1
        self.assertLessEqual(turns, 3)

    def test_an_unused_limit_does_not_grow(self) -> None:
        self.go(0, 5, 0.003)
        limit = self.state.limit
        for second in range(10, 60):
            self.go(second, second + 0.01, 0.003)
        self.assertEqual(self.state.limit, limit)

    def test_slow_commits_decrease_the_limit_once_per_interval(self) -> None:
        self.go(0, 30, 0.003)
        self.go(30, 30 + INTERVAL * 0.9, 0.05)
        self.assertAlmostEqual(self.state.limit, 100 * DECREASE)
        self.go(30.6, 34, 0.05)
        self.assertGreaterEqual(self.state.limit, 2)
        self.assertLess(self.state.limit, 20)

    def test_an_open_commit_counts(self) -> None:
        self.go(0, 30, 0.003)
        self.limiter.committing(1, 30.0)
        self.limiter.update(30.2)
        self.assertEqual(self.state.limit, 100)
        self.limiter.update(31.0)
        self.assertAlmostEqual(self.state.limit, 100 * DECREASE)
        self.limiter.update(30.1 + STALL)
        self.assertEqual(self.state.limit, 2)

    def test_a_failed_attempt_returns_to_the_floor(self) -> None:
        self.go(0, 30, 0.003)
        self.limiter.failed(0, 30.0)
        self.assertEqual(self.state.limit, 2)

    def test_a_lower_limit_applies_to_waiters_at_once(self) -> None:
        self.go(0, 30, 0.003)
        self.limiter.admit(30.0)
        self.limiter.failed(0, 30.0)
        self.assertAlmostEqual(self.limiter.admit(30.1), 0.4, delta=0.03)

    def test_measures_without_a_limit(self) -> None:
        state = State()
        limiter = Limiter(state, None, children=1)
        limiter.start(0.0)
        for number in range(100):
            self.assertEqual(limiter.admit(number * 0.001), 0)
            limiter.committing(0, number * 0.001)
            limiter.committed(0, number * 0.001 + 0.003)
        self.assertEqual((state.commit_count, round(state.commit_sum, 6), state.buckets[2]), (100, 0.3, 100))
