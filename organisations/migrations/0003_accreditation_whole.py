"""An accreditation says for which countries and assurance levels, and why it was withdrawn.

People of a body say whether their names stand in the public register. What there is counts everywhere and for every level, as it did so far.
"""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import organisations.assurance


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0002_statement_in_parts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions("accreditation", {"ordering": ["-valid_from", "-id"]}),
        migrations.AddField(
            "accreditation",
            "countries",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    max_length=2,
                    validators=[
                        django.core.validators.RegexValidator(
                            "^[A-Z]{2}$",
                            "Use the two capital letters of ISO 3166-1, such as PT.",
                        )
                    ],
                ),
                blank=True,
                default=list,
                size=None,
            ),
        ),
        migrations.AddField(
            "accreditation",
            "levels",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("plausibility-checked", "Plausibility checked"),
                        ("evidence-reviewed", "Evidence reviewed"),
                        ("on-site", "On site"),
                    ],
                    max_length=30,
                ),
                default=organisations.assurance.every_level,
                size=None,
            ),
        ),
        migrations.AddField(
            "accreditation",
            "withdrawn_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withdrawn_accreditations",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            "accreditation",
            "withdrawn_reason",
            models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField("membership", "listed_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "accreditation",
            models.CheckConstraint(
                condition=Q(levels__len__gt=0), name="accreditation_has_at_least_one_level"
            ),
        ),
    ]
