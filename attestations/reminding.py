"""Telling people that evidence ends: 30, 7 and 1 days before, once each, by mail.

A row is the request and the record. Days that the portal was down collapse to the most urgent mark;
a mail server that is away is asked again in the next round; a piece that was renewed in time is not
spoken of any more.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from smtplib import SMTPRecipientsRefused
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from accounts.letters import send_letter
from accounts.messages import Recipient, Said, told
from accounts.models import User
from attestations.evidence_traces import EvidenceReminder, ReminderState
from attestations.models import Evidence
from attestations.staleness import SOON_DAYS, mark_of
from organisations.inbox import told_as
from organisations.models import Membership
from organisations.permissions import Role

log = logging.getLogger("attestations")

TOLD: Final = (Role.OWNER, Role.EDITOR)
# From this code on a mail server means it for good (RFC 5321, 4.2.1); below, it may take it later.
PERMANENT: Final = 500
# How long a letter that somebody began to send is left to her, should she have died over it.
LEASE: Final = timedelta(minutes=10)


def remind(*, at: datetime) -> int:
    """One round: rows for who is to be told today, then a letter to each; how many were sent."""
    open_reminders(at=at)
    return sum(1 for person in _waiting_people(at) if _told(person, at))


@transaction.atomic(durable=True)
def open_reminders(*, at: datetime) -> None:
    """Rows for every owner and editor, and every piece whose mark has been reached on the day."""
    on = at.date()
    until = on + timedelta(days=SOON_DAYS)
    pieces = Evidence.objects.filter(expires_on__gt=on, expires_on__lte=until)
    held = Membership.objects.in_force(at).filter(role__in=[role.value for role in TOLD])
    people: dict[UUID, dict[UUID, str]] = {}
    organisations = pieces.order_by().values("organisation")
    for organisation_id, user_id, role in held.filter(organisation__in=organisations).values_list(
        "organisation_id", "user_id", "role"
    ):
        people.setdefault(organisation_id, {}).setdefault(user_id, role)
    known = set(
        EvidenceReminder.objects.filter(evidence__in=pieces.order_by()).values_list(
            "evidence_id", "to_id", "expires_on", "days"
        )
    )
    new = [
        EvidenceReminder(evidence=piece, to_id=each, expires_on=piece.expires_on, days=mark)
        for piece in pieces.select_related("organisation")
        if piece.expires_on and (mark := mark_of(piece.expires_on, on))
        for each in sorted(people.get(piece.organisation_id, ()), key=str)
        if (piece.pk, each, piece.expires_on, mark) not in known
    ]
    EvidenceReminder.objects.bulk_create(new, ignore_conflicts=True)
    _told_in_inbox(new, people, at)


def _told_in_inbox(
    rows: list[EvidenceReminder], people: dict[UUID, dict[UUID, str]], at: datetime
) -> None:
    """One message to each person and organisation for what a round found; the letter lists it."""
    groups: dict[tuple[UUID, UUID], list[EvidenceReminder]] = {}
    for row in rows:
        groups.setdefault((row.evidence.organisation_id, row.to_id), []).append(row)
    what = []
    for (organisation_id, user_id), group in groups.items():
        organisation = group[0].evidence.organisation
        role = people[organisation_id][user_id]
        said = Said(
            act="reminder.evidence",
            object_id=organisation_id,
            subject=f"{_subject(group)}: {organisation.name}",
            text="Renew what still holds, or attach what takes its place.",
            path=reverse("attestations:library", args=[organisation.slug])
            + "?state=soon&sort=ends",
            occasion=at.date().isoformat(),
        )
        words = told_as(role, organisation.name)
        what.append((said, Recipient(user_id, organisation_id, role, words)))
    told(what, at=at, no_letter="The letter that lists the pieces goes out by itself.")


def current() -> QuerySet[EvidenceReminder]:
    """Reminders that still say something: not renewed since, and not overtaken by a later mark."""
    later = EvidenceReminder.objects.filter(
        evidence=OuterRef("evidence"),
        to=OuterRef("to"),
        expires_on=OuterRef("expires_on"),
        days__lt=OuterRef("days"),
    )
    return EvidenceReminder.objects.filter(~Exists(later), evidence__expires_on=F("expires_on"))


def reminders_of(piece: Evidence) -> QuerySet[EvidenceReminder]:
    """What became of the reminders of a piece's present expiry date."""
    sent = Q(state=ReminderState.SENT, expires_on=piece.expires_on)
    rows = EvidenceReminder.objects.filter(evidence=piece)
    return (
        rows.filter(sent | Q(pk__in=current())).select_related("to").order_by("-days", "to__name")
    )


def _due(at: datetime) -> QuerySet[EvidenceReminder]:
    """Waiting, not being sent by somebody else, to people who still answer for the piece."""
    holds = Membership.objects.in_force(at).filter(
        user=OuterRef("to"),
        organisation=OuterRef("evidence__organisation"),
        role__in=[role.value for role in TOLD],
    )
    free = Q(tried_at=None) | Q(tried_at__lte=at - LEASE)
    return current().filter(
        free, Exists(holds), state=ReminderState.WAITING, expires_on__gt=at.date()
    )


def _waiting_people(at: datetime) -> Iterator[UUID]:
    yield from _due(at).order_by().values_list("to", flat=True).distinct()


def _told(person_id: UUID, at: datetime) -> bool:
    """Send one person one letter about all that she is to be told; nothing is locked meanwhile."""
    rows = _claimed(person_id, at)
    if not rows:
        return False
    state, problem = ReminderState.WAITING, ""
    try:
        taken = send_letter(rows[0].to.email, _subject(rows), "evidence_ends.txt", _context(rows))
        state = ReminderState.SENT if taken else ReminderState.WAITING
    except SMTPRecipientsRefused as refused:
        if any(code < PERMANENT for code, _ in refused.recipients.values()):
            problem = "The mail server does not take it now; it is tried again."
        else:
            state, problem = ReminderState.FAILED, "The mail server does not know the address."
    except ValueError:
        # Such an address never passed a form; nobody behind it has to wait for it.
        state, problem = ReminderState.FAILED, "The address cannot be written to."
    except OSError as error:
        problem = f"The mail server is away ({type(error).__name__}); it is tried again."
        log.warning("Reminders wait: %s", type(error).__name__)
    EvidenceReminder.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=state, problem=problem, sent_at=at if state == ReminderState.SENT else None
    )
    return state == ReminderState.SENT


@transaction.atomic(durable=True)
def _claimed(person_id: UUID, at: datetime) -> list[EvidenceReminder]:
    """The rows of one person, taken so that no other worker writes to her of them."""
    due = _due(at).filter(to=person_id).values("pk")
    mine = EvidenceReminder.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        Q(tried_at=None) | Q(tried_at__lte=at - LEASE), pk__in=due, state=ReminderState.WAITING
    )
    keys = [row.pk for row in mine]
    EvidenceReminder.objects.filter(pk__in=keys).update(tried_at=at, attempts=F("attempts") + 1)
    rows = EvidenceReminder.objects.filter(pk__in=keys).select_related(
        "to", "evidence__organisation"
    )
    return list(rows.order_by("evidence__organisation__name", "expires_on", "evidence__title"))


def _subject(rows: list[EvidenceReminder]) -> str:
    first = min(row.expires_on for row in rows)
    what = "A piece of evidence ends" if len(rows) == 1 else f"{len(rows)} pieces of evidence end"
    return (
        f"{what}, the first on {first:%-d %B %Y}"
        if len(rows) > 1
        else f"{what} on {first:%-d %B %Y}"
    )


def _context(rows: list[EvidenceReminder]) -> dict[str, object]:
    groups = [
        (organisation, [(row.evidence, row.expires_on, _link(row.evidence)) for row in group])
        for organisation, group in groupby(rows, lambda row: row.evidence.organisation)
    ]
    person: User = rows[0].to
    return {"groups": groups, "person": person}


def _link(piece: Evidence) -> str:
    args = [piece.organisation.slug, piece.pk]
    return settings.SITE_ORIGIN + reverse("attestations:piece", args=args)
