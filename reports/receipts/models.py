"""Receipts and their files: one for every submission, made once and then never changed."""

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from attestations.models import Submission
from organisations.models import Organisation
from reports.work import PreparedBytes, SealedBytes, Work


class Receipt(Work):
    """The receipt of one submission, and where its making stands: due, prepared, signed."""

    NOUN = "receipt"

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
        ]

    def __str__(self) -> str:
        return f"receipt of {self.submission_id}"


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
