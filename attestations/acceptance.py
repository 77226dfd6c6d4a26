"""The row that says where in the public log a submission's acceptance stands."""

from django.db import models
from uuid_utils.compat import uuid7


class Acceptance(models.Model):
    """A submission was accepted: its commitment in the log. Rows are only ever added.

    `commitment` is SHA-256(`salt`, the submission's digest). Submissions that were accepted before
    acceptances were logged have none.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    submission = models.OneToOneField(
        "attestations.Submission", models.PROTECT, related_name="acceptance"
    )
    accepted_at = models.DateTimeField()
    salt = models.BinaryField(max_length=32)
    commitment = models.CharField(max_length=64)
    log_index = models.BigIntegerField(unique=True)

    class Meta:
        app_label = "attestations"

    def __str__(self) -> str:
        return f"acceptance of {self.submission_id} at {self.log_index}"
