"""A carried answer can wait for other reasons than its wording; the word for confirming it says so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("attestations", "0007_restored_from"),
    ]

    operations = [
        migrations.AlterField(
            model_name="answerversion",
            name="how",
            field=models.CharField(
                choices=[
                    ("form", "by form"),
                    ("import", "by import"),
                    ("carry_over", "carried over"),
                    ("affirmed", "confirmed as carried over"),
                    ("restored", "restored from an earlier version"),
                ],
                default="form",
                max_length=20,
            ),
        ),
    ]
