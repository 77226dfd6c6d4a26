"""Bodies are asked for quotes, and one is chosen: of several, one goes beyond the choice."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from journal.only_added import OnlyAdded


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0015_clarifications"),
        ("attestations", "0011_acceptance"),
        ("organisations", "0003_accreditation_whole"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Quote",
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
                (
                    "price",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=12,
                        validators=[django.core.validators.MinValueValidator(0)],
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("days", models.PositiveIntegerField()),
                ("earliest_start", models.DateField()),
                ("valid_until", models.DateField()),
                ("note", models.TextField(blank=True)),
                ("quoted_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["sequence"],
            },
        ),
        migrations.CreateModel(
            name="QuoteChoice",
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
                ("chosen_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="QuoteRequest",
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
                ("note", models.TextField(blank=True)),
                ("answer_by", models.DateField()),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="engagement",
            name="engagement_one_open_per_attestation",
        ),
        migrations.AlterField(
            model_name="engagement",
            name="status",
            field=models.CharField(
                choices=[
                    ("asked", "Asked for a quote"),
                    ("quoted", "Quoted"),
                    ("requested", "Requested"),
                    ("offered", "Offered: interests and objections"),
                    ("active", "Active"),
                    ("closed", "Closed"),
                    ("not_chosen", "Not chosen"),
                    ("declined", "Declined"),
                    ("withdrawn", "Withdrawn"),
                    ("conflicted", "Ended: conflict of interest"),
                    ("terminated", "Terminated"),
                ],
                default="requested",
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="engagement",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "asked",
                            "quoted",
                            "closed",
                            "not_chosen",
                            "declined",
                            "withdrawn",
                            "conflicted",
                            "terminated",
                        ],
                    ),
                    _negated=True,
                ),
                fields=("attestation",),
                name="engagement_one_chosen_per_attestation",
            ),
        ),
        migrations.AddConstraint(
            model_name="engagement",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "closed",
                            "not_chosen",
                            "declined",
                            "withdrawn",
                            "conflicted",
                            "terminated",
                        ],
                    ),
                    _negated=True,
                ),
                fields=("attestation", "body"),
                name="engagement_one_open_per_body",
            ),
        ),
        migrations.AddField(
            model_name="quote",
            name="engagement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="quotes",
                to="assessments.engagement",
            ),
        ),
        migrations.AddField(
            model_name="quote",
            name="quoted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="quotes",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="quotechoice",
            name="chosen_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="quote_choices",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="quotechoice",
            name="quote",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="choice",
                to="assessments.quote",
            ),
        ),
        migrations.AddField(
            model_name="quoterequest",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="quote_requests",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="quoterequest",
            name="engagement",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="quote_request",
                to="assessments.engagement",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.UniqueConstraint(
                fields=("engagement", "sequence"), name="quote_sequence_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("currency__regex", "^[A-Z]{3}$"), ("days__gt", 0), ("price__gte", 0)
                ),
                name="quote_says_an_amount_and_days",
            ),
        ),
        OnlyAdded("assessments_quoterequest"),
        OnlyAdded("assessments_quote"),
        OnlyAdded("assessments_quotechoice"),
    ]
