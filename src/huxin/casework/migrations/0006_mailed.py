"""A reminder's mail and its short message are noted apart."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0005_objections")]

    operations = [
        migrations.AddField(
            model_name="reminder",
            name="mailed_at",
            field=models.DateTimeField(null=True),
        ),
    ]
