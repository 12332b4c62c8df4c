import json
import unittest
from unittest.mock import patch

from django.core.management import call_command

from apture import configuration
from apture.configuration import ConfigurationError, parse
from apture.pages.models import Page
from apture.pageviews.models import PageView
from apture.routing import PlacementRouter, leader


def files() -> tuple[dict, dict]:
    return json.loads(configuration.SETTINGS.read_text()), json.loads(configuration.SECRETS.read_text())


class Parsing(unittest.TestCase):
    def test_the_owner_logs_in_as_the_owner(self) -> None:
        settings, secrets = files()
        self.assertEqual(parse(settings, secrets).databases["content"].role, "content_app")
        self.assertEqual(parse(settings, secrets | {"owner": True}).databases["content"].role, "content_owner")

    def test_names_a_missing_setting(self) -> None:
        settings, secrets = files()
        del settings["cache"]["lease"]
        with self.assertRaisesRegex(ConfigurationError, "'lease' is missing"):
            parse(settings, secrets)

    def test_refuses_a_placement_on_an_unknown_database(self) -> None:
        settings, secrets = files()
        settings["placement"]["views"] = "stats"
        with self.assertRaisesRegex(ConfigurationError, "placement.views is stats, which is not in databases"):
            parse(settings, secrets)


class Routing(unittest.TestCase):
    router = PlacementRouter()

    def test_writes_go_to_the_leader_and_reads_to_replicas_of_the_table_s_own_database(self) -> None:
        self.assertEqual([self.router.db_for_write(model) for model in (Page, PageView)], ["content", "views"])
        self.assertEqual([self.router.db_for_read(model) for model in (Page, PageView)], ["content_read", "views_read"])

    def test_reads_that_must_see_a_write_go_to_the_leader(self) -> None:
        with leader():
            self.assertEqual(self.router.db_for_read(Page), "content")
        self.assertEqual(self.router.db_for_read(Page), "content_read")

    def test_a_table_is_created_only_in_its_own_database(self) -> None:
        allowed = [
            (application, alias)
            for application in ("pages", "views", "auth")
            for alias in ("content", "content_read", "views", "views_read")
            if self.router.allow_migrate(alias, application)
        ]
        self.assertEqual(allowed, [("pages", "content"), ("views", "views")])


class Migrations(unittest.TestCase):
    def test_every_change_of_a_model_has_a_migration(self) -> None:
        with patch("django.db.migrations.loader.MigrationLoader.check_consistent_history"):
            call_command("makemigrations", check=True, dry_run=True, verbosity=0)
