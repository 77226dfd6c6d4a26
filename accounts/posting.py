"""Letters for messages: one letter to each person for all that waits for her.

The rows are the queue. A person's rows are claimed in a short transaction and the letter is handed
over outside of it. A mail server that is away is asked again; a letter that may have left is never
written a second time: where nobody knows, the row says so, and the message stands in the inbox.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from accounts.digest import gathered_until
from accounts.letters import Handed, handed_over, letter
from accounts.messages import Delivery, Message, MessageQuerySet

log = logging.getLogger("accounts")

# How long a worker may be about one letter before it counts as dead; a round is far shorter.
LEASE: Final = timedelta(minutes=15)
# What was not taken is tried again after so long.
PAUSE: Final = timedelta(minutes=5)
# Most people in one round, so that a round ends long before its lease.
MOST: Final = 100
BECAME: Final = {
    Handed.TAKEN: Delivery.SENT,
    Handed.REFUSED: Delivery.FAILED,
    Handed.LATER: Delivery.WAITING,
    Handed.AWAY: Delivery.WAITING,
    Handed.UNKNOWN: Delivery.UNKNOWN,
}


def post(*, at: datetime, entitled: Q) -> int:
    """One round: a letter to each person for whom something waits; how many were taken.

    `entitled` says whose message is hers to read still: the role in which she was told is known
    to the room above. Once the mail server is away, nobody else is tried in this round.
    """
    _given_up(at=at, entitled=entitled)
    taken = 0
    for person_id in _waiting_people(at, entitled):
        how = _posted(person_id, at, entitled)
        taken += how is Handed.TAKEN
        if how in (Handed.AWAY, Handed.UNKNOWN):
            break
    return taken


@transaction.atomic(durable=True)
def _given_up(*, at: datetime, entitled: Q) -> None:
    """Letters that died on their way, and letters to people who may not read the message any more."""
    Message.objects.filter(delivery=Delivery.SENDING, tried_at__lte=at - LEASE).update(
        delivery=Delivery.UNKNOWN.value,
        problem="The portal stopped while it handed the letter over. It is not sent twice.",
    )
    Message.objects.filter(~entitled, delivery=Delivery.WAITING).update(
        delivery=Delivery.WITHHELD.value, problem="The role has ended."
    )


def _due(at: datetime, entitled: Q) -> MessageQuerySet:
    """Waiting and not tried a moment ago, to people who can sign in; a day's letter once a day."""
    untried = Q(tried_at=None) | Q(tried_at__lte=at - PAUSE)
    closed = Q(to__daily_letter=False) | Q(made_at__lt=gathered_until(at))
    return Message.objects.filter(
        entitled, untried, closed, delivery=Delivery.WAITING, to__is_active=True
    )


def _waiting_people(at: datetime, entitled: Q) -> Iterable[UUID]:
    people = _due(at, entitled).order_by("to").values_list("to", flat=True).distinct()
    return list(people[:MOST])


def _posted(person_id: UUID, at: datetime, entitled: Q) -> Handed | None:
    """Send one person one letter about all that waits; nothing is locked meanwhile."""
    rows = _claimed(person_id, at, entitled)
    if not rows:
        return None
    handing = handed_over(
        letter(
            rows[0].to.email,
            _subject(rows),
            "messages.txt",
            _context(rows),
            headers={"Message-ID": f"<{rows[0].pk}@{urlsplit(settings.SITE_ORIGIN).hostname}>"},
        )
    )
    if handing.problem:
        log.warning("A letter was not taken: %s", handing.problem)
    Message.objects.filter(
        pk__in=[row.pk for row in rows], delivery__in=(Delivery.SENDING, Delivery.UNKNOWN)
    ).update(
        delivery=BECAME[handing.how].value,
        problem=handing.problem,
        sent_at=at if handing.how is Handed.TAKEN else None,
    )
    return handing.how


@transaction.atomic(durable=True)
def _claimed(person_id: UUID, at: datetime, entitled: Q) -> list[Message]:
    """What waits for one person, taken so that nobody else writes to her of it."""
    free = Message.objects.select_for_update(skip_locked=True, of=("self",))
    rows = free.filter(pk__in=_due(at, entitled).filter(to=person_id).values("pk"))
    keys = [row.pk for row in rows.filter(delivery=Delivery.WAITING)]
    Message.objects.filter(pk__in=keys).update(
        delivery=Delivery.SENDING.value, tried_at=at, attempts=F("attempts") + 1, problem=""
    )
    return list(Message.objects.filter(pk__in=keys).select_related("to").order_by("pk"))


def _subject(rows: list[Message]) -> str:
    if len(rows) == 1:
        return rows[0].subject
    return f"{len(rows)} messages: {rows[0].subject}"


def _context(rows: list[Message]) -> dict[str, object]:
    roles = list(dict.fromkeys(row.told_as for row in rows if row.told_as))
    return {
        "person": rows[0].to,
        "messages": [(row, f"{settings.SITE_ORIGIN}/inbox/{row.pk}/") for row in rows],
        "roles": roles,
        "inbox": f"{settings.SITE_ORIGIN}/inbox/",
    }
