"""Opening the follow-up of a conditional outcome, and its hard end by the clock."""

from datetime import datetime
from uuid import UUID

from accounts.actor import SYSTEM, Actor
from assessments.attached import because as naming
from assessments.following import FollowUp, NotFollowedUp, require_time, to_follow_up
from assessments.handing_over import closed_to_decision_makers, handed_over
from assessments.models import Decision, Engagement
from assessments.moves import attestation_of, locked
from assessments.people import followed_by
from assessments.recommendation import because as recommending
from assessments.status import FOLLOWING, EngagementAct, EngagementStatus, after
from attestations.grants import end
from attestations.models import Attestation
from attestations.moves import moved
from attestations.status import Act
from journal.recording import record, require_transaction


def opened(
    engagement: Engagement, attestation: Attestation, one: FollowUp, *, by: Actor, at: datetime
) -> None:
    """Keep to the named people what is open, until the hard end; joins the decision's transaction."""
    engagement.status = after(EngagementAct.FOLLOW_UP, EngagementStatus(engagement.status))
    engagement.save(update_fields=["status", "accreditation"])
    attestation.engagement_open = attestation.engagement_active = False
    attestation.save(update_fields=["status", "engagement_open", "engagement_active"])
    end(attestation, naming(engagement), at=at)
    end(attestation, recommending(engagement), at=at)
    for person in engagement.people.filter(removed_at=None, interests_declared_at__isnull=False):
        person.engagement = engagement
        followed_by(person, one, at=at)
    record(
        "follow_up.opened",
        engagement,
        by=by,
        organisation_id=attestation.scope.organisation_id,
        from_state=EngagementStatus.ACTIVE,
        to_state=engagement.status,
        facts={"until": one.ends_on.isoformat(), "findings": sorted(one.numbers)},
    )


def to_be_decided(engagement: Engagement) -> Attestation:
    """The locked attestation, moved and yet to be saved; in a follow-up it stays published."""
    if not engagement.is_followed_up:
        return moved(engagement.attestation_id, Act.DECIDE)
    after(EngagementAct.CLOSE, EngagementStatus(engagement.status))
    require_time(engagement)
    if overtaken(engagement.decisions.latest("sequence")):
        raise NotFollowedUp(
            "A later assessment of the same scope has been decided, so this follow-up is over. "
            "Leave it."
        )
    attestation = attestation_of(engagement)
    attestation.came_from = attestation.status
    return attestation


def overtaken(decision: Decision) -> bool:
    """Whether a later assessment of the same scope has been decided on meanwhile."""
    scope_id = decision.engagement.attestation.scope_id
    later = Decision.objects.filter(
        engagement__attestation__scope=scope_id, made_at__gt=decision.made_at
    )
    return later.exclude(engagement=decision.engagement).exists()


def ended_by_the_clock(*, at: datetime) -> int:
    """Close the follow-ups whose last day is over, or that a later decision overtook. How many.

    Joins the transaction.
    """
    require_transaction()
    rows = Engagement.objects.filter(status__in=FOLLOWING).values_list("pk", flat=True)
    return sum(_ended(engagement_id, at) for engagement_id in list(rows))


def _ended(engagement_id: UUID, at: datetime) -> bool:
    engagement = locked(engagement_id)
    decision = engagement.decisions.select_related("recommendation").last()
    if engagement.status not in FOLLOWING or decision is None:
        return False
    one = to_follow_up(decision)
    if one is not None and at < one.ends_at and not overtaken(decision):
        return False
    before = engagement.status
    engagement.status = after(EngagementAct.LAPSE, EngagementStatus(before))
    engagement.ended_at = at
    engagement.save(update_fields=["status", "ended_at"])
    attestation = attestation_of(engagement)
    end(attestation, naming(engagement), at=at)
    end(attestation, recommending(engagement), at=at)
    record(
        "follow_up.ended",
        engagement,
        by=SYSTEM,
        organisation_id=engagement.attestation.scope.organisation_id,
        from_state=before,
        to_state=engagement.status,
    )
    closed_to_decision_makers(engagement, at=at)
    handed_over("follow_up.ended", engagement, at=at)
    return True
