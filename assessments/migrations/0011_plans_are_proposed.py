"""Plans that the lead proposes, and what the member says to them."""

import django.db.models.deletion
import django.utils.timezone
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from journal.only_added import OnlyAdded


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0010_finding_events"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanProposal",
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
                ("sequence", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("proposed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_proposals",
                        to="assessments.engagement",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_proposals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["sequence"],
            },
        ),
        migrations.CreateModel(
            name="PlanAnswer",
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
                ("agreed", models.BooleanField()),
                ("reason", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "answered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_answers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answer",
                        to="assessments.planproposal",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="planproposal",
            constraint=models.UniqueConstraint(
                fields=("engagement", "sequence"), name="plan_proposal_sequence_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="plananswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("agreed", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="plan_objection_has_a_reason",
            ),
        ),
        OnlyAdded("assessments_planproposal"),
        OnlyAdded("assessments_plananswer"),
    ]
