"""When a reminder was last tried, so that two workers do not send one letter twice."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("attestations", "0007_restored_from")]

    operations = [
        migrations.AddField(
            model_name="evidencereminder",
            name="tried_at",
            field=models.DateTimeField(null=True),
        ),
    ]
