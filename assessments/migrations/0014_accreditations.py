"""What an engagement rests on, the level that was asked for, and flags of withdrawn accreditations."""

import django.db.models.deletion
import uuid_utils.compat
from django.db import migrations, models

from journal.only_added import OnlyAdded


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0013_verdict_looks"),
        ("organisations", "0003_accreditation_whole"),
    ]

    operations = [
        migrations.AddField(
            "engagement",
            "level",
            models.CharField(
                choices=[
                    ("plausibility-checked", "Plausibility checked"),
                    ("evidence-reviewed", "Evidence reviewed"),
                    ("on-site", "On site"),
                ],
                default="evidence-reviewed",
                max_length=30,
            ),
        ),
        migrations.AddField(
            "engagement",
            "accreditation",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="engagements",
                to="organisations.accreditation",
            ),
        ),
        migrations.CreateModel(
            name="AccreditationFlag",
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
                ("status", models.CharField(max_length=20)),
                ("flagged_at", models.DateTimeField()),
                (
                    "accreditation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="flags",
                        to="organisations.accreditation",
                    ),
                ),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accreditation_flags",
                        to="assessments.engagement",
                    ),
                ),
            ],
            options={
                "ordering": ["flagged_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("engagement", "accreditation"), name="accreditation_flagged_once"
                    )
                ],
            },
        ),
        OnlyAdded("assessments_accreditationflag"),
    ]
