"""The rows of findings: what must be put right, every step of it, and what the steps rest on."""

from django.conf import settings
from django.db import models
from django.utils.timezone import now
from uuid_utils.compat import uuid7

from assessments.status import FINDING_WORDS
from attestations.models import Evidence
from organisations.layers import TITLES
from principles.models import Criterion

USER = settings.AUTH_USER_MODEL


class Grade(models.TextChoices):
    """How serious a finding is."""

    MAJOR = "major", "Major"
    MINOR = "minor", "Minor"
    OBSERVATION = "observation", "Observation"
    GOOD_PRACTICE = "good_practice", "Good practice"


class Finding(models.Model):
    """Something that must be put right, with the member's plan for it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    engagement = models.ForeignKey(
        "assessments.Engagement", models.PROTECT, related_name="findings"
    )
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="findings")
    layer = models.CharField(max_length=40, blank=True)
    number = models.PositiveIntegerField()
    grade = models.CharField(max_length=20, choices=Grade.choices)
    text = models.TextField()
    status = models.CharField(max_length=20, choices=list(FINDING_WORDS.items()), default="raised")
    raised_by = models.ForeignKey(USER, models.PROTECT, related_name="raised_findings")
    raised_at = models.DateTimeField(default=now)
    plan_owner = models.CharField(max_length=200, blank=True)
    plan_steps = models.TextField(blank=True)
    plan_due = models.DateField(null=True)
    planned_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="planned_findings")
    planned_at = models.DateTimeField(null=True)
    plan_judged_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="judged_plans")
    plan_judged_at = models.DateTimeField(null=True)
    plan_note = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="closed_findings")

    @property
    def layer_title(self) -> str:
        """The layer in words, empty where the criterion is not per layer."""
        return TITLES.get(self.layer, self.layer)

    class Meta:
        app_label = "assessments"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "number"], name="finding_number_once")
        ]

    def __str__(self) -> str:
        return f"Finding {self.number}"


class FindingStep(models.TextChoices):
    """What happened to a finding after it was raised."""

    ACKNOWLEDGED = "acknowledged", "Acknowledged by the member"
    DISPUTED = "disputed", "Disputed by the member"
    UPHELD = "upheld", "The appeal panel ruled that it stands"
    DISMISSED = "dismissed", "The appeal panel ruled that it falls"
    PLANNED = "planned", "Plan proposed"
    PLAN_ACCEPTED = "plan_accepted", "Plan accepted"
    PLAN_RETURNED = "plan_returned", "Plan returned"
    PROVED = "proved", "Evidence of correction given"
    PROOF_REFUSED = "proof_refused", "Evidence of correction refused"
    VERIFIED = "verified", "Correction verified"
    CLOSED = "closed", "Closed"
    PLAN_REOPENED = "plan_reopened", "The plan is judged again"
    PROOF_REOPENED = "proof_reopened", "The evidence is judged again"
    CLOSURE_REOPENED = "closure_reopened", "The closure is judged again"
    CONFIRMED = "confirmed", "Looked at anew: it stands"


class FindingEvent(models.Model):
    """One step of a finding, with its words. Rows are only ever added.

    `text` is the dispute, the ruling, the steps of a plan, the note, what shows the correction, why a
    step is judged again, or why the finding stands;
    `owner` and `due` belong to a plan; what a proof names are `FindingPiece` rows.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="events")
    step = models.CharField(max_length=20, choices=FindingStep.choices)
    text = models.TextField(blank=True)
    owner = models.CharField(max_length=200, blank=True)
    due = models.DateField(null=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="finding_events")
    at = models.DateTimeField(default=now)

    class Meta:
        app_label = "assessments"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.step}"


class FindingPiece(models.Model):
    """A piece of the member's library that a step of a finding rests on, in a version.

    A proof names it in the version of that moment, a verification in the one that was looked at; a
    closure rests on what was verified. Rows are only ever added.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    event = models.ForeignKey(FindingEvent, models.PROTECT, related_name="pieces")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="finding_pieces")
    version = models.PositiveIntegerField()

    class Meta:
        app_label = "assessments"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "evidence"], name="finding_piece_once_per_step"
            )
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} for {self.event_id}"
