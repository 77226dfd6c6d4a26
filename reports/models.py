"""Reports, their files and their notices: made exactly once, then only added to."""

from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from uuid_utils.compat import uuid7

from assessments.models import Decision
from attestations.models import Attestation, Submission
from organisations.models import Organisation, Scope
from principles.models import Edition
from reports.receipts.models import PreparedReceipt as PreparedReceipt  # noqa: PLC0414
from reports.receipts.models import Receipt as Receipt  # noqa: PLC0414
from reports.receipts.models import SealedReceipt as SealedReceipt  # noqa: PLC0414
from reports.status import Kind, NoticeKind, State
from reports.work import PreparedBytes, SealedBytes, Work


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
    decision = models.OneToOneField(Decision, models.PROTECT, null=True, related_name="report")
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
    # Set when it goes live:
    live_at = models.DateTimeField(null=True)
    log_index = models.BigIntegerField(null=True, unique=True)

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "scope", "edition", "sequence"],
                name="report_sequence_once",
            ),
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(kind="declared"),
                name="report_one_declared_per_submission",
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
    """A report's exact bytes before signing. Only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="prepared_files")
    rung = models.CharField(max_length=10, default="public")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "rung"], name="prepared_file_once")
        ]

    def __str__(self) -> str:
        return f"prepared {self.rung} {self.sha256[:12]}"


class SignedFile(SealedBytes):
    """A signed PDF of a report; each rung of disclosure has its own. Only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="signed_files")
    rung = models.CharField(max_length=10, default="public")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "rung"], name="signed_file_once")]

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
