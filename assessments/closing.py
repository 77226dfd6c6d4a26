"""An assessor closes a finding and signs for it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from assessments.findings import (
    FindingRefused,
    journalled,
    noted,
    opened_to_mend,
    require_read,
)
from assessments.handing_over import handed_over
from assessments.judging_again import raised_in_doubt
from assessments.models import Engagement, Finding, FindingStep, Grade
from assessments.naming import named
from assessments.refusing import refusals_recorded
from assessments.status import FindingAct, FindingStatus, finding_after
from organisations.permissions import Permission

TO_BE_VERIFIED = (Grade.MAJOR, Grade.MINOR)


def closed(
    engagement_id: UUID,
    number: int,
    note: str,
    *,
    seen: int | None = None,
    by: Actor,
    at: datetime,
) -> Finding:
    """Close the finding that was read; joins the transaction.

    A major or minor one that the member has seen is closed on verified evidence and on nothing
    else, unless whoever raised it is not independent any more: then another assessor may find that
    it does not stand. What nobody but the body has seen can be taken back.
    """
    engagement, finding = opened_to_mend(engagement_id, number)
    named(engagement, by, Permission.FINDING_RAISE, at)
    require_read(finding, seen)
    before = FindingStatus(finding.status)
    finding.status = finding_after(FindingAct.CLOSE, before)
    if before != FindingStatus.VERIFIED and must_be_verified(engagement, finding, at=at):
        raise FindingRefused(
            "A major or minor finding is closed on verified evidence of its correction. Wait for "
            "the evidence, and verify it."
        )
    if not note.strip():
        raise FindingRefused("Say what shows that it has been put right.")
    finding.closed_at, finding.closed_by_id = at, by.person_id
    finding.save(update_fields=["status", "closed_at", "closed_by"])
    rests_on = _verified(finding) if before == FindingStatus.VERIFIED else []
    noted(finding, FindingStep.CLOSED, note.strip(), by=by, at=at, rests_on=rests_on)
    journalled(engagement, "finding.closed", finding, by=by, reason=note.strip(), rests_on=rests_on)
    if engagement.draft_shared_at is not None:
        handed_over("finding.closed", engagement, by=by, at=at, number=finding.number)
    return finding


def _verified(finding: Finding) -> list[tuple[UUID, int]]:
    """The pieces that were verified, each in the version that was looked at."""
    event = finding.events.filter(step=FindingStep.VERIFIED).last()
    return [] if event is None else list(event.pieces.values_list("evidence_id", "version"))


def must_be_verified(engagement: Engagement, finding: Finding, *, at: datetime) -> bool:
    """Whether the member has seen the finding and it is of a grade that has to be put right.

    Not where it rests on nobody independent that there is anything to put right.

    Raised since the draft was shared, it stands on the member's pages at once: whoever has
    answered it has seen it.
    """
    shared = engagement.draft_shared_at
    if shared is None or finding.grade not in TO_BE_VERIFIED:
        return False
    if finding.raised_at > shared and not finding.events.exists():
        return False
    return not raised_in_doubt(engagement, finding.number, at=at)


@refusals_recorded("finding.closed")
@transaction.atomic(durable=True)
def close_finding(
    engagement_id: UUID, number: int, note: str, *, seen: int | None = None, by: Actor
) -> Finding:
    """An assessor or the lead closes a finding, with a fresh second factor."""
    by.require_fresh_second_factor()
    return closed(engagement_id, number, note, seen=seen, by=by, at=now())
