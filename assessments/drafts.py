"""The rows of the draft result: each sharing, each remark, the lead's answer. Only ever added."""

from django.conf import settings
from django.db import models
from django.utils.timezone import now
from uuid_utils.compat import uuid7

USER = settings.AUTH_USER_MODEL


class DraftShare(models.Model):
    """The draft result was shown to the member. Rows are only ever added.

    `shared_by` is null only for what was shared before sharings were kept one by one.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    engagement = models.ForeignKey(
        "assessments.Engagement", models.PROTECT, related_name="draft_shares"
    )
    number = models.PositiveIntegerField()
    shared_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="shared_drafts")
    shared_at = models.DateTimeField(default=now)

    class Meta:
        app_label = "assessments"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "number"], name="draft_share_number_once")
        ]

    def __str__(self) -> str:
        return f"Draft {self.number} of {self.engagement_id}"


class Remark(models.Model):
    """What the member said to one draft; an empty text says that it has no remarks. Only added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    share = models.ForeignKey(DraftShare, models.PROTECT, related_name="remarks")
    text = models.TextField(blank=True)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="remarks")
    made_at = models.DateTimeField(default=now)

    class Meta:
        app_label = "assessments"
        ordering = ["made_at"]

    def __str__(self) -> str:
        return self.text or "No remarks"


class RemarkAnswer(models.Model):
    """What the lead assessor answers to a remark, once. Rows are only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    remark = models.OneToOneField(Remark, models.PROTECT, related_name="answer")
    text = models.TextField()
    answered_by = models.ForeignKey(USER, models.PROTECT, related_name="remark_answers")
    answered_at = models.DateTimeField(default=now)

    class Meta:
        app_label = "assessments"

    def __str__(self) -> str:
        return self.text
