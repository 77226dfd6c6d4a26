"""The rows of clarifications: what an assessor asks, and every entry of its thread."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import now
from uuid_utils.compat import uuid7

from accounts.actor import Actor
from assessments.clarification_status import (
    CLARIFICATION_WORDS,
    ClarificationStatus,
)
from attestations.models import Evidence, Grant, ScanState
from organisations.layers import TITLES
from organisations.models import held_by
from organisations.permissions import Permission
from principles.models import Criterion

USER = settings.AUTH_USER_MODEL


class ClarificationKind(models.TextChoices):
    """What is asked for."""

    QUESTION = "question", "Question"
    EVIDENCE = "evidence", "Request for evidence"


class ClarificationQuerySet(models.QuerySet["Clarification"]):
    """Clarifications, and who may read them."""

    def asked_of(self, actor: Actor) -> Self:
        """Asked of this person's organisation, or of a colleague who delegated the criterion."""
        held = held_by(actor)
        own = held.granting(Permission.ANSWERS_READ).organisations
        reach = Q(engagement__attestation__scope__organisation__in=own)
        if held.grantable(Permission.ANSWERS_READ):
            granted = Grant.objects.giving(Permission.ANSWERS_READ, actor).filter(
                criteria__contains=[OuterRef("criterion__code")],
                attestation=OuterRef("engagement__attestation"),
            )
            reach |= Q(Exists(granted))
        return self.filter(reach)

    def open(self) -> Self:
        """Waiting for an answer, or answered and not settled."""
        return self.filter(status__in=(ClarificationStatus.ASKED, ClarificationStatus.ANSWERED))

    def waiting(self) -> Self:
        """Waiting for the member's answer."""
        return self.filter(status=ClarificationStatus.ASKED)


class Clarification(models.Model):
    """A question, or a request for evidence, on one criterion (and layer). Its words are entries."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    engagement = models.ForeignKey(
        "assessments.Engagement", models.PROTECT, related_name="clarifications"
    )
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="clarifications")
    layer = models.CharField(max_length=40, blank=True)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=ClarificationKind.choices)
    status = models.CharField(
        max_length=10, choices=list(CLARIFICATION_WORDS.items()), default="asked"
    )
    due_on = models.DateField()
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="asked_clarifications")
    asked_at = models.DateTimeField(default=now)

    objects = ClarificationQuerySet.as_manager()

    class Meta:
        app_label = "assessments"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "number"], name="clarification_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def layer_title(self) -> str:
        """The layer in words, empty where the criterion is not per layer."""
        return TITLES.get(self.layer, self.layer)

    @property
    def wants_evidence(self) -> bool:
        """Whether only a piece of evidence answers it."""
        return self.kind == ClarificationKind.EVIDENCE

    @property
    def is_waiting(self) -> bool:
        """Whether the member's answer is waited for."""
        return self.status == ClarificationStatus.ASKED

    @property
    def is_over(self) -> bool:
        """Whether nothing leads on from here."""
        return self.status in (ClarificationStatus.SETTLED, ClarificationStatus.WITHDRAWN)


class ClarificationStep(models.TextChoices):
    """What an entry of a thread is."""

    ASKED = "asked", "Asked"
    ANSWERED = "answered", "Answered"
    ASKED_AGAIN = "asked_again", "Asked again"
    SETTLED = "settled", "Settled"
    WITHDRAWN = "withdrawn", "Withdrawn"
    LAPSED = "lapsed", "Not answered in time"


class ClarificationEntry(models.Model):
    """One entry of a thread. Rows are only ever added.

    `due` belongs to what is asked; `by` is null only where the clock let the time go by.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clarification = models.ForeignKey(Clarification, models.PROTECT, related_name="entries")
    step = models.CharField(max_length=12, choices=ClarificationStep.choices)
    text = models.TextField(blank=True)
    due = models.DateField(null=True)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="clarification_entries")
    at = models.DateTimeField(default=now)

    class Meta:
        app_label = "assessments"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(by__isnull=False) | Q(step="lapsed"),
                name="clarification_entry_is_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.clarification_id} {self.step}"


class ClarificationPiece(models.Model):
    """A piece of the member's library that an answer rests on, in the version of that moment.

    Rows are only ever added.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.ForeignKey(ClarificationEntry, models.PROTECT, related_name="pieces")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="clarification_pieces")
    version = models.PositiveIntegerField()

    class Meta:
        app_label = "assessments"
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "evidence"], name="clarification_piece_once_per_answer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} for {self.entry_id}"


class QuestionFile(models.Model):
    """A file that assessors attached to what they ask, named by its SHA-256.

    Only the scan state changes; a trigger refuses every other change.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.ForeignKey(ClarificationEntry, models.PROTECT, related_name="files")
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    scan = models.CharField(max_length=20, choices=ScanState.choices, default=ScanState.WAITING)
    uploaded_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        app_label = "assessments"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="question_file_has_a_digest"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_served(self) -> bool:
        """Whether it is given out: not while it waits for the scanner, nor once that refused it."""
        return self.scan in (ScanState.NOT_SCANNED, ScanState.CLEAN)

    @property
    def is_refused(self) -> bool:
        """Whether the scanner found something in it."""
        return self.scan == ScanState.INFECTED
