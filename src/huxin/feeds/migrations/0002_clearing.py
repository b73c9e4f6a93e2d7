"""What is cleared when its time is over, and the clock of what is kept how long."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("feeds", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="RetentionClock",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("through", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="batch",
            name="cleared_digest",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
    ]
