"""Breaking off an engagement that has begun: by either side, or over a conflict of the body itself.

The attestation goes back to accepted, and the member may ask another body. What was judged stays
on record; nobody works on, and nobody reads on (docs/decisions/breaking-off.md).
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import SYSTEM, Actor
from accounts.refusal import Refusal
from assessments.attached import because as naming
from assessments.conflicts import body_standing, written
from assessments.disputing import let_go
from assessments.handing_over import handed_over
from assessments.models import Conflict, Declaration, Engagement
from assessments.moves import JOINS, attestation_of, locked, still_asked
from assessments.recommendation import because as recommending
from assessments.refusing import refusals_recorded
from assessments.stages import is_recommended
from assessments.status import BEFORE_CHOICE, EngagementAct, EngagementStatus, after
from attestations.grants import end
from attestations.moves import moved
from attestations.status import Act, Status
from journal.recording import record, require_transaction

OVER_CONFLICT: Final = "A conflict of interest of the assessor body."
UNDER_WAY: Final = (
    *BEFORE_CHOICE,
    EngagementStatus.REQUESTED,
    EngagementStatus.OFFERED,
    EngagementStatus.ACTIVE,
    EngagementStatus.FOLLOW_UP,
)


class TerminationRefused(Refusal):
    """The engagement cannot be broken off, or not now."""


def broken_off(
    engagement: Engagement, act: EngagementAct, reason: str, *, by: Actor, at: datetime
) -> Engagement:
    """End a locked engagement that is under way, with all access; joins the transaction."""
    require_transaction()
    before = engagement.status
    engagement.status = after(act, EngagementStatus(before))
    attestation = attestation_of(engagement)
    if attestation.status == Status.RECOMMENDED:
        raise TerminationRefused(
            "The recommendation is with the alliance, so the engagement cannot be broken off. Wait "
            "for the decision."
        )
    fields = ["engagement_open", "engagement_active"]
    if attestation.status == Status.IN_ASSESSMENT:
        attestation = moved(attestation.pk, Act.STOP_ASSESSMENT)
        fields.append("status")
    attestation.engagement_active = False
    attestation.engagement_open = still_asked(engagement)
    attestation.save(update_fields=fields)
    engagement.ended_at = at
    engagement.end_reason = reason
    engagement.save(update_fields=["status", "ended_at", "end_reason"])
    end(attestation, naming(engagement), at=at)
    end(attestation, recommending(engagement), at=at)
    let_go(engagement, at=at)
    record(
        f"engagement.{engagement.status}",
        engagement,
        by=by,
        organisation_id=engagement.attestation.scope.organisation_id,
        from_state=before,
        to_state=engagement.status,
        reason=reason,
        facts={"body": str(engagement.body_id), "attestation": attestation.status},
    )
    handed_over(f"engagement.{engagement.status}", engagement, by=by, at=at)
    return engagement


def terminated(engagement_id: UUID, reason: str, *, by: Actor, at: datetime) -> Engagement:
    """Terminate an active engagement; joins the transaction."""
    if not reason.strip():
        raise TerminationRefused("Say why.")
    return broken_off(locked(engagement_id), EngagementAct.TERMINATE, reason.strip(), by=by, at=at)


@refusals_recorded("engagement.terminated")
@transaction.atomic(durable=True)
def terminate(engagement_id: UUID, reason: str, *, by: Actor) -> Engagement:
    """The body's administrator, or an owner or signatory, breaks the work off."""
    by.require_fresh_second_factor()
    return terminated(engagement_id, reason, by=by, at=now())


def ended_over_conflicts(*, at: datetime) -> int:
    """End what is under way in a body that has come too close to its member. How many ended.

    The register is kept in a room below, which knows nothing of engagements: this looks for what
    changed there. What waits for the alliance is left to it: it can only be sent back. Joins the
    transaction.
    """
    require_transaction()
    close = Engagement.objects.filter(status__in=UNDER_WAY).exclude(
        attestation__status=Status.RECOMMENDED
    )
    grouped = close.exclude(attestation__scope__organisation__group="").select_related(*JOINS)
    count = 0
    for found in [each for each in grouped if body_standing(each, on=at.date())]:
        engagement = locked(found.pk)
        if engagement.status in UNDER_WAY:
            count += bool(ended_if_conflicted(engagement, by=SYSTEM, at=at))
    return count


def ended_if_conflicted(
    engagement: Engagement, *, by: Actor, at: datetime, declaration: Declaration | None = None
) -> list[Conflict]:
    """Write down what stands against the body of a locked engagement and end it.

    What waits for a decision does not end: it can only be sent back. Joins the transaction.
    """
    found = body_standing(engagement, on=at.date())
    waits = is_recommended(engagement.status, attestation_of(engagement).status)
    if not found or waits:
        return []
    conflicts = written(engagement, found, by=by, at=at, declaration=declaration)
    reason = f"{OVER_CONFLICT} {found[0][0].sentence}"
    broken_off(engagement, EngagementAct.CONFLICT, reason, by=by, at=at)
    return conflicts
