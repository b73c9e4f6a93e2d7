"""Which days of the lake were scanned, and when."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("governance", "0002_withdrawn")]

    operations = [
        migrations.CreateModel(
            name="ScannedDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
