"""A grant may open one piece of evidence alone."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("attestations", "0011_acceptance"),
    ]

    operations = [
        migrations.AddField(
            model_name="grant",
            name="evidence",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="grants",
                to="attestations.evidence",
            ),
        ),
    ]
