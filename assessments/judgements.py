"""The rows of judgement: verdicts, their versions and reviews, evidence judged, findings."""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from uuid_utils.compat import uuid7

from assessments.carried_out import told
from assessments.verdict_status import SETTLED_VERDICTS, VerdictStatus
from attestations.models import Evidence
from principles.models import Criterion

USER = settings.AUTH_USER_MODEL


class Confidence(models.TextChoices):
    """How sure an assessor is."""

    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


class ReasonCode(models.TextChoices):
    """Why a verdict is below the claim or below target."""

    ADMITS = "organisation_admits", "The organisation admits it"
    CONTRADICTS = "evidence_contradicts", "Evidence contradicts the claim"
    PARTIAL = "evidence_partial", "Evidence is partial"
    INSUFFICIENT = "evidence_insufficient", "Evidence is insufficient"


class NotApplicableVerdict(models.TextChoices):
    """What the assessor says of a not-applicable claim."""

    ACCEPTED = "accepted", "Accepted: the criterion does not apply"
    REFUSED = "refused", "Refused: the criterion applies, and counts 0"


class Review(models.TextChoices):
    """What the quality reviewer says of a verdict."""

    AGREED = "agreed", "Agreed"
    DISAGREED = "disagreed", "Disagreed"
    APART = "apart", "Disagreed, more than one level apart"
    RULED = "ruled", "Settled by a third person"


REVIEWED: Final = {
    Review.AGREED.value: VerdictStatus.SETTLED,
    Review.DISAGREED.value: VerdictStatus.DISAGREED,
    Review.APART.value: VerdictStatus.APART,
    Review.RULED.value: VerdictStatus.RULED,
}
SETTLED: Final = tuple(word for word, status in REVIEWED.items() if status in SETTLED_VERDICTS)


class Verdict(models.Model):
    """An assessor's level, confidence and reason on one criterion (and layer).

    `level` is null only where an accepted not-applicable claim takes its place. It is settled
    once a quality reviewer, another person, has agreed with this very version, or a third person
    has chosen between the two. `review_level` is what a reviewer who disagrees would give, null
    where the criterion does not apply in her view.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    engagement = models.ForeignKey(
        "assessments.Engagement", models.PROTECT, related_name="verdicts"
    )
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="verdicts")
    layer = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)
    level = models.PositiveSmallIntegerField(null=True)
    confidence = models.CharField(max_length=10, choices=Confidence.choices, blank=True)
    reason = models.TextField()
    reason_code = models.CharField(max_length=30, choices=ReasonCode.choices, blank=True)
    not_applicable = models.CharField(
        max_length=10, choices=NotApplicableVerdict.choices, blank=True
    )
    done = models.JSONField(default=list)  # what was carried out: words of `carried_out.DONE`
    own_figures = models.JSONField(null=True)  # what `own_figures.worked_out` gives
    given_by = models.ForeignKey(USER, models.PROTECT, related_name="given_verdicts")
    given_at = models.DateTimeField(default=now)
    review = models.CharField(max_length=10, choices=Review.choices, blank=True)
    review_note = models.TextField(blank=True)
    review_level = models.PositiveSmallIntegerField(null=True)
    reviewed_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="reviewed_verdicts"
    )
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "assessments"
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "criterion", "layer"],
                name="verdict_one_per_criterion_and_layer",
            ),
            models.CheckConstraint(
                condition=Q(level__isnull=True, not_applicable="accepted") | Q(level__range=(0, 4)),
                name="verdict_has_a_level_or_is_not_applicable",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=models.F("given_by")),
                name="verdict_reviewed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id} {self.layer}: {self.level}"

    @property
    def done_words(self) -> str:
        """What was carried out, in words for people."""
        return told(self.done)

    @property
    def status(self) -> VerdictStatus:
        """Where it stands."""
        return REVIEWED.get(self.review, VerdictStatus.GIVEN)

    @property
    def is_settled(self) -> bool:
        """Whether a second person has agreed, or a third has chosen."""
        return self.status in SETTLED_VERDICTS

    @property
    def key(self) -> str:
        """The name of its row in forms and addresses; asks for the criterion."""
        return f"{self.criterion.code}.{self.layer or 'all'}"


class VerdictVersion(models.Model):
    """One given state of a verdict: who, when, what. Rows are only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField(null=True)
    confidence = models.CharField(max_length=10, choices=Confidence.choices, blank=True)
    reason = models.TextField()
    reason_code = models.CharField(max_length=30, choices=ReasonCode.choices, blank=True)
    not_applicable = models.CharField(
        max_length=10, choices=NotApplicableVerdict.choices, blank=True
    )
    done = models.JSONField(default=list)
    own_figures = models.JSONField(null=True)
    given_by = models.ForeignKey(USER, models.PROTECT, related_name="given_verdict_versions")
    given_at = models.DateTimeField(default=now)

    class Meta:
        app_label = "assessments"
        constraints = [
            models.UniqueConstraint(fields=["verdict", "version"], name="verdict_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.verdict_id} version {self.version}"


class EvidenceVerdict(models.Model):
    """Whether an item of evidence is accepted for one criterion (and layer)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    engagement = models.ForeignKey(
        "assessments.Engagement", models.PROTECT, related_name="evidence_verdicts"
    )
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="evidence_verdicts")
    layer = models.CharField(max_length=40, blank=True)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="verdicts")
    accepted = models.BooleanField()
    reason = models.TextField(blank=True)
    judged_by = models.ForeignKey(USER, models.PROTECT, related_name="judged_evidence")
    judged_at = models.DateTimeField(default=now)

    class Meta:
        app_label = "assessments"
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "criterion", "layer", "evidence"],
                name="evidence_judged_once_per_criterion",
            )
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id}: {self.accepted}"
