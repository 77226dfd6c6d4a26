"""Messages to people: what waits for them or has happened, in their inbox and by mail.

A message is a row that the act leaves in its own transaction (`told`); the row is the inbox and is
the request for a letter (`accounts/posting.py`). It says in which role she is told: who holds the
role no more reads it no more, and gets no letter. Subject and text name the matter, never what an
answer, a piece of evidence or a verdict says.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.timezone import now
from uuid_utils.compat import uuid7

from accounts.one_line import one_line
from journal.recording import require_transaction

LONGEST_SUBJECT: Final = 160
READ_FIRST: Final = "It was read here before the mail left."


class Delivery(models.TextChoices):
    """What became of the letter that carries a message."""

    WAITING = "waiting", "Waiting to be sent"
    SENDING = "sending", "Being handed to the mail server"
    SENT = "sent", "Mail sent"
    FAILED = "failed", "Mail could not be sent"
    UNKNOWN = "unknown", "Not known whether the mail left"
    WITHHELD = "withheld", "No mail sent"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told, and in which role; without a role it is told to the person herself."""

    user_id: UUID
    organisation_id: UUID | None = None
    role: str = ""
    told_as: str = ""  # the role in words, such as: owner of North Harbour Cloud


@dataclass(frozen=True, slots=True)
class Said:
    """What is told: the act that it follows from, on what, and where to go on.

    `occasion` tells the second time of the same act on the same object from the first; told twice
    with the same occasion, a person has one message.
    """

    act: str
    object_id: UUID
    subject: str
    text: str
    path: str
    occasion: str = ""
    known: tuple[str, ...] = ()  # the sides that may see that she was told, beside her own


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages, and who reads them."""

    def of(self, user_id: UUID, roles: Collection[tuple[UUID, str]]) -> Self:
        """To this person, as long as she holds the role that she was told in.

        `roles` are those that count for her now, as pairs of organisation and role.
        """
        reads = Q(organisation_id=None)
        for organisation_id, role in roles:
            reads |= Q(organisation_id=organisation_id, role=role)
        return self.filter(reads, to_id=user_id, taken_back_at=None)

    def unread(self) -> Self:
        """Not followed yet."""
        return self.filter(read_at=None)


class Message(models.Model):
    """One thing told to one person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="messages")
    # The role she is told in. Organisations lie above this room: their id, and no key to them.
    organisation_id = models.UUIDField(null=True, editable=False)
    role = models.CharField(max_length=20, blank=True)
    told_as = models.CharField(max_length=260, blank=True)
    act = models.CharField(max_length=60)
    object_id = models.UUIDField(editable=False)
    occasion = models.CharField(max_length=60, blank=True)
    known = ArrayField(models.CharField(max_length=20), default=list)
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    text = models.TextField()
    path = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=now, editable=False)
    read_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    delivery = models.CharField(
        max_length=10, choices=Delivery.choices, default=Delivery.WAITING.value
    )
    attempts = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        constraints = [
            models.UniqueConstraint(
                fields=["act", "object_id", "occasion", "to"], name="message_once"
            ),
            models.CheckConstraint(
                condition=Q(path__regex=r"^/([^/\\].*)?$"), name="message_leads_into_the_portal"
            ),
            models.CheckConstraint(
                condition=Q(organisation_id=None, role="")
                | Q(organisation_id__isnull=False) & ~Q(role=""),
                name="message_role_has_its_organisation",
            ),
        ]
        indexes = [
            models.Index(fields=["to", "-id"], name="message_inbox"),
            models.Index(fields=["object_id", "id"], name="message_by_object"),
            models.Index(
                fields=["to"],
                condition=Q(delivery__in=["waiting", "sending"]),
                name="message_to_be_sent",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


def told(what: Iterable[tuple[Said, Recipient]], *, at: datetime, no_letter: str = "") -> None:
    """Tell people: one insert for all of them. Joins the caller's transaction.

    What a person was told already on the same occasion is not said again. `no_letter` says why no
    letter carries it, where none does.
    """
    require_transaction()
    Message.objects.bulk_create(
        (
            Message(
                to_id=who.user_id,
                organisation_id=who.organisation_id,
                role=who.role,
                told_as=one_line(who.told_as, longest=260),
                act=said.act,
                object_id=said.object_id,
                occasion=said.occasion,
                known=list(said.known),
                subject=one_line(said.subject, longest=LONGEST_SUBJECT),
                text=said.text.strip(),
                path=said.path,
                made_at=at,
                delivery=Delivery.WITHHELD.value if no_letter else Delivery.WAITING.value,
                problem=no_letter,
            )
            for said, who in what
        ),
        ignore_conflicts=True,
    )


def taken_back(
    object_id: UUID,
    *,
    at: datetime,
    user_id: UUID | None = None,
    role: str = "",
    path: str = "",
) -> int:
    """Take back what was told of an object, to this person or in this role; how many messages.

    With a `path`, only what leads to that page.

    For acts that end somebody's right to know of it: it leaves the inbox, and no letter follows.
    Joins the caller's transaction.
    """
    require_transaction()
    rows = Message.objects.filter(object_id=object_id, taken_back_at=None)
    if user_id is not None:
        rows = rows.filter(to_id=user_id)
    if role:
        rows = rows.filter(role=role)
    if path:
        rows = rows.filter(path=path)
    return rows.update(taken_back_at=at, **_no_letter("The right to know of it has ended."))


def read(messages: MessageQuerySet, *, at: datetime) -> int:
    """Mark these as read; a letter that still waits is not sent any more. How many were unread."""
    return messages.unread().update(read_at=at, **_no_letter(READ_FIRST))


def _no_letter(problem: str) -> dict[str, Case]:
    """A letter that waits is given up; one that left, or is leaving, stays as it is."""
    waits = Q(delivery=Delivery.WAITING)
    return {
        "problem": Case(When(waits, then=Value(problem)), default=F("problem")),
        "delivery": Case(When(waits, then=Value(Delivery.WITHHELD.value)), default=F("delivery")),
    }
