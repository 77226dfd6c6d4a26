"""A member asks an assessor body; the body names its people or declines; the member withdraws."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import now

from accounts.actor import SYSTEM, Actor
from accounts.refusal import Refusal
from assessments.accreditation import NotAccredited, not_covered, rests_on
from assessments.conflicts import body_standing
from assessments.declaring import declared_independent
from assessments.handing_over import handed_over
from assessments.models import DeclarationPart, Engagement
from assessments.moves import attestation_of, moved, still_asked
from assessments.people import named_person
from assessments.refusing import refusals_recorded
from assessments.status import BEFORE_CHOICE, EngagementAct, EngagementStatus
from attestations.models import Attestation
from attestations.status import Status
from journal.recording import record, require_transaction
from organisations.assurance import AssuranceLevel
from organisations.models import Accreditation, Organisation
from organisations.permissions import Role, Side

BEFORE_WORK: Final = (*BEFORE_CHOICE, EngagementStatus.REQUESTED, EngagementStatus.OFFERED)


class RequestRefused(Refusal):
    """The body cannot be asked for this attestation, or not now."""


@dataclass(frozen=True, slots=True)
class Team:
    """The people a body names: one lead, one or more assessors and quality reviewers."""

    lead: UUID
    assessors: tuple[UUID, ...]
    reviewers: tuple[UUID, ...]

    def roles(self) -> list[tuple[UUID, Role]]:
        """Each person with the role that she is named for."""
        return [
            (self.lead, Role.LEAD_ASSESSOR),
            *((each, Role.ASSESSOR) for each in self.assessors),
            *((each, Role.QUALITY_REVIEWER) for each in self.reviewers),
        ]


def bodies_for(attestation: Attestation, *, on: date) -> QuerySet[Organisation]:
    """The assessor bodies that may assess this on the day `on`, at some level."""
    covering = Accreditation.objects.in_force(on).covering(
        layers=attestation.layers, country=attestation.scope.organisation.country
    )
    return Organisation.objects.filter(
        Exists(covering.filter(body=OuterRef("pk"))), side=Side.ASSESSOR_BODY.value
    )


def requested(
    attestation_id: UUID,
    body_id: UUID,
    *,
    by: Actor,
    at: datetime,
    level: AssuranceLevel = AssuranceLevel.EVIDENCE_REVIEWED,
) -> Engagement:
    """Ask a body to assess the attestation's latest submission; joins the transaction."""
    attestation = to_be_assessed(attestation_id, at=at)
    if attestation.engagements.filter(status__in=[*BEFORE_WORK, EngagementStatus.ACTIVE]).exists():
        raise RequestRefused("A body has been asked already. Withdraw that request first.")
    requested_now = EngagementStatus.REQUESTED
    engagement = opened_for(attestation, body_id, requested_now, level, by=by, at=at)
    _journal(engagement, "engagement.requested", by=by)
    handed_over("engagement.requested", engagement, by=by, at=at)
    return engagement


def to_be_assessed(attestation_id: UUID, *, at: datetime) -> Attestation:
    """The accepted attestation, locked, without requests that a recall has overtaken; joins."""
    require_transaction()
    attestation = (
        Attestation.objects.select_for_update(of=("self",))
        .select_related("scope__organisation")
        .get(pk=attestation_id)
    )
    if attestation.status != Status.ACCEPTED:
        raise RequestRefused(
            "A body can be asked once the alliance has accepted the attestation. Wait for that."
        )
    withdrawn_with_recall(at=at, attestation_id=attestation.pk)
    return attestation


def opened_for(
    attestation: Attestation,
    body_id: UUID,
    status: EngagementStatus,
    level: AssuranceLevel,
    *,
    by: Actor,
    at: datetime,
) -> Engagement:
    """A new engagement of the body on the locked attestation's latest submission; joins."""
    engagement = Engagement(
        attestation=attestation,
        submission=attestation.submissions.latest("sequence"),
        body=Organisation.objects.get(pk=body_id),
        status=status,
        level=level.value,
        requested_by_id=by.person_id,
        requested_at=at,
    )
    try:
        rests_on(engagement, on=at.date())
    except NotAccredited as error:
        raise RequestRefused(f"Choose another body. {not_covered(engagement, level)}") from error
    close = body_standing(engagement, on=at.date())
    if close:
        raise RequestRefused(f"Choose another body. {close[0][0].sentence}")
    engagement.save(force_insert=True)
    attestation.engagement_open = True
    attestation.save(update_fields=["engagement_open"])
    return engagement


@transaction.atomic(durable=True)
def request_assessment(
    attestation_id: UUID,
    body_id: UUID,
    *,
    by: Actor,
    level: AssuranceLevel = AssuranceLevel.EVIDENCE_REVIEWED,
) -> Engagement:
    """The owner or signatory asks an accredited body for an assessment at a level."""
    return requested(attestation_id, body_id, by=by, at=now(), level=level)


def offered(engagement_id: UUID, team: Team, *, by: Actor, at: datetime) -> Engagement:
    """Accept the request and name the people; joins the transaction."""
    engagement, before = moved(engagement_id, EngagementAct.OFFER)
    require_accepted(engagement)
    close = body_standing(engagement, on=at.date())
    if close:
        raise RequestRefused(f"Decline the request. {close[0][0].sentence}")
    rests_on(engagement, on=at.date())
    declared_independent(engagement, DeclarationPart.BODY, by=by, at=at)
    engagement.offered_at = at
    engagement.save(update_fields=["status", "offered_at", "accreditation"])
    _journal(engagement, "engagement.offered", by=by, before=before)
    for user_id, role in team.roles():
        named_person(engagement, user_id, role, by=by, at=at)
    days = f"{settings.OBJECTION_DAYS} days"
    handed_over("engagement.offered", engagement, by=by, at=at, count=days)
    return engagement


@refusals_recorded("engagement.offered")
@transaction.atomic(durable=True)
def offer(engagement_id: UUID, team: Team, *, by: Actor) -> Engagement:
    """The body's administrator accepts the request and names lead, assessors and reviewers."""
    return offered(engagement_id, team, by=by, at=now())


def ended(
    engagement_id: UUID, act: EngagementAct, journal_act: str, reason: str, *, by: Actor
) -> Engagement:
    """End an engagement that never became active; joins the transaction."""
    if not reason.strip():
        raise RequestRefused("Say why.")
    engagement, before = moved(engagement_id, act)
    at = now()
    engagement.ended_at = at
    engagement.end_reason = reason.strip()
    engagement.save(update_fields=["status", "ended_at", "end_reason"])
    attestation = attestation_of(engagement)
    attestation.engagement_open = still_asked(engagement)
    attestation.save(update_fields=["engagement_open"])
    _journal(engagement, journal_act, by=by, before=before, reason=engagement.end_reason)
    handed_over(journal_act, engagement, by=by, at=at)
    return engagement


@transaction.atomic(durable=True)
def decline(engagement_id: UUID, reason: str, *, by: Actor) -> Engagement:
    """The body's administrator declines the request."""
    return ended(engagement_id, EngagementAct.DECLINE, "engagement.declined", reason, by=by)


@transaction.atomic(durable=True)
def withdraw(engagement_id: UUID, reason: str, *, by: Actor) -> Engagement:
    """The member withdraws the request, or will not have the people that were named."""
    return ended(engagement_id, EngagementAct.WITHDRAW, "engagement.withdrawn", reason, by=by)


def withdrawn_with_recall(*, at: datetime, attestation_id: UUID | None = None) -> int:
    """End requests whose submission was recalled since; joins the transaction. How many ended.

    The recall lies in the room below and knows nothing of engagements: it leaves the state, and
    this looks for it.
    """
    require_transaction()
    stale = Engagement.objects.select_for_update(of=("self",)).filter(status__in=BEFORE_WORK)
    if attestation_id is not None:
        stale = stale.filter(attestation_id=attestation_id)
    count = 0
    joined = ("attestation__scope__organisation", "body", "submission")
    for engagement in stale.select_related(*joined):
        attestation = engagement.attestation
        latest = attestation.submissions.latest("sequence")
        if attestation.status == Status.ACCEPTED and latest.pk == engagement.submission_id:
            continue
        before, engagement.status = engagement.status, EngagementStatus.WITHDRAWN
        engagement.ended_at = at
        engagement.end_reason = "The attestation was recalled."
        engagement.save(update_fields=["status", "ended_at", "end_reason"])
        _journal(
            engagement,
            "engagement.withdrawn",
            by=SYSTEM,
            before=before,
            reason=engagement.end_reason,
        )
        handed_over("engagement.withdrawn", engagement, at=at)
        count += 1
    return count


def require_accepted(engagement: Engagement) -> Attestation:
    """The attestation, locked, if it is still the accepted one that the engagement is about."""
    attestation = attestation_of(engagement)
    latest = attestation.submissions.latest("sequence")
    if attestation.status != Status.ACCEPTED or latest.pk != engagement.submission_id:
        raise RequestRefused(
            "The member has recalled the attestation, so this request is over. Wait for a new one."
        )
    return attestation


def _journal(
    engagement: Engagement, act: str, *, by: Actor, before: str = "", reason: str = ""
) -> None:
    record(
        act,
        engagement,
        by=by,
        organisation_id=engagement.attestation.scope.organisation_id,
        from_state=before,
        to_state=engagement.status,
        reason=reason,
        facts={"body": str(engagement.body_id)},
    )
