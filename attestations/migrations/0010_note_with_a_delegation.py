"""A note to the colleague and a wished date go with a delegation."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("attestations", "0009_reminders_are_tried")]

    operations = [
        migrations.AddField(
            "grant",
            "note",
            models.CharField(blank=True, default="", max_length=1000),
            preserve_default=False,
        ),
        migrations.AddField("grant", "due", models.DateField(null=True)),
    ]
