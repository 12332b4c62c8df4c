import unittest
from types import SimpleNamespace

from prometheus_client import CollectorRegistry, generate_latest

from apture.outbox.metrics import RelayCollector

EXPECTED = """\
apture_outbox_relay_info{relay="relay-1"} 1.0
apture_outbox_rows 42.0
apture_outbox_max_rows 1000.0
apture_outbox_oldest_seconds 3.5
apture_outbox_published_total 17.0
apture_outbox_refused_total 2.0
apture_outbox_blocked_seconds 1.5
"""


class Metrics(unittest.TestCase):
    def test_reports_the_outbox_and_the_relay(self) -> None:
        values = {"rows": 42, "oldest": 3.5, "blocked": 1.5}
        relay = SimpleNamespace(published=17, refused=2, snapshot=lambda: values)
        registry = CollectorRegistry()
        registry.register(RelayCollector(relay, "relay-1"))
        text = generate_latest(registry).decode()
        self.assertEqual("".join(line + "\n" for line in text.splitlines() if not line.startswith("#")), EXPECTED)
