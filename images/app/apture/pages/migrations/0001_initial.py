import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Activity",
            fields=[
                ("slug", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("events", models.BigIntegerField(default=0)),
                ("edits", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Effect",
            fields=[
                ("job", models.UUIDField(primary_key=True, serialize=False)),
                ("slug", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=32)),
                ("data", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("done_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Page",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.CharField(max_length=64, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("body", models.TextField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("updated_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Edit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("job", models.UUIDField()),
                ("key", models.CharField(max_length=64, unique=True)),
                ("digest", models.BinaryField(max_length=32)),
                ("made_at", models.DateTimeField()),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="edits", to="pages.page"
                    ),
                ),
            ],
        ),
    ]
