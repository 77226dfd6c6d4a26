"""What the people of an engagement write for themselves: it never leaves their body."""

from django.conf import settings
from django.db import models
from django.utils.timezone import now
from uuid_utils.compat import uuid7

from principles.models import Criterion

USER = settings.AUTH_USER_MODEL


class BlindScore(models.Model):
    """A level that an assessor gave before she saw the claim; null where she skipped it.

    For the named people alone. Rows are only ever added.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    engagement = models.ForeignKey(
        "assessments.Engagement", models.PROTECT, related_name="blind_scores"
    )
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="blind_scores")
    layer = models.CharField(max_length=40, blank=True)
    level = models.PositiveSmallIntegerField(null=True)
    given_by = models.ForeignKey(USER, models.PROTECT, related_name="blind_scores")
    given_at = models.DateTimeField(default=now)

    class Meta:
        app_label = "assessments"
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "criterion", "layer", "given_by"],
                name="blind_score_once_by_each",
            ),
            models.CheckConstraint(
                condition=models.Q(level__isnull=True) | models.Q(level__range=(0, 4)),
                name="blind_score_is_a_level",
            ),
        ]

    def __str__(self) -> str:
        return f"Blind score {self.pk}"


class WorkingNote(models.Model):
    """A note on one criterion, for the named people alone. Rows are only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    engagement = models.ForeignKey(
        "assessments.Engagement", models.PROTECT, related_name="working_notes"
    )
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="working_notes")
    text = models.TextField()
    written_by = models.ForeignKey(USER, models.PROTECT, related_name="working_notes")
    written_at = models.DateTimeField(default=now)

    class Meta:
        app_label = "assessments"
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"Note {self.pk}"
