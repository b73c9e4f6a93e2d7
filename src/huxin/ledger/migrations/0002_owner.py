"""Every received file names the person under whose key it lies."""

import uuid

from django.db import migrations, models


def name_owners(apps, schema_editor):
    """The owner is the person of the account that sent it; nobody else handed in files before."""
    evidence, account = apps.get_model("ledger", "Evidence"), apps.get_model("registry", "Account")
    people = {f"account-{row.pk}": row.person_id for row in account.objects.exclude(person=None).iterator()}
    for row in evidence.objects.filter(received_by__in=people).iterator():
        evidence.objects.filter(pk=row.pk).update(owner=people[row.received_by])


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("registry", "0002_parties")]

    operations = [
        migrations.AddField("evidence", "owner", models.UUIDField(default=uuid.UUID(int=0))),
        migrations.RunPython(name_owners, migrations.RunPython.noop),
        migrations.AlterField("evidence", "owner", models.UUIDField(null=True, db_index=True)),
    ]
