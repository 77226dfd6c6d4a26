"""What others than its author said of a verdict: second and third looks."""

from django.conf import settings
from django.db import models
from django.utils.timezone import now
from uuid_utils.compat import uuid7

USER = settings.AUTH_USER_MODEL


class Looked(models.TextChoices):
    """What somebody who looked at a verdict after its author came to."""

    AGREED = "agreed", "Agreed"
    DISAGREED = "disagreed", "Disagreed"
    APART = "apart", "Disagreed, more than one level apart"
    RULED = "ruled", "Settled it as the third person"


class VerdictLook(models.Model):
    """One look at one version of a verdict. Rows are only ever added.

    `level` is the one that she would give, null where the criterion does not apply in her view;
    `note` says why she disagrees. A third look's `version` is the one that it has made.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    verdict = models.ForeignKey("assessments.Verdict", models.PROTECT, related_name="looks")
    version = models.PositiveIntegerField()
    came_to = models.CharField(max_length=10, choices=Looked.choices)
    level = models.PositiveSmallIntegerField(null=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="verdict_looks")
    at = models.DateTimeField(default=now)

    class Meta:
        app_label = "assessments"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.verdict_id} version {self.version}: {self.came_to}"
