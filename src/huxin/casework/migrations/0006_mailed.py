"""A reminder's mail and its short message are rows of their own."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0005_objections")]

    operations = [
        migrations.CreateModel(
            name="ReminderMail",
            fields=[
                ("asked_at", models.DateTimeField()),
                ("leased_until", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "reminder",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="mail",
                        serialize=False,
                        to="casework.reminder",
                    ),
                ),
                ("sent_at", models.DateTimeField(null=True)),
            ],
            options={"abstract": False},
        ),
    ]
