"""Receipts and their files: one for every submission, made once and then never changed."""

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from attestations.models import Submission
from organisations.models import Organisation
from reports.status import State
from reports.work import PreparedBytes, SealedBytes, Work


class Receipt(Work):
    """The receipt of one submission, and where its making stands: due, prepared, signed."""

    NOUN = "receipt"
    WORKING = (State.DUE, State.PREPARED)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    submission = models.OneToOneField(Submission, models.PROTECT, related_name="receipt")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="receipts")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(state="live"), name="receipt_is_never_published"),
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=Q(state__in=["due", "prepared"]),
                name="receipt_with_work",
            ),
            models.Index(fields=["-opened_at", "-id"], name="receipt_by_age"),
        ]

    def __str__(self) -> str:
        return f"receipt of {self.submission_id}"

    @property
    def known_as(self) -> str:
        """A receipt has no number; its id begins with when it became due."""
        return f"receipt {str(self.pk)[:13]}"

    @property
    def watched_at(self) -> str:
        """The page of the receipt as PDF."""
        return f"/submissions/{self.submission_id}/receipt/"

    @property
    def resumes_in(self) -> State:
        """The step after the bytes on record."""
        made = PreparedReceipt.objects.filter(receipt=self).exists()
        return State.PREPARED if made else State.DUE


class PreparedReceipt(PreparedBytes):
    """A receipt's exact bytes before signing. Only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    receipt = models.OneToOneField(Receipt, models.PROTECT, related_name="prepared")
    data = models.JSONField()  # the attachments by name, each with its SHA-256

    def __str__(self) -> str:
        return f"prepared receipt {self.sha256[:12]}"


class SealedReceipt(SealedBytes):
    """A receipt as people keep it. Only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    receipt = models.OneToOneField(Receipt, models.PROTECT, related_name="sealed")

    def __str__(self) -> str:
        return f"sealed receipt {self.sha256[:12]}"
