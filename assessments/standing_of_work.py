"""What one person sees of one engagement: where it stands, and what she may do next."""

from typing import Any

from django.utils.timezone import now

from accounts.actor import Actor
from assessments import activation
from assessments.models import Engagement, EngagementPerson, Interest
from assessments.recommendation import conflicts_standing, remarks_end_at
from assessments.status import EngagementStatus
from attestations.status import Status
from organisations.permissions import Permission

ASKED = (
    Permission.ENGAGEMENT_STAFF,
    Permission.ENGAGEMENT_REQUEST,
    Permission.ENGAGEMENT_OBJECT,
    Permission.INTERESTS_DECLARE,
    Permission.PLAN_FREEZE,
    Permission.VERDICT_GIVE,
    Permission.VERDICT_REVIEW,
    Permission.RECOMMEND,
    Permission.REMARKS_RECORD,
    Permission.DECIDE,
    Permission.PUBLICATION_CHOOSE,
)


def rights(engagement: Engagement, actor: Actor, *permissions: Permission) -> dict[str, bool]:
    """Which of these rights the person has here, by name (`verdict_give`)."""
    return {
        permission.name.lower(): Engagement.objects.where_user_may(permission, actor)
        .filter(pk=engagement.pk)
        .exists()
        for permission in permissions
    }


def overview(engagement: Engagement, actor: Actor) -> dict[str, Any]:
    """Everything that the page of an engagement shows."""
    may = rights(engagement, actor, *ASKED)
    people = list(engagement.people.select_related("user").prefetch_related("conflicts"))
    named = activation.in_force(engagement)
    offered = engagement.status == EngagementStatus.OFFERED
    results = Engagement.objects.where_user_may_read_results(actor).filter(pk=engagement.pk)
    me = next((p for p in named if p.user_id == actor.user_id), None)
    decision = engagement.decisions.last()
    return {
        "engagement": engagement,
        "attestation": engagement.attestation,
        "member": engagement.attestation.scope.organisation,
        "may": may,
        "people": people,
        "me": me,
        "missing": activation.missing(engagement, named, at=now()) if offered else [],
        "gaps": _gaps(engagement, named),
        "objections_end": activation.objections_end_at(engagement, named),
        "interests": _interests(engagement, actor, may),
        "results": results.exists(),
        "in_assessment": engagement.attestation.status == Status.IN_ASSESSMENT,
        "remarks_end": remarks_end_at(engagement),
        "decision": decision,
        "decided": decision is not None and engagement.attestation.status == Status.DECIDED,
    }


def _gaps(engagement: Engagement, named: list[EngagementPerson]) -> list[str]:
    """What an active engagement lacks because of people taken off."""
    if engagement.status != EngagementStatus.ACTIVE:
        return []
    return activation.people_missing(named) + conflicts_standing(engagement)


def _interests(engagement: Engagement, actor: Actor, may: dict[str, bool]) -> list[Interest]:
    """Declared interests: all for the body's administrator and decision makers, else one's own."""
    declared = Interest.objects.filter(person__engagement=engagement).select_related("person__user")
    if not (may["engagement_staff"] or may["decide"]):
        declared = declared.filter(person__user_id=actor.person_id)
    return list(declared.order_by("declared_at"))
