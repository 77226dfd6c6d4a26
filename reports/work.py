"""What a worker makes in steps, under a lease: the fields that every such row has."""

from typing import ClassVar, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import QuerySet
from django.utils.timezone import now

from accounts.actor import Actor
from organisations.models import held_by
from organisations.permissions import Permission
from reports.causes import Cause
from reports.levels import Level
from reports.status import WORDS, State


class Work(models.Model):
    """A row that is its own queue: its state is the request, its lease says who has the next step.

    The token is a fencing token, raised by every claim; a step is written only by the holder of the
    newest. `NOUN` begins the names of its acts in the journal; in `WORKING` there is a next step.
    """

    NOUN: ClassVar[str]
    WORKING: ClassVar[tuple[State, ...]]
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
    # Why the last attempt failed: what operators read, what sort of thing it was, and what finds it
    # in the worker's log.
    last_error = models.TextField(blank=True)
    last_cause = models.CharField(
        max_length=20, blank=True, choices=[(c.value, c) for c in Cause if c]
    )
    last_reference = models.CharField(max_length=20, blank=True)

    class Meta:
        abstract = True

    @property
    def known_as(self) -> str:
        """How people call it; it says nothing of whose it is."""
        raise NotImplementedError

    @property
    def watched_at(self) -> str:
        """The page on which those who wait see how far it is."""
        raise NotImplementedError

    @property
    def resumes_in(self) -> State:
        """The state from which the step that failed is done again: what is on record stays."""
        raise NotImplementedError


Row = TypeVar("Row", bound=Work)


def rows_of(of: type[Row]) -> QuerySet[Row]:
    """All rows of one kind of work."""
    return of._default_manager.all()  # noqa: SLF001 - Django's documented API


def where_user_may(of: type[Row], permission: Permission, actor: Actor) -> QuerySet[Row]:
    """All rows for operators, who see how they get on and nothing else; for others none."""
    rows = rows_of(of)
    return rows if held_by(actor).granting(permission).organisations else rows.none()


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
    level = models.CharField(
        max_length=5, choices=[(k.value, k.pades) for k in Level], default=Level.B_B
    )
    signed_at = models.DateTimeField(default=now)

    class Meta:
        abstract = True
