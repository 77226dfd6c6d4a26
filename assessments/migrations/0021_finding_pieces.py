"""What a proof of corrective action names: pieces in their versions, in the place of one or none."""

import uuid_utils.compat
from django.db import migrations, models
from django.db.models.deletion import PROTECT

from journal.only_added import OnlyAdded

# A piece that was pointed to stands in the version that it had at that moment.
KEPT = """
INSERT INTO assessments_findingpiece (id, event_id, evidence_id, version)
SELECT uuidv7(), event.id, event.evidence_id, coalesce((
  SELECT max(known.version) FROM attestations_evidenceversion AS known
  WHERE known.evidence_id = event.evidence_id AND known.saved_at <= event.at), 1)
FROM assessments_findingevent AS event WHERE event.evidence_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0020_follow_up"), ("attestations", "0014_emergency_access")]

    operations = [
        migrations.CreateModel(
            name="FindingPiece",
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
                    "event",
                    models.ForeignKey(
                        on_delete=PROTECT,
                        related_name="pieces",
                        to="assessments.findingevent",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=PROTECT,
                        related_name="finding_pieces",
                        to="attestations.evidence",
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.AddConstraint(
            model_name="findingpiece",
            constraint=models.UniqueConstraint(
                fields=("event", "evidence"), name="finding_piece_once_per_step"
            ),
        ),
        OnlyAdded("assessments_findingpiece"),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        migrations.RemoveField("findingevent", "evidence"),
    ]
