"""What is kept about evidence besides itself: who saw it, and who was reminded that it ends."""

from django.conf import settings
from django.db import models
from django.utils.timezone import now
from uuid_utils.compat import uuid7

from attestations.evidence_models import Evidence, EvidenceFile
from organisations.models import Organisation

USER = settings.AUTH_USER_MODEL


class Looked(models.TextChoices):
    """What somebody did with a piece of evidence."""

    SEEN = "seen", "opened its page"
    DOWNLOADED = "downloaded", "downloaded a file"
    READ = "read", "read a file on the portal's page"


class EvidenceAccess(models.Model):
    """Somebody looked at a piece of evidence, read or took a file. Rows are only ever added.

    `organisation` is the one in whose name she looked: the owner's own, an assessor body's, the
    alliance's.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="accesses")
    version = models.PositiveIntegerField()
    file = models.ForeignKey(EvidenceFile, models.PROTECT, null=True, related_name="accesses")
    user = models.ForeignKey(USER, models.PROTECT, related_name="evidence_accesses")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="evidence_accesses"
    )
    act = models.CharField(max_length=20, choices=Looked.choices)
    at = models.DateTimeField(default=now, editable=False)

    class Meta:
        app_label = "attestations"
        indexes = [models.Index(fields=["evidence", "-at"], name="evidence_access_by_piece")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.act} {self.evidence_id}"


class ReminderState(models.TextChoices):
    """Whether a reminder has reached the mail server."""

    WAITING = "waiting", "Waiting to be sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Could not be sent"


class EvidenceReminder(models.Model):
    """A person is told that a piece of evidence ends in so many days; once for each such day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="reminders")
    to = models.ForeignKey(USER, models.PROTECT, related_name="evidence_reminders")
    expires_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=10, choices=ReminderState.choices, default=ReminderState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(default=now, editable=False)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "attestations"
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "to", "expires_on", "days"], name="evidence_reminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id}: {self.days} days before {self.expires_on}"
