"""A kind of leaf for documents that stay with their owner."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("transparency", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="leaf",
            name="kind",
            field=models.CharField(
                choices=[
                    ("submission", "SUBMISSION"),
                    ("evidence", "EVIDENCE"),
                    ("report", "REPORT"),
                    ("notice", "NOTICE"),
                    ("edition", "EDITION"),
                    ("key", "KEY"),
                    ("journal", "JOURNAL"),
                ],
                max_length=20,
            ),
        ),
    ]
