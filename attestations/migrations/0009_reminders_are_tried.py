"""When a reminder was last tried, so that two workers do not send one letter twice."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("attestations", "0008_confirmed_as_carried_over")]

    operations = [
        migrations.AddField(
            model_name="evidencereminder",
            name="tried_at",
            field=models.DateTimeField(null=True),
        ),
    ]
