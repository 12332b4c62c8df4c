from typing import Any

from django.db import migrations
from django.utils import timezone

PAGES = {
    "home": ("Home", "Pages come from the cache, or from a replica of the content database."),
    "about": ("About", "One Django application behind two kinds of servers."),
    "help": ("Help", "POST JSON with a body, and perhaps a title, to a page's address to edit it."),
}


def create(apps: Any, editor: Any) -> None:
    pages = apps.get_model("pages", "Page").objects.using(editor.connection.alias)
    for slug, (title, body) in PAGES.items():
        pages.get_or_create(slug=slug, defaults={"title": title, "body": body, "updated_at": timezone.now()})


class Migration(migrations.Migration):
    dependencies = [("pages", "0001_initial")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
