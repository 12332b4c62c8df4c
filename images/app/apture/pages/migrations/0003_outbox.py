from django.db import migrations, models

# Every row is deleted after a moment. By the default settings, a table that was long once would be vacuumed too seldom,
# and the search for the oldest row would pass thousands of deleted ones.
VACUUM = """ALTER TABLE pages_outbox SET (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_insert_threshold = -1)"""


class Migration(migrations.Migration):
    dependencies = [("pages", "0002_first_pages")]

    operations = [
        migrations.CreateModel(
            name="OutboxJob",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("job", models.UUIDField()),
                ("task", models.CharField(max_length=64)),
                ("arguments", models.JSONField()),
                ("added_at", models.DateTimeField()),
            ],
            options={"db_table": "pages_outbox"},
        ),
        migrations.RunSQL(VACUUM, migrations.RunSQL.noop),
    ]
