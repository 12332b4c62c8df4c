import threading
import time

from prometheus_client import CollectorRegistry, generate_latest

from apture.flow.gate import Gate
from apture.flow.limiter import Flow
from apture.flow.metrics import FlowCollector
from apture.flow.state import State

from .test_gate import FLOW, Case


class Reported(Case):
    def setUp(self) -> None:
        super().setUp()
        self.registry = CollectorRegistry()
        self.registry.register(FlowCollector(self.gate(), "workers-3", 4))

    def reported(self) -> dict[str, str]:
        """Values as they stand in the answer, by name and labels."""
        lines = generate_latest(self.registry).decode().splitlines()
        return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))

    def commit(self, gate: Gate, seconds: float) -> None:
        with gate.commit():
            self.clock.now += seconds


class WithoutFlow(Reported):
    def test_a_worker_without_flow_control_has_no_limit(self) -> None:
        self.assertEqual([name for name in self.reported() if "flow" in name], [])

    def test_reports_the_name_of_the_worker(self) -> None:
        values = self.reported()
        self.assertEqual((values['apture_worker_info{worker="workers-3"}'], values["apture_children"]), ("1.0", "4.0"))

    def test_deliveries_are_counted_by_outcome_from_the_start(self) -> None:
        names = [f'apture_jobs_total{{outcome="{outcome}"}}' for outcome in ("done", "failed", "returned")]
        self.assertEqual([self.reported()[name] for name in names], ["0.0", "0.0", "0.0"])
        gate = self.gate()
        for outcome in ("done", "done", "done", "failed", "returned", "returned"):
            gate.leave(outcome)
        self.assertEqual([self.reported()[name] for name in names], ["3.0", "1.0", "2.0"])

    def test_a_bucket_holds_all_commits_up_to_its_bound(self) -> None:
        for seconds in (0.0005, 0.003, 0.02, 7):
            self.commit(self.gate(), seconds)
        values = self.reported()
        bounds = ("0.001", "0.002", "0.004", "0.016", "0.025", "2.5", "+Inf")
        self.assertEqual(
            [values[f'apture_commit_latency_seconds_bucket{{le="{bound}"}}'] for bound in bounds],
            ["1.0", "1.0", "2.0", "2.0", "3.0", "3.0", "4.0"],
        )
        self.assertEqual(values["apture_commit_latency_seconds_count"], "4.0")
        self.assertAlmostEqual(float(values["apture_commit_latency_seconds_sum"]), 7.0235)

    def test_rate_and_latency_are_of_the_last_interval(self) -> None:
        self.reported()
        for _ in range(10):
            self.commit(self.gate(), 0.01)
        self.clock.now += 0.9
        values = self.reported()
        self.assertAlmostEqual(float(values["apture_jobs_per_second"]), 10)
        self.assertAlmostEqual(float(values["apture_commit_latency_recent_seconds"]), 0.01)
        self.clock.now += 1
        values = self.reported()
        self.assertEqual(
            (values["apture_jobs_per_second"], values["apture_commit_latency_recent_seconds"]), ("0.0", "NaN")
        )

    def test_an_outage_lasts_until_the_database_answers(self) -> None:
        self.assertEqual(self.reported()["apture_database_away_seconds"], "0.0")
        gate = self.gate()
        gate.database_failed()
        self.clock.now += 12
        self.assertEqual(self.reported()["apture_database_away_seconds"], "12.0")
        gate.enter()
        gate.leave("done")
        self.assertEqual(self.reported()["apture_database_away_seconds"], "0.0")

    def test_waiting_jobs_are_counted(self) -> None:
        waiting: list[str] = []

        def sleep(seconds: float) -> None:
            waiting.append(self.reported()["apture_jobs_waiting"])
            self.clock.now += seconds

        gate = self.gate(2, sleep)
        gate.database_failed()
        gate.enter()
        self.assertEqual(set(waiting), {"1.0"})
        self.assertEqual(self.reported()["apture_jobs_waiting"], "0.0")

    def test_concurrent_scrapes_read_one_after_another(self) -> None:
        gate, under_way, most = self.gate(), 0, 0

        def snapshot() -> tuple[State, float]:
            nonlocal under_way, most
            under_way += 1
            most = max(most, under_way)
            time.sleep(0.001)
            under_way -= 1
            return State(), 0.0

        gate.snapshot = snapshot  # type: ignore[method-assign]
        collector = FlowCollector(gate, "workers-1", 4)
        threads = [threading.Thread(target=lambda: list(collector.collect())) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(most, 1)


class WithFlow(Reported):
    flow: Flow | None = FLOW

    def test_reports_the_limit_and_its_declared_bounds(self) -> None:
        gate = self.gate()
        with gate.locked():
            gate.state.limit = 37.5
        values = self.reported()
        names = [f"apture_flow_{name}_jobs_per_second" for name in ("floor", "limit", "ceiling")]
        self.assertEqual([values[name] for name in names], ["10.0", "37.5", "100.0"])
