"""Counter-claims and confidence of answers; versions, periods and traces of evidence."""

import django.db.models.deletion
import django.utils.timezone
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from journal.only_added import OnlyAdded

# Pieces that were there before keep what is said of them now as their newest version.
VERSIONS = """
INSERT INTO attestations_evidenceversion (
  id, evidence_id, version, title, disclosure, description, public_summary, effective_on,
  covers_from, covers_until, expires_on, url, text, saved_by_id, saved_at
)
SELECT uuidv7(), id, version, title, disclosure, description, public_summary, effective_on,
  covers_from, covers_until, expires_on, url, text, added_by_id, added_at
FROM attestations_evidence;
"""

GUARD = """
CREATE FUNCTION attestations_refuse_other_bytes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR TG_OP = 'TRUNCATE' THEN
    RAISE EXCEPTION 'A file of evidence is never deleted.'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RAISE EXCEPTION 'What is recorded of a file of evidence never changes.'
    USING ERRCODE = 'restrict_violation';
END;
$$;

CREATE TRIGGER attestations_evidencefile_keeps_bytes
BEFORE UPDATE ON attestations_evidencefile
FOR EACH ROW WHEN (
  (OLD.id, OLD.evidence_id, OLD.version, OLD.sha256, OLD.disclosure, OLD.uploaded_by_id,
   OLD.uploaded_at, OLD.salt, OLD.commitment, OLD.log_index)
  IS DISTINCT FROM
  (NEW.id, NEW.evidence_id, NEW.version, NEW.sha256, NEW.disclosure, NEW.uploaded_by_id,
   NEW.uploaded_at, NEW.salt, NEW.commitment, NEW.log_index)
  OR (OLD.stored AND (OLD.name, OLD.size, OLD.media_type, OLD.revealed_by_id, OLD.revealed_at)
    IS DISTINCT FROM (NEW.name, NEW.size, NEW.media_type, NEW.revealed_by_id, NEW.revealed_at))
  OR (OLD.stored AND NOT NEW.stored)
)
EXECUTE FUNCTION attestations_refuse_other_bytes();

CREATE TRIGGER attestations_evidencefile_is_never_deleted
BEFORE DELETE OR TRUNCATE ON attestations_evidencefile
FOR EACH STATEMENT EXECUTE FUNCTION attestations_refuse_other_bytes();
"""

NO_GUARD = """
DROP TRIGGER attestations_evidencefile_is_never_deleted ON attestations_evidencefile;
DROP TRIGGER attestations_evidencefile_keeps_bytes ON attestations_evidencefile;
DROP FUNCTION attestations_refuse_other_bytes();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("attestations", "0004_carrying_over"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EvidenceAccess",
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
                    "act",
                    models.CharField(
                        choices=[("seen", "opened its page"), ("downloaded", "downloaded a file")],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name="EvidenceReminder",
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
                ("expires_on", models.DateField()),
                ("days", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to be sent"),
                            ("sent", "Sent"),
                            ("failed", "Could not be sent"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("problem", models.CharField(blank=True, max_length=200)),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("sent_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="EvidenceVersion",
            fields=[
                ("title", models.CharField(max_length=200)),
                (
                    "disclosure",
                    models.CharField(
                        choices=[
                            ("public", "Public: anyone may see it"),
                            ("partner", "Partners that you name"),
                            ("regulator", "Regulators and the assessors"),
                            ("assessor", "Only the assessors"),
                            ("member", "Only our own organisation"),
                        ],
                        max_length=20,
                    ),
                ),
                ("description", models.TextField(blank=True)),
                ("public_summary", models.TextField(blank=True)),
                ("effective_on", models.DateField(null=True)),
                ("covers_from", models.DateField(null=True)),
                ("covers_until", models.DateField(null=True)),
                ("expires_on", models.DateField(null=True)),
                ("url", models.URLField(blank=True, max_length=2000)),
                ("text", models.TextField(blank=True)),
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
                    "saved_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
            ],
            options={
                "ordering": ["version"],
            },
        ),
        migrations.AddField(
            model_name="answer",
            name="confidence",
            field=models.CharField(
                blank=True,
                choices=[("low", "Low"), ("medium", "Medium"), ("high", "High")],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="answer",
            name="counter_claim",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="answer",
            name="figure",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="answerversion",
            name="confidence",
            field=models.CharField(
                blank=True,
                choices=[("low", "Low"), ("medium", "Medium"), ("high", "High")],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="answerversion",
            name="counter_claim",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="answerversion",
            name="figure",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="evidence",
            name="covers_from",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="evidence",
            name="covers_until",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="evidence",
            name="expires_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="evidence",
            name="public_summary",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="evidence",
            name="text",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="evidencefile",
            name="commitment",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="evidencefile",
            name="disclosure",
            field=models.CharField(
                blank=True,
                choices=[
                    ("public", "Public: anyone may see it"),
                    ("partner", "Partners that you name"),
                    ("regulator", "Regulators and the assessors"),
                    ("assessor", "Only the assessors"),
                    ("member", "Only our own organisation"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="evidencefile",
            name="log_index",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="evidencefile",
            name="revealed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="evidencefile",
            name="revealed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="revealed_files",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="evidencefile",
            name="salt",
            field=models.BinaryField(max_length=32, null=True),
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
                    ("restored", "restored from an earlier version"),
                ],
                default="form",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="evidence",
            name="added_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AlterField(
            model_name="evidence",
            name="kind",
            field=models.CharField(
                choices=[
                    ("file", "File"),
                    ("link", "Link"),
                    ("hash", "SHA-256 of a file that stays with you"),
                    ("statement", "Statement in your own words"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("covers_from", None),
                    ("covers_until", None),
                    ("covers_until__gte", models.F("covers_from")),
                    _connector="OR",
                ),
                name="evidence_period_ends_after_it_begins",
                violation_error_message="The period must not end before it begins.",
            ),
        ),
        migrations.AddField(
            model_name="evidenceaccess",
            name="evidence",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="accesses",
                to="attestations.evidence",
            ),
        ),
        migrations.AddField(
            model_name="evidenceaccess",
            name="file",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="accesses",
                to="attestations.evidencefile",
            ),
        ),
        migrations.AddField(
            model_name="evidenceaccess",
            name="organisation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evidence_accesses",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="evidenceaccess",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evidence_accesses",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="evidencereminder",
            name="evidence",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="attestations.evidence",
            ),
        ),
        migrations.AddField(
            model_name="evidencereminder",
            name="to",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evidence_reminders",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="evidenceversion",
            name="evidence",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="attestations.evidence",
            ),
        ),
        migrations.AddField(
            model_name="evidenceversion",
            name="saved_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="saved_evidence_versions",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="evidenceaccess",
            index=models.Index(fields=["evidence", "-at"], name="evidence_access_by_piece"),
        ),
        migrations.AddConstraint(
            model_name="evidencereminder",
            constraint=models.UniqueConstraint(
                fields=("evidence", "to", "expires_on", "days"), name="evidence_reminder_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="evidenceversion",
            constraint=models.UniqueConstraint(
                fields=("evidence", "version"), name="evidence_version_once"
            ),
        ),
        OnlyAdded("attestations_evidenceversion"),
        OnlyAdded("attestations_evidenceaccess"),
        migrations.RunSQL(VERSIONS, migrations.RunSQL.noop),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
