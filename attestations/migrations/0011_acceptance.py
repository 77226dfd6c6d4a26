"""Where in the public log the acceptance of a submission stands."""

import django.db.models.deletion
import uuid_utils.compat
from django.db import migrations, models

from journal.only_added import OnlyAdded


class Migration(migrations.Migration):
    dependencies = [("attestations", "0010_note_with_a_delegation")]

    operations = [
        migrations.CreateModel(
            name="Acceptance",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("accepted_at", models.DateTimeField()),
                ("salt", models.BinaryField(max_length=32)),
                ("commitment", models.CharField(max_length=64)),
                ("log_index", models.BigIntegerField(unique=True)),
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acceptance",
                        to="attestations.submission",
                    ),
                ),
            ],
        ),
        OnlyAdded("attestations_acceptance"),
    ]
