import unittest
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.db.utils import IntegrityError

from apture.outbox import rows
from apture.pages import store
from apture.pages.models import Edit, Page

JOB = UUID(int=1)


class Writing(unittest.TestCase):
    """`_write`, with the statement replaced."""

    def setUp(self) -> None:
        self.answer: Any = (7, 3)
        self.earlier: Edit | None = None
        self.statements = 0
        rows._full_until = 0.0
        self.addCleanup(setattr, rows, "_full_until", 0.0)
        for target, replacement in (
            ("apture.pages.store._insert", self.insert),
            ("apture.pages.store._earlier", lambda edit: self.earlier),
        ):
            change = patch(target, replacement)
            change.start()
            self.addCleanup(change.stop)

    def insert(self, page: Page, edit: Edit) -> Any:
        self.statements += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def write(self) -> Edit | None:
        self.page = Page(slug="home")
        return store._write(self.page, Edit(job=JOB, key="k"))

    def test_a_new_edit_has_the_version_that_the_database_gave_it(self) -> None:
        self.assertIsNone(self.write())
        self.assertEqual((self.page.pk, self.page.version), (7, 3))

    def test_a_known_key_finds_the_earlier_edit(self) -> None:
        self.answer, self.earlier = IntegrityError(), Edit(version=2)
        self.assertIs(self.write(), self.earlier)

    def test_a_full_outbox_refuses_and_is_not_asked_again_for_a_second(self) -> None:
        self.answer = None
        for _ in range(3):
            with self.assertRaises(rows.Full):
                self.write()
        self.assertEqual(self.statements, 1)

    def test_a_full_outbox_refuses_no_replay(self) -> None:
        self.answer, self.earlier = None, Edit(version=2)
        self.assertIs(self.write(), self.earlier)

    def test_the_limit_is_the_declared_one(self) -> None:
        self.assertEqual(rows.room()[1], [1000, 1000, 1000])
