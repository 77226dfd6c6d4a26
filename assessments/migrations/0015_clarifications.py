"""What assessors ask, and every entry of its thread."""

import django.db.models.deletion
import django.utils.timezone
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from journal.only_added import OnlyAdded


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0014_accreditations"),
        ("attestations", "0012_grants_on_a_piece"),
        ("principles", "0006_requests_name_the_dates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Clarification",
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
                ("layer", models.CharField(blank=True, max_length=40)),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("question", "Question"), ("evidence", "Request for evidence")],
                        max_length=10,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "Waits for an answer"),
                            ("answered", "Answered"),
                            ("lapsed", "Not answered in time"),
                            ("settled", "Settled"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("due_on", models.DateField()),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asked_clarifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clarifications",
                        to="principles.criterion",
                    ),
                ),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clarifications",
                        to="assessments.engagement",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="ClarificationEntry",
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
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("answered", "Answered"),
                            ("asked_again", "Asked again"),
                            ("settled", "Settled"),
                            ("withdrawn", "Withdrawn"),
                            ("lapsed", "Not answered in time"),
                        ],
                        max_length=12,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("due", models.DateField(null=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clarification_entries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "clarification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="assessments.clarification",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ClarificationPiece",
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
                ("version", models.PositiveIntegerField()),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pieces",
                        to="assessments.clarificationentry",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clarification_pieces",
                        to="attestations.evidence",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="clarification",
            constraint=models.UniqueConstraint(
                fields=("engagement", "number"), name="clarification_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="clarificationpiece",
            constraint=models.UniqueConstraint(
                fields=("entry", "evidence"), name="clarification_piece_once_per_answer"
            ),
        ),
        migrations.AddConstraint(
            model_name="clarificationentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("by__isnull", False), ("step", "lapsed"), _connector="OR"),
                name="clarification_entry_is_by_somebody",
            ),
        ),
        OnlyAdded("assessments_clarificationentry"),
        OnlyAdded("assessments_clarificationpiece"),
    ]
