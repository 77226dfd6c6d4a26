"""Reports, their files and their notices: made exactly once, then only added to."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.timezone import now
from uuid_utils.compat import uuid7

from accounts.actor import Actor
from assessments.models import Decision
from attestations.models import Attestation, Submission
from organisations.models import Organisation, Scope, held_by
from organisations.permissions import Permission
from principles.models import Edition
from reports.corrected import WORDS as CODES
from reports.corrected import Code
from reports.keys.models import KeyRequest as KeyRequest  # noqa: PLC0414
from reports.keys.models import SealKey as SealKey  # noqa: PLC0414
from reports.keys.models import SealKeyEnd as SealKeyEnd  # noqa: PLC0414
from reports.receipts.models import PreparedReceipt as PreparedReceipt  # noqa: PLC0414
from reports.receipts.models import Receipt as Receipt  # noqa: PLC0414
from reports.receipts.models import SealedReceipt as SealedReceipt  # noqa: PLC0414
from reports.status import CORRECTION_WORDS, CorrectionStatus, Kind, NoticeKind, State
from reports.work import PreparedBytes, SealedBytes, Work

USER = settings.AUTH_USER_MODEL


class Report(Work):
    """One numbered, immutable release of a result, and where its making stands.

    The facts (`contents`, `figures`, dates, outcome) are frozen when the report is prepared.
    """

    NOUN = "report"
    WORKING = (State.DUE, State.PREPARED, State.SIGNED)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in Kind])
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="reports")
    scope = models.ForeignKey(Scope, models.PROTECT, related_name="reports")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="reports")
    attestation = models.ForeignKey(Attestation, models.PROTECT, related_name="reports")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="reports")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="reports")
    # The live report that this one takes the place of, on the same submission and decision.
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrected_by")
    sequence = models.PositiveIntegerField()
    # Frozen when prepared:
    outcome = models.CharField(max_length=20, blank=True)
    figures = models.JSONField(default=dict)
    twin = models.BinaryField(null=True)
    twin_sha256 = models.CharField(max_length=64, blank=True)
    template_version = models.CharField(max_length=20, blank=True)
    issued_at = models.DateTimeField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    # Which of its seals counts: one by a key that leaked before it was live is set aside.
    sealing = models.PositiveIntegerField(default=0)
    # Set when it goes live:
    live_at = models.DateTimeField(null=True)
    log_index = models.BigIntegerField(null=True, unique=True)
    # When the first of the reports that it corrects was published; empty in rows from before.
    stands_since = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "scope", "edition", "sequence"],
                name="report_sequence_once",
            ),
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(kind="declared", corrects=None),
                name="report_one_declared_per_submission",
            ),
            models.UniqueConstraint(
                fields=["decision"],
                condition=Q(corrects=None),
                name="report_one_per_decision",
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=~Q(state="ended"),
                name="report_corrected_once",
            ),
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(corrects=models.F("id")),
                name="report_corrects_another",
            ),
            models.CheckConstraint(
                condition=Q(kind="declared", decision__isnull=True)
                | Q(kind="assessed", decision__isnull=False),
                name="report_assessed_rests_on_a_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state="live") | Q(live_at__isnull=False, log_index__isnull=False),
                name="report_live_stands_in_the_log",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=Q(state__in=["due", "prepared", "signed"]),
                name="report_with_work",
            ),
            models.Index(fields=["-opened_at", "-id"], name="report_by_age"),
            models.Index(
                fields=["organisation", "-live_at"],
                condition=Q(state="live"),
                name="report_live_by_organisation",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def known_as(self) -> str:
        """Its number."""
        return self.number

    @property
    def watched_at(self) -> str:
        """The page of the reports of its attestation."""
        return f"/attestations/{self.attestation_id}/reports/"

    @property
    def resumes_in(self) -> State:
        """The step after the newest bytes on record."""
        if self.signed_files.exists():
            return State.SIGNED
        return State.PREPARED if self.prepared_files.exists() else State.DUE


class PreparedFile(PreparedBytes):
    """A report's exact bytes before signing, one for each rung. Only ever added.

    `twin_sha256` is the digest of the data inside; empty in rows from before there were two rungs,
    where it is the report's.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="prepared_files")
    rung = models.CharField(max_length=10, default="public")
    twin_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "rung"], name="prepared_file_once")
        ]

    def __str__(self) -> str:
        return f"prepared {self.rung} {self.sha256[:12]}"


class SealsThatCount(models.Manager["SignedFile"]):
    """The files that are their report's; not those that were set aside."""

    def get_queryset(self) -> QuerySet["SignedFile"]:
        return super().get_queryset().filter(sealing=F("report__sealing"))


class SignedFile(SealedBytes):
    """A signed PDF of a report; each rung of disclosure has its own. Only ever added.

    `objects`, and `signed_files` of a report, are the files of the seal that counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="signed_files")
    rung = models.CharField(max_length=10, default="public")
    sealing = models.PositiveIntegerField(default=0)

    objects = SealsThatCount()
    every = models.Manager["SignedFile"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "rung", "sealing"], name="signed_file_once")
        ]

    def __str__(self) -> str:
        return f"signed {self.rung} {self.sha256[:12]}"


class Notice(models.Model):
    """An event after a report is live. Only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in NoticeKind])
    reason = models.TextField(blank=True)
    by_report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="issued_notices")
    effective_at = models.DateTimeField()
    issued_at = models.DateTimeField(default=now)
    log_index = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["effective_at", "issued_at"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.report_id}"


class CorrectionQuerySet(models.QuerySet["Correction"]):
    """Corrections, and who may do what with them."""

    def where_user_may(self, permission: Permission, actor: Actor) -> Self:
        """All of them for the alliance's people who hold this right; others know of none."""
        return self.all() if held_by(actor).granting(permission).organisations else self.none()


class Correction(models.Model):
    """A registrar asked that a live report be made anew; a decision maker answers."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="corrections")
    code = models.CharField(max_length=20, choices=[(c.value, CODES[c]) for c in Code])
    what = models.TextField()  # what is changed, for everybody
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="asked_corrections")
    asked_at = models.DateTimeField(default=now)
    status = models.CharField(
        max_length=10,
        choices=[(s.value, CORRECTION_WORDS[s]) for s in CorrectionStatus],
        default=CorrectionStatus.ASKED,
    )
    answered_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="answered_corrections"
    )
    answered_at = models.DateTimeField(null=True)
    declined_because = models.TextField(blank=True)
    by_report = models.OneToOneField(Report, models.PROTECT, null=True, related_name="correction")

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=Q(status="asked"), name="correction_one_open"
            ),
            models.CheckConstraint(
                condition=Q(status="asked", answered_by=None, by_report=None)
                | Q(status="declined", answered_by__isnull=False, by_report=None)
                | Q(status="confirmed", answered_by__isnull=False, by_report__isnull=False),
                name="correction_answer_has_its_person",
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed") | ~Q(asked_by=models.F("answered_by")),
                name="correction_takes_two",
            ),
        ]

    def __str__(self) -> str:
        return f"correction of {self.report_id}"


class LoggedEdition(models.Model):
    """Where a published edition stands in the public log. Only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    edition = models.OneToOneField(Edition, models.PROTECT, related_name="log_entry")
    log_index = models.BigIntegerField(unique=True)
    logged_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"edition {self.edition_id} at {self.log_index}"


class NumberSequence(models.Model):
    """The last report number given in a year; locked while the next is taken."""

    year = models.PositiveIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
