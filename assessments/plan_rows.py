"""The rows of planning: plans proposed by the lead, and what the member says to each. Only added."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import now
from uuid_utils.compat import uuid7

from assessments.status import EngagementStatus

USER = settings.AUTH_USER_MODEL


class PlanProposalQuerySet(models.QuerySet["PlanProposal"]):
    """Proposed plans."""

    def to_answer(self) -> Self:
        """The newest of an active engagement, where the member has not answered it."""
        later = PlanProposal.objects.filter(
            engagement=OuterRef("engagement"), sequence__gt=OuterRef("sequence")
        )
        return self.filter(
            ~Exists(later),
            answer=None,
            engagement__status=EngagementStatus.ACTIVE,
            engagement__plan_frozen_at=None,
        )


class PlanProposal(models.Model):
    """A plan as the lead assessor proposed it. The newest of an engagement counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    engagement = models.ForeignKey(
        "assessments.Engagement", models.PROTECT, related_name="plan_proposals"
    )
    sequence = models.PositiveIntegerField()
    content = models.JSONField()
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="plan_proposals")
    proposed_at = models.DateTimeField(default=now)

    objects = PlanProposalQuerySet.as_manager()

    class Meta:
        app_label = "assessments"
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "sequence"], name="plan_proposal_sequence_once"
            )
        ]

    def __str__(self) -> str:
        return f"plan {self.sequence} for {self.engagement_id}"


class PlanAnswer(models.Model):
    """The member agrees to a proposed plan, or objects and says why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    proposal = models.OneToOneField(PlanProposal, models.PROTECT, related_name="answer")
    agreed = models.BooleanField()
    reason = models.TextField(blank=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, related_name="plan_answers")
    answered_at = models.DateTimeField(default=now)

    class Meta:
        app_label = "assessments"
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed=True) | ~Q(reason=""), name="plan_objection_has_a_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{'agreed' if self.agreed else 'objected'} to {self.proposal_id}"
