"""What a worker makes in steps, under a lease: the fields that every such row has."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils.timezone import now

from reports.status import WORDS, State


class Work(models.Model):
    """A row that is its own queue: its state is the request, its lease says who has the next step.

    The token is a fencing token, raised by every claim; a step is written only by the holder of the
    newest. `NOUN` begins the names of its acts in the journal.
    """

    NOUN: ClassVar[str]
    pk: UUID
    organisation_id: UUID

    state = models.CharField(
        max_length=10, choices=[(s.value, WORDS[s]) for s in State], default=State.DUE
    )
    opened_at = models.DateTimeField(default=now)
    leased_until = models.DateTimeField(null=True)
    token = models.PositiveBigIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(default=now)
    last_error = models.TextField(blank=True)

    class Meta:
        abstract = True


class PreparedBytes(models.Model):
    """The exact bytes before signing, on record before any key is touched."""

    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=now)

    class Meta:
        abstract = True


class SealedBytes(models.Model):
    """A signed PDF, with what it was signed from and by which key."""

    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    unsigned_sha256 = models.CharField(max_length=64)
    key_id = models.CharField(max_length=64)
    certificate_sha256 = models.CharField(max_length=64)
    development_key = models.BooleanField()
    signed_at = models.DateTimeField(default=now)

    class Meta:
        abstract = True
