"""Files that assessors attach to what they ask."""

import django.utils.timezone
import uuid_utils.compat
from django.db import migrations, models
from django.db.models.deletion import PROTECT

GUARD = """
CREATE FUNCTION assessments_refuse_other_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'What is recorded of a file of a question never changes.'
    USING ERRCODE = 'restrict_violation';
END;
$$;

CREATE TRIGGER assessments_questionfile_keeps_bytes
BEFORE UPDATE ON assessments_questionfile
FOR EACH ROW WHEN (
  (OLD.id, OLD.entry_id, OLD.name, OLD.sha256, OLD.size, OLD.media_type, OLD.uploaded_at)
  IS DISTINCT FROM
  (NEW.id, NEW.entry_id, NEW.name, NEW.sha256, NEW.size, NEW.media_type, NEW.uploaded_at)
)
EXECUTE FUNCTION assessments_refuse_other_file();

CREATE TRIGGER assessments_questionfile_is_never_deleted
BEFORE DELETE OR TRUNCATE ON assessments_questionfile
FOR EACH STATEMENT EXECUTE FUNCTION assessments_refuse_other_file();
"""

NO_GUARD = """
DROP TRIGGER assessments_questionfile_is_never_deleted ON assessments_questionfile;
DROP TRIGGER assessments_questionfile_keeps_bytes ON assessments_questionfile;
DROP FUNCTION assessments_refuse_other_file();
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0022_steps_judged_again")]

    operations = [
        migrations.CreateModel(
            name="QuestionFile",
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
                ("name", models.CharField(max_length=255)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("media_type", models.CharField(max_length=100)),
                (
                    "scan",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for the virus scanner"),
                            ("not_scanned", "Not scanned"),
                            ("clean", "Scanned: nothing found"),
                            ("infected", "Scanned: refused"),
                        ],
                        default="waiting",
                        max_length=20,
                    ),
                ),
                (
                    "uploaded_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=PROTECT,
                        related_name="files",
                        to="assessments.clarificationentry",
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.AddConstraint(
            model_name="questionfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                name="question_file_has_a_digest",
            ),
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
