"""Moving an engagement: lock the row, then ask the table."""

from uuid import UUID

from assessments.models import Engagement
from assessments.status import (
    ENDED,
    EngagementAct,
    EngagementStatus,
    WrongEngagementStatus,
    after,
)
from attestations.models import Attestation
from attestations.moves import moved as moved_attestation
from attestations.status import Act
from journal.recording import require_transaction

JOINS = ("attestation__scope__organisation", "attestation__edition", "body", "submission")


def locked(engagement_id: UUID) -> Engagement:
    """The engagement, its row locked until the caller's transaction ends.

    Whoever changes an engagement, its verdicts or its findings takes this lock first, and an
    attestation's only after it.
    """
    require_transaction()
    return (
        Engagement.objects.select_for_update(of=("self",))
        .select_related(*JOINS)
        .get(pk=engagement_id)
    )


def moved(engagement_id: UUID, act: EngagementAct) -> tuple[Engagement, str]:
    """The engagement, locked and in the state `act` leads to, and the state before; not saved."""
    engagement = locked(engagement_id)
    before = engagement.status
    engagement.status = after(act, EngagementStatus(before))
    return engagement, before


def taken_up_again(engagement: Engagement, act: Act) -> tuple[str, str]:
    """Take a recommendation back to the assessors of a locked engagement; the states before and after.

    In a follow-up it is the engagement that moves: its attestation stays published.
    """
    require_transaction()
    if engagement.status in ENDED:
        raise WrongEngagementStatus(
            EngagementAct.TAKE_UP_AGAIN, EngagementStatus(engagement.status)
        )
    if engagement.is_followed_up:
        before = engagement.status
        engagement.status = after(EngagementAct.TAKE_UP_AGAIN, EngagementStatus(before))
        engagement.save(update_fields=["status"])
        return before, engagement.status
    attestation = moved_attestation(engagement.attestation_id, act)
    attestation.save(update_fields=["status"])
    return attestation.came_from, attestation.status


def still_asked(engagement: Engagement) -> bool:
    """Whether another body is asked, or at work, for the attestation of one that has ended."""
    ended = [status.value for status in ENDED]
    others = Engagement.objects.filter(attestation=engagement.attestation_id)
    return others.exclude(pk=engagement.pk).exclude(status__in=ended).exists()


def attestation_of(engagement: Engagement) -> Attestation:
    """The engagement's attestation, its row locked as well."""
    require_transaction()
    return Attestation.objects.select_for_update(of=("self",)).get(pk=engagement.attestation_id)
