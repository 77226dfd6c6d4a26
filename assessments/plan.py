"""The plan of an assessment, frozen before the first verdict."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.actor import Actor
from accounts.refusal import Refusal
from assessments.activation import in_force, people_missing
from assessments.handing_over import handed_over
from assessments.models import Engagement
from assessments.moves import locked
from assessments.naming import named
from assessments.refusing import refusals_recorded
from assessments.status import EngagementStatus
from attestations.moves import moved
from attestations.status import Act
from journal.recording import record
from organisations.permissions import Permission

METHODS: Final = {
    "examine": "Examine",
    "interview": "Interview",
    "test": "Test",
    "sampling": "Sampling",
}


class PlanRefused(Refusal):
    """The plan cannot be frozen like this, or not now."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is looked at, how, and when; `methods` by criterion code replace the edition's."""

    scope: str
    note: str
    begins_on: date
    ends_on: date
    methods: Mapping[str, list[str]]


def frozen(engagement_id: UUID, plan: Plan, *, by: Actor, at: datetime) -> Engagement:
    """Freeze the plan and begin the assessment; joins the transaction."""
    engagement = locked(engagement_id)
    named(engagement, by, Permission.PLAN_FREEZE, at)
    if engagement.status != EngagementStatus.ACTIVE:
        raise PlanRefused("The plan is frozen once the engagement is active. Wait for that.")
    if engagement.plan_frozen_at is not None:
        raise PlanRefused("The plan has been frozen already. Reload the page to read it.")
    if plan.ends_on < plan.begins_on:
        raise PlanRefused("The work cannot end before it begins. Change one of the days.")
    lacking = people_missing(in_force(engagement))
    if lacking:
        raise PlanRefused(" ".join(lacking))
    attestation = moved(engagement.attestation_id, Act.BEGIN_ASSESSMENT)
    engagement.plan = {
        "scope": plan.scope,
        "note": plan.note,
        "begins_on": plan.begins_on.isoformat(),
        "ends_on": plan.ends_on.isoformat(),
        "methods": _methods(engagement, plan.methods),
    }
    engagement.plan_frozen_at = at
    engagement.save(update_fields=["plan", "plan_frozen_at"])
    attestation.save(update_fields=["status"])
    record(
        "plan.frozen",
        engagement,
        by=by,
        organisation_id=attestation.scope.organisation_id,
        to_state=attestation.status,
    )
    handed_over("plan.frozen", engagement, by=by, at=at)
    return engagement


@refusals_recorded("plan.frozen")
@transaction.atomic(durable=True)
def freeze_plan(engagement_id: UUID, plan: Plan, *, by: Actor) -> Engagement:
    """The lead assessor freezes the plan and begins the assessment."""
    by.require_fresh_second_factor()
    return frozen(engagement_id, plan, by=by, at=now())


def _methods(engagement: Engagement, chosen: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The method of every criterion: the lead's choice, or the edition's own."""
    criteria = engagement.attestation.edition.criteria.values_list("code", "assessment")
    return {
        code: [each for each in METHODS if each in chosen.get(code, [])]
        or list(assessment.get("methods", []))
        for code, assessment in criteria
    }
