"""A restored version names the version whose content it brought back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("attestations", "0006_statement_in_parts"),
    ]

    operations = [
        migrations.AddField(
            model_name="answerversion",
            name="restored_from",
            field=models.PositiveIntegerField(null=True),
        ),
    ]
