"""What was carried out for a verdict; earlier ones recorded nothing of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0011_plans_are_proposed")]

    operations = [
        migrations.AddField(
            model_name="verdict", name="done", field=models.JSONField(default=list)
        ),
        migrations.AddField(
            model_name="verdictversion", name="done", field=models.JSONField(default=list)
        ),
    ]
