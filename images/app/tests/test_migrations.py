import tempfile
import unittest
from pathlib import Path
from unittest.mock import patch

from apture import migrations


class Health(unittest.TestCase):
    """Without the file the task is not healthy. With text in it the task stays healthy."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "healthy"
        self.seen: list[str | None] = []
        for target, replacement in (
            ("apture.migrations.HEALTHY", self.file),
            ("apture.pending_migrations.pending", lambda *_: ["0002", "0003"]),
            (
                "apture.migrations.migrate",
                lambda *_: self.seen.append(self.file.read_text() if self.file.exists() else None),
            ),
            ("apture.migrations.grant", lambda _: None),
        ):
            change = patch(target, replacement)
            change.start()
            self.addCleanup(change.stop)

    def test_a_new_release_is_not_healthy_before_its_migrations_are_applied(self) -> None:
        migrations.reconcile("pages", "content", complete=False)
        self.assertEqual(self.seen, [None])

    def test_a_release_that_was_complete_stays_healthy_while_it_applies_them_again(self) -> None:
        migrations.mark_healthy()
        migrations.reconcile("pages", "content", complete=True)
        self.assertEqual(self.seen, ["applies 0002"])
        migrations.mark_healthy()
        self.assertEqual(self.file.read_text(), "")
