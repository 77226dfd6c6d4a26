"""The plan of an assessment: proposed, agreed, and frozen before the first verdict."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from assessments.accreditation import level_of, rests_on
from assessments.activation import in_force, people_missing
from assessments.agreement import PlanStanding, standing
from assessments.draw import drawn_for
from assessments.handing_over import handed_over
from assessments.models import Engagement, PlanProposal
from assessments.moves import locked
from assessments.naming import named
from assessments.refusing import refusals_recorded
from assessments.sampling import ALL
from assessments.status import EngagementStatus
from attestations.moves import moved
from attestations.status import Act
from journal.recording import record
from organisations.assurance import AssuranceLevel, highest
from organisations.permissions import Permission

METHODS: Final = {
    "examine": "Examine",
    "interview": "Interview",
    "test": "Test",
    "sampling": "Sampling",
    "visit": "On-site visit",
}


class PlanRefused(Refusal):
    """The plan cannot be proposed or frozen like this, or not now."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is looked at, how, and when; `methods` by criterion code replace the edition's.

    `sample_percent` is the share of the criteria without must-meets that is drawn for the deep
    check; None is the least that is allowed. `blind_first` asks every assessor for a level of her own
    before a claim is shown to her.
    """

    scope: str
    note: str
    begins_on: date
    ends_on: date
    methods: Mapping[str, list[str]]
    sample_percent: int | None = None
    blind_first: bool = False


def proposed(engagement_id: UUID, plan: Plan, *, by: Actor, at: datetime) -> PlanProposal:
    """Propose a plan to the member; joins the transaction. A new one takes the last one's place."""
    engagement = _to_be_planned(engagement_id, by=by, at=at)
    if plan.ends_on < plan.begins_on:
        raise PlanRefused("The work cannot end before it begins. Choose a later last day.")
    least = int(settings.SAMPLE_PERCENT_AT_LEAST)
    percent = least if plan.sample_percent is None else plan.sample_percent
    if not least <= percent <= ALL:
        raise PlanRefused(f"Choose a share for the sample from {least} to {ALL} per cent.")
    content = {
        "scope": plan.scope,
        "note": plan.note,
        "begins_on": plan.begins_on.isoformat(),
        "ends_on": plan.ends_on.isoformat(),
        "methods": _methods(engagement, plan.methods),
        "sample_percent": percent,
        "blind_first": plan.blind_first,
    }
    rests_on(engagement, on=at.date(), level=_level(engagement, content))
    proposal = PlanProposal.objects.create(
        engagement=engagement,
        sequence=engagement.plan_proposals.count() + 1,
        content=content,
        proposed_by_id=by.person_id,
        proposed_at=at,
    )
    _record("plan.proposed", engagement, by=by, facts={"proposal": proposal.sequence})
    ends = PlanStanding(proposal, None).ends_at
    handed_over("plan.proposed", engagement, by=by, at=at, until=f"{ends.day} {ends:%B %Y}")
    return proposal


@refusals_recorded("plan.proposed")
@transaction.atomic(durable=True)
def propose_plan(engagement_id: UUID, plan: Plan, *, by: Actor) -> PlanProposal:
    """The lead assessor proposes a plan."""
    return proposed(engagement_id, plan, by=by, at=now())


def frozen(engagement_id: UUID, *, by: Actor, at: datetime) -> Engagement:
    """Freeze the agreed plan, draw its sample, begin the assessment; joins the transaction.

    `SampleWaits` while the log has signed no checkpoint since the acceptance.
    """
    engagement = _to_be_planned(engagement_id, by=by, at=at)
    plan = standing(engagement)
    if plan is None:
        raise PlanRefused("There is no plan yet. Propose a plan first.")
    if not plan.may_be_frozen(at):
        raise PlanRefused(why_not(plan))
    lacking = people_missing(in_force(engagement))
    if lacking:
        raise PlanRefused(" ".join(lacking))
    content: dict[str, Any] = plan.proposal.content
    rests_on(engagement, on=at.date(), level=_level(engagement, content))
    sample = drawn_for(engagement, content["sample_percent"])
    attestation = moved(engagement.attestation_id, Act.BEGIN_ASSESSMENT)
    engagement.plan = {**content, "proposal": plan.proposal.sequence, "sample": sample}
    engagement.plan_frozen_at = at
    engagement.save(update_fields=["plan", "plan_frozen_at", "accreditation"])
    attestation.save(update_fields=["status"])
    facts = {name: sample[name] for name in ("method", "percent", "seed")}
    _record("sample.drawn", engagement, by=by, facts=facts)
    _record("plan.frozen", engagement, by=by, to=attestation.status)
    handed_over("plan.frozen", engagement, by=by, at=at)
    return engagement


@refusals_recorded("plan.frozen")
@transaction.atomic(durable=True)
def freeze_plan(engagement_id: UUID, *, by: Actor) -> Engagement:
    """The lead assessor freezes the agreed plan and begins the assessment."""
    by.require_fresh_second_factor()
    return frozen(engagement_id, by=by, at=now())


def why_not(plan: PlanStanding) -> str:
    """Why a plan that is not agreed cannot be frozen, and what to do."""
    if plan.has_objection:
        return "The member objected to the plan. Propose another one that answers its reason."
    until = f"{plan.ends_at.day} {plan.ends_at:%B %Y}"
    return f"The member may object until {until}. Freeze the plan then, or once the member agrees."


def _to_be_planned(engagement_id: UUID, *, by: Actor, at: datetime) -> Engagement:
    engagement = locked(engagement_id)
    named(engagement, by, Permission.PLAN_FREEZE, at)
    if engagement.status != EngagementStatus.ACTIVE:
        raise PlanRefused("A plan is made once the engagement is active. Wait for that.")
    if engagement.plan_frozen_at is not None:
        raise PlanRefused("The plan has been frozen already. Read it on the page of the plan.")
    return engagement


def _level(engagement: Engagement, content: Mapping[str, Any]) -> AssuranceLevel:
    """What the body must be accredited for to work by this plan."""
    return highest(AssuranceLevel(engagement.level), level_of(content))


def _methods(engagement: Engagement, chosen: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The method of every criterion: the lead's choice, or the edition's own."""
    criteria = engagement.attestation.edition.criteria.values_list("code", "assessment")
    return {
        code: [each for each in METHODS if each in chosen.get(code, [])]
        or list(assessment.get("methods", []))
        for code, assessment in criteria
    }


def _record(
    act: str,
    engagement: Engagement,
    *,
    by: Actor,
    to: str = "",
    facts: Mapping[str, Any] | None = None,
) -> None:
    record(
        act,
        engagement,
        by=by,
        organisation_id=engagement.attestation.scope.organisation_id,
        to_state=to,
        facts=dict(facts or {}),
    )
