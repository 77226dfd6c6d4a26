"""The clock reminds colleagues, and who delegated to them, of answers that are wanted by a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.actor import Actor, ActorKind
from accounts.messages import Recipient
from attestations.grants import DELEGATION
from attestations.handing_over import matter_of
from attestations.handovers import ANSWERS_DUE, ANSWERS_DUE_REMINDER
from attestations.models import Attestation, Grant
from attestations.progress import how_far
from attestations.status import EDITABLE
from organisations.handing import hand_over
from organisations.inbox import told_as
from organisations.permissions import Permission
from organisations.reminder import OVER, Due, occasion


@dataclass(frozen=True, slots=True)
class Wanted:
    """Answers that a colleague was asked to give by a day, and how many are not in."""

    attestation: Attestation
    to: Recipient
    due: Due
    missing: int


@transaction.atomic(durable=True)
def remind_of_delegations(*, at: datetime) -> int:
    """One round: a message for every mark that has been reached; how many marks."""
    return sum(_reminded(each, at) for each in wanted(at))


def wanted(at: datetime) -> Iterator[Wanted]:
    """What is delegated with a day, of drafts under way, as long as something of it is missing."""
    rows = Grant.objects.in_force(at).filter(
        because=DELEGATION,
        permission=Permission.ANSWERS_READ.value,
        due__isnull=False,
        user__isnull=False,
        attestation__status__in=EDITABLE,
    )
    for grant in rows.select_related("attestation__scope__organisation", "organisation"):
        # As she herself would be told on her desk; a contributor's role needs no second factor.
        actor = Actor(ActorKind.PERSON, user_id=grant.user_id)
        far = how_far([grant.attestation], actor).get(grant.attestation_id)
        if far is None or far.is_complete or grant.due is None or grant.user_id is None:
            continue
        organisation = grant.attestation.scope.organisation
        who = Recipient(
            grant.user_id, organisation.pk, grant.role, told_as(grant.role, organisation.name)
        )
        yield Wanted(grant.attestation, who, Due(grant.due), far.total - far.done)


def _reminded(one: Wanted, at: datetime) -> bool:
    mark = ANSWERS_DUE_REMINDER.mark(one.due, at)
    if mark is None:
        return False
    matter = matter_of(
        one.attestation,
        person=[one.to],
        count="1 answer is" if one.missing == 1 else f"{one.missing} answers are",
        until=one.due.until,
        left="" if mark == OVER else one.due.left(at),
    )
    lines = ANSWERS_DUE_REMINDER.lines(mark)
    when = occasion(one.due, mark)
    hand_over(ANSWERS_DUE, lines, matter, but=None, at=at, occasion=when)
    return True
