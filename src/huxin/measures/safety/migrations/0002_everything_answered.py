"""Every part and reference of a message is answered for; several warnings of one message for one county."""

from django.db import migrations, models
from django.db.models import F


def name_them(apps, schema_editor):  # type: ignore[no-untyped-def]
    apps.get_model("safety", "WeatherWarning").objects.update(name=F("identifier"))


class Migration(migrations.Migration):
    dependencies = [("safety", "0001_initial")]

    operations = [
        migrations.AddField("message", "answers", models.JSONField(default=list)),
        migrations.AddField("message", "attention", models.BooleanField(default=False)),
        migrations.AddField("message", "seen_at", models.DateTimeField(null=True)),
        migrations.AddField("message", "seen_by", models.CharField(blank=True, max_length=40)),
        migrations.AlterField(
            "message",
            "kind",
            models.CharField(
                choices=[("alert", "alert"), ("update", "update"), ("cancel", "cancel"), ("unread", "unread")],
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint("weatherwarning", "one_warning_a_county"),
        migrations.AddField("weatherwarning", "name", models.CharField(default="", max_length=300), preserve_default=False),
        migrations.RunPython(name_them, migrations.RunPython.noop),
        migrations.AlterField("weatherwarning", "identifier", models.CharField(db_index=True, max_length=200)),
        migrations.AlterField("weatherwarning", "expires_at", models.DateTimeField(db_index=True, null=True)),
        migrations.AddConstraint(
            "weatherwarning", models.UniqueConstraint(fields=["name", "county"], name="one_name_a_county")
        ),
    ]
