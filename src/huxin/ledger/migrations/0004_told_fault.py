"""A duty's fault may name files."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_evidence_custody_queues")]

    operations = [
        migrations.AlterField(
            model_name="duty",
            name="fault",
            field=models.CharField(blank=True, max_length=300),
        ),
    ]
