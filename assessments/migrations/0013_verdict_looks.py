"""Second looks with a level of their own, third looks, and every look kept."""

import django.db.models.deletion
import django.utils.timezone
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from journal.only_added import OnlyAdded


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0012_what_was_done"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="verdict",
            name="review_level",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="verdict",
            name="review",
            field=models.CharField(
                blank=True,
                choices=[
                    ("agreed", "Agreed"),
                    ("disagreed", "Disagreed"),
                    ("apart", "Disagreed, more than one level apart"),
                    ("ruled", "Settled by a third person"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="VerdictLook",
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
                    "came_to",
                    models.CharField(
                        choices=[
                            ("agreed", "Agreed"),
                            ("disagreed", "Disagreed"),
                            ("apart", "Disagreed, more than one level apart"),
                            ("ruled", "Settled it as the third person"),
                        ],
                        max_length=10,
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(null=True)),
                ("note", models.TextField(blank=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdict_looks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "verdict",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="looks",
                        to="assessments.verdict",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        OnlyAdded("assessments_verdictlook"),
    ]
