"""The rows of conclusion: recommendations, decisions, the choice to publish. Only ever added."""

from typing import Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from uuid_utils.compat import uuid7

from principles.scoring import RANK

USER = settings.AUTH_USER_MODEL


class Recommendation(models.Model):
    """What the lead assessor recommends, with the computed score. Rows are only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    engagement = models.ForeignKey(
        "assessments.Engagement", models.PROTECT, related_name="recommendations"
    )
    sequence = models.PositiveIntegerField()
    score = models.JSONField()
    computed_outcome = models.CharField(max_length=20)
    outcome = models.CharField(max_length=20)
    reasons = models.TextField()
    conditions_end_on = models.DateField(null=True)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="recommendations")
    made_at = models.DateTimeField(default=now)

    class Meta:
        app_label = "assessments"
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "sequence"], name="recommendation_sequence_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.outcome} for {self.engagement_id}"


class BodyConfirmation(models.Model):
    """The assessor body stands behind a recommendation of its lead. Rows are only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recommendation = models.OneToOneField(
        Recommendation, models.PROTECT, related_name="confirmation"
    )
    confirmed_by = models.ForeignKey(USER, models.PROTECT, related_name="body_confirmations")
    confirmed_at = models.DateTimeField(default=now)

    class Meta:
        app_label = "assessments"

    def __str__(self) -> str:
        return f"{self.recommendation_id} confirmed"


class RecommendationReturn(models.Model):
    """The body does not stand behind a recommendation, and why. Rows are only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recommendation = models.OneToOneField(Recommendation, models.PROTECT, related_name="returned")
    reason = models.TextField()
    returned_by = models.ForeignKey(USER, models.PROTECT, related_name="returned_recommendations")
    returned_at = models.DateTimeField(default=now)

    class Meta:
        app_label = "assessments"

    def __str__(self) -> str:
        return f"{self.recommendation_id} returned"


class SendingBack(models.Model):
    """The alliance sends a recommendation back, and what to look at again. Rows are only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recommendation = models.OneToOneField(Recommendation, models.PROTECT, related_name="sent_back")
    reason = models.TextField()
    sent_by = models.ForeignKey(USER, models.PROTECT, related_name="recommendations_sent_back")
    sent_at = models.DateTimeField(default=now)

    class Meta:
        app_label = "assessments"

    def __str__(self) -> str:
        return f"{self.recommendation_id} sent back"


def _lower() -> Q:
    lower = Q()
    for recommended in RANK:
        below = [each.value for each in RANK if RANK[each] < RANK[recommended]]
        lower |= Q(recommendation__outcome=recommended.value, outcome__in=below)
    return lower


# Of a decision: it concludes less than the body had recommended.
LOWER: Final = _lower()


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions, and how often the alliance did not follow."""

    def lower_than_recommended(self) -> Self:
        """Those that conclude less than the body had recommended."""
        return self.filter(LOWER)


class Decision(models.Model):
    """The alliance's conclusion on a recommendation. Rows are only ever added.

    An engagement may come to have several (a follow-up decides again).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    engagement = models.ForeignKey(
        "assessments.Engagement", models.PROTECT, related_name="decisions"
    )
    recommendation = models.OneToOneField(Recommendation, models.PROTECT, related_name="decision")
    sequence = models.PositiveIntegerField()
    outcome = models.CharField(max_length=20)
    reasons = models.TextField()
    conditions_end_on = models.DateField(null=True)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="decisions")
    made_at = models.DateTimeField(default=now)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        app_label = "assessments"
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "sequence"], name="decision_sequence_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.outcome} for {self.engagement_id}"


class PublicationChoice(models.Model):
    """The signatory's choice whether a "not conforming" result is published. Only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="publication_choice")
    publish = models.BooleanField()
    chosen_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="publication_choices"
    )
    chosen_at = models.DateTimeField(default=now)

    class Meta:
        app_label = "assessments"

    def __str__(self) -> str:
        return "publish" if self.publish else "do not publish"
