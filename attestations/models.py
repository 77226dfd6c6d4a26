"""A member's declaration: attestations, answers, evidence, submissions, grants."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import now
from uuid_utils.compat import uuid7

from accounts.actor import Actor
from attestations.acceptance import Acceptance as Acceptance  # noqa: PLC0414
from attestations.carried import CarriedAnswer as CarriedAnswer  # noqa: PLC0414 - a row of this room
from attestations.emergency_rows import EmergencyAccess as EmergencyAccess  # noqa: PLC0414
from attestations.evidence_models import DisclosureClass as DisclosureClass  # noqa: PLC0414
from attestations.evidence_models import Evidence as Evidence  # noqa: PLC0414
from attestations.evidence_models import EvidenceFile as EvidenceFile  # noqa: PLC0414
from attestations.evidence_models import EvidenceKind as EvidenceKind  # noqa: PLC0414
from attestations.evidence_models import EvidenceLink as EvidenceLink  # noqa: PLC0414
from attestations.evidence_models import EvidenceVersion as EvidenceVersion  # noqa: PLC0414
from attestations.evidence_models import ScanState as ScanState  # noqa: PLC0414
from attestations.evidence_traces import EvidenceAccess as EvidenceAccess  # noqa: PLC0414
from attestations.evidence_traces import EvidenceReminder as EvidenceReminder  # noqa: PLC0414
from attestations.rights import Grant as Grant  # noqa: PLC0414
from attestations.status import BEFORE_SUBMISSION, CLOSED, WORDS, Status
from organisations.models import Scope, held_by
from organisations.permissions import Permission
from principles.models import Criterion, Edition

USER = settings.AUTH_USER_MODEL


class AttestationQuerySet(models.QuerySet["Attestation"]):
    """Attestations, and who may do what with them."""

    def where_user_may(self, permission: Permission, actor: Actor) -> Self:
        """Only what `actor` may reach for this act; the rest does not exist to them."""
        held = held_by(actor)
        reach = Q(scope__organisation__in=held.granting(permission).organisations)
        if held.grantable(permission):
            granted = Grant.objects.giving(permission, actor)
            reach |= Q(Exists(granted.filter(attestation=OuterRef("pk"))))
        return self.filter(reach)

    def before(self, attestation: "Attestation") -> Self:
        """The attestations of the same scope that were opened earlier than this one."""
        return self.filter(scope=attestation.scope_id, opened_at__lt=attestation.opened_at)


class Attestation(models.Model):
    """One organisation's declaration against one edition, for one scope."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    scope = models.ForeignKey(Scope, models.PROTECT, related_name="attestations")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="attestations")
    status = models.CharField(
        max_length=20, choices=[(s.value, WORDS[s]) for s in Status], default=Status.DRAFT
    )
    as_of = models.DateField()
    # Copied from the scope when opened, so that a later change of the scope changes nothing here.
    # The statement as one text, and its parts (the last two empty in statements without parts).
    scope_statement = models.TextField()
    scope_included = models.TextField(blank=True)
    scope_excluded = models.TextField(blank=True)
    scope_why = models.TextField(blank=True)
    layers = ArrayField(models.CharField(max_length=40))
    # The attestation whose answers it began with; scope, edition and this never change (a trigger).
    carried_from = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="carried_to"
    )
    opened_by = models.ForeignKey(USER, models.PROTECT, related_name="opened_attestations")
    opened_at = models.DateTimeField(default=now)
    made_ready_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="made_ready_attestations"
    )
    made_ready_at = models.DateTimeField(null=True)
    ready_sha256 = models.CharField(max_length=64, blank=True)
    # [{"key", "sentence", "reason"}]: what was weak when it was last made ready, and why it stays so;
    # kept when it becomes a draft again, so that nobody has to write the reasons twice.
    ready_warnings = models.JSONField(default=list)
    submitted_at = models.DateTimeField(null=True, editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    return_items = models.JSONField(default=list)
    # Written by the rooms above, because acts here must know: see house.md, "An act below".
    engagement_open = models.BooleanField(default=False)
    engagement_active = models.BooleanField(default=False)
    declared_report_live = models.BooleanField(default=False)

    # The state before the act that is under way; `moves.moved` sets it, no column holds it.
    came_from: str = ""

    objects = AttestationQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "edition"],
                condition=~Q(status__in=[s.value for s in CLOSED]),
                name="attestation_one_live_per_scope_and_edition",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in BEFORE_SUBMISSION])
                | Q(submitted_at__isnull=False),
                name="attestation_submitted_has_a_date",
                violation_error_message="A submitted attestation must carry its date.",
            ),
            models.CheckConstraint(
                condition=~Q(status="ready")
                | Q(made_ready_by__isnull=False, ready_sha256__regex=r"^[0-9a-f]{64}$"),
                name="attestation_ready_has_a_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope} against {self.edition}"

    @property
    def status_words(self) -> str:
        """The state in words for people."""
        return WORDS[self.status]


class Confidence(models.TextChoices):
    """How sure the member is of its own answer."""

    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


class AnswerContent(models.Model):
    """What an answer says; the current answer and its versions share these fields.

    `response` is the typed answer as `principles/measures.py` reads it, or null while there is
    none; `not_applicable` claims that the criterion does not apply, with `reason`. `figure` says
    how a metric's value was taken (population, period, basis), null where nothing is said;
    `counter_claim` is what the member itself knows to speak against its answer.
    """

    response = models.JSONField(null=True)
    figure = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    not_applicable = models.BooleanField(default=False)
    counter_claim = models.TextField(blank=True)
    plan = models.TextField(blank=True)
    plan_due = models.DateField(null=True)
    unsure = models.BooleanField(default=False)
    confidence = models.CharField(max_length=10, choices=Confidence.choices, blank=True)
    criterion_sha256 = models.CharField(max_length=64)

    class Meta:
        abstract = True


# What a person says; every copy and comparison of answers walks this one list.
SAID_FIELDS = (
    "response",
    "figure",
    "reason",
    "not_applicable",
    "counter_claim",
    "plan",
    "plan_due",
    "unsure",
    "confidence",
)
CONTENT_FIELDS = (*SAID_FIELDS, "criterion_sha256")


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Answers, and who may do what with them."""

    def where_user_may(self, permission: Permission, actor: Actor) -> Self:
        """Of attestations that `actor` may reach for this act; where a grant names criteria, these."""
        held = held_by(actor)
        own = held.granting(permission).organisations
        reach = Q(attestation__scope__organisation__in=own)
        if held.grantable(permission):
            granted = Grant.objects.giving(permission, actor).filter(
                Q(criteria=None) | Q(criteria__contains=[OuterRef("criterion__code")]),
                attestation=OuterRef("attestation"),
            )
            reach |= Q(Exists(granted))
        return self.filter(reach)


class Answer(AnswerContent):
    """What an attestation says to one criterion, for one layer where the criterion is per layer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    attestation = models.ForeignKey(Attestation, models.PROTECT, related_name="answers")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="answers")
    layer = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)
    # Carried to other words, from another scope or an earlier period: it counts once somebody has
    # said that it holds (`carrying.waits`).
    to_affirm = models.BooleanField(default=False)
    saved_by = models.ForeignKey(USER, models.PROTECT, related_name="saved_answers")
    saved_at = models.DateTimeField(default=now)
    evidence: "models.ManyToManyField[Evidence, EvidenceLink]" = models.ManyToManyField(
        "Evidence", through="EvidenceLink", related_name="answers"
    )

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["attestation", "criterion", "layer"],
                name="answer_one_per_criterion_and_layer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion.code} {self.layer}".strip()


class How(models.TextChoices):
    """By which way an answer came in."""

    FORM = "form", "by form"
    IMPORT = "import", "by import"
    CARRY_OVER = "carry_over", "carried over"
    AFFIRMED = "affirmed", "confirmed as carried over"
    RESTORED = "restored", "restored from an earlier version"


class AnswerVersion(AnswerContent):
    """One saved state of an answer: who, when, how. Rows are only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    answer = models.ForeignKey(Answer, models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    saved_by = models.ForeignKey(USER, models.PROTECT, related_name="saved_answer_versions")
    saved_at = models.DateTimeField(default=now)
    how = models.CharField(max_length=20, choices=How.choices, default=How.FORM)
    # The earlier version whose content this one brought back.
    restored_from = models.PositiveIntegerField(null=True)
    evidence_ids = ArrayField(models.UUIDField(), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "version"], name="answer_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} version {self.version}"


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """What was signed, and who may read it."""

    def where_user_may(self, permission: Permission, actor: Actor) -> Self:
        """Of the attestations that `actor` may reach for this act.

        Whoever reaches them by a grant reads the newest submission: what was recalled or returned
        before it is between the member and the record.
        """
        reachable = Attestation.objects.where_user_may(permission, actor)
        own = held_by(actor).granting(permission).organisations
        later = Submission.objects.filter(
            attestation=OuterRef("attestation"), sequence__gt=OuterRef("sequence")
        )
        is_own = Q(attestation__scope__organisation__in=own)
        return self.filter(is_own | ~Exists(later), attestation__in=reachable)


class Submission(models.Model):
    """The frozen content of an attestation at the moment of signing. Rows are only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    attestation = models.ForeignKey(Attestation, models.PROTECT, related_name="submissions")
    sequence = models.PositiveIntegerField()
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    statement = models.TextField()
    statement_version = models.CharField(max_length=20)
    authority = models.CharField(max_length=200)
    publish_declared = models.BooleanField()
    signed_by = models.ForeignKey(USER, models.PROTECT, related_name="submissions")
    signed_at = models.DateTimeField()
    salt = models.BinaryField(max_length=32)
    commitment = models.CharField(max_length=64)
    log_index = models.BigIntegerField()

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["attestation", "sequence"], name="submission_sequence_once"
            )
        ]

    def __str__(self) -> str:
        return f"submission {self.sequence} of {self.attestation_id}"


class BriefingView(models.Model):
    """A person opened the signatory's briefing for content of this very digest."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    attestation = models.ForeignKey(Attestation, models.PROTECT, related_name="briefing_views")
    user = models.ForeignKey(USER, models.PROTECT, related_name="briefing_views")
    sha256 = models.CharField(max_length=64)
    opened_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.user_id} read {self.sha256[:12]}"
