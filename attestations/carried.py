"""The rows that say where a carried answer came from, and what was kept."""

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from principles.lineage import Fate

MOVED = [Fate.CARRIED, Fate.REAFFIRM, Fate.AGAIN, Fate.BY_HAND, Fate.KEPT]


class CarriedAnswer(models.Model):
    """One saved version of an earlier answer, and what became of it. Rows are only ever added.

    `target` is the answer that it was carried to, or beside which it shows; null for what is
    asked no more. An answer to a criterion that was split has a row for each part.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    attestation = models.ForeignKey(
        "attestations.Attestation", models.PROTECT, related_name="carried_answers"
    )
    source = models.ForeignKey(
        "attestations.AnswerVersion", models.PROTECT, related_name="carried_to"
    )
    fate = models.CharField(max_length=20, choices=[(each.value, each.value) for each in MOVED])
    target = models.ForeignKey(
        "attestations.Answer", models.PROTECT, null=True, related_name="carried_from"
    )

    class Meta:
        app_label = "attestations"
        constraints = [
            models.UniqueConstraint(
                fields=["attestation", "source", "target"],
                name="carried_answer_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(fate=Fate.KEPT.value, target__isnull=True)
                | (~Q(fate=Fate.KEPT.value) & Q(target__isnull=False)),
                name="carried_answer_has_a_place_unless_kept",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.fate}"
