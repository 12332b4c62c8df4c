from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="PageView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.CharField(max_length=64)),
                ("day", models.DateField()),
                ("views", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.AddConstraint(
            model_name="pageview",
            constraint=models.UniqueConstraint(fields=("slug", "day"), name="one_row_a_page_and_day"),
        ),
    ]
