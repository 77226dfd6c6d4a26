"""Answers carried over from an earlier attestation; an attestation stays on its edition for ever."""

import django.db.models.deletion
import uuid_utils.compat
from django.db import migrations, models

from journal.only_added import OnlyAdded

FORWARD = """
CREATE FUNCTION attestations_refuse_another_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Scope, edition and origin of an attestation never change.'
    USING ERRCODE = 'integrity_constraint_violation';
END;
$$;

CREATE TRIGGER attestations_attestation_keeps_edition
BEFORE UPDATE ON attestations_attestation
FOR EACH ROW WHEN (
  OLD.edition_id IS DISTINCT FROM NEW.edition_id
  OR OLD.scope_id IS DISTINCT FROM NEW.scope_id
  OR OLD.carried_from_id IS DISTINCT FROM NEW.carried_from_id
)
EXECUTE FUNCTION attestations_refuse_another_edition();
"""

BACKWARD = """
DROP TRIGGER attestations_attestation_keeps_edition ON attestations_attestation;
DROP FUNCTION attestations_refuse_another_edition();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("attestations", "0003_ready_warnings"),
    ]

    operations = [
        migrations.AddField(
            model_name="answer",
            name="to_affirm",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="attestation",
            name="carried_from",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="carried_to",
                to="attestations.attestation",
            ),
        ),
        migrations.AlterField(
            model_name="answerversion",
            name="how",
            field=models.CharField(
                choices=[
                    ("form", "by form"),
                    ("import", "by import"),
                    ("carry_over", "carried over"),
                    ("affirmed", "affirmed under new wording"),
                ],
                default="form",
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="CarriedAnswer",
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
                    "fate",
                    models.CharField(
                        choices=[
                            ("carried", "carried"),
                            ("reaffirm", "reaffirm"),
                            ("again", "again"),
                            ("by_hand", "by_hand"),
                            ("kept", "kept"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "attestation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_answers",
                        to="attestations.attestation",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_to",
                        to="attestations.answerversion",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_from",
                        to="attestations.answer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("attestation", "source", "target"),
                        name="carried_answer_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("fate", "kept"), ("target__isnull", True)),
                            models.Q(
                                models.Q(("fate", "kept"), _negated=True), ("target__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="carried_answer_has_a_place_unless_kept",
                    ),
                ],
            },
        ),
        OnlyAdded("attestations_carriedanswer"),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
