from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("attestations", "0002_only_added")]

    operations = [
        migrations.AddField(
            model_name="attestation",
            name="ready_warnings",
            field=models.JSONField(default=list),
        ),
        migrations.AlterField(
            model_name="grant",
            name="permission",
            field=models.CharField(max_length=40),
        ),
    ]
