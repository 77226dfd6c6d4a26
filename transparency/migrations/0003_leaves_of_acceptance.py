"""A kind of leaf for submissions that were accepted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("transparency", "0002_leaves_of_evidence")]

    operations = [
        migrations.AlterField(
            model_name="leaf",
            name="kind",
            field=models.CharField(
                choices=[
                    ("submission", "SUBMISSION"),
                    ("acceptance", "ACCEPTANCE"),
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
