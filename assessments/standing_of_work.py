"""What one person sees of one engagement: where it stands, and what she may do next."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.timezone import now

from accounts.actor import Actor
from assessments import activation
from assessments.agreement import standing
from assessments.clocking import clocks_of
from assessments.confirming import is_confirmed
from assessments.following import follow_up_of, sent_back_in_this_round, still_open
from assessments.handing_over import told_of
from assessments.judges import conflicts_standing
from assessments.lifting import may_still_be_lifted
from assessments.models import (
    Conflict,
    DeclarationPart,
    Engagement,
    EngagementPerson,
    Interest,
    RecommendationReturn,
)
from assessments.objecting import may_object
from assessments.outcome import WORDS
from assessments.recommendation import remarks_end_at, unanswered
from assessments.status import (
    BEFORE_CHOICE,
    FOLLOWING,
    STAFFED,
    EngagementStatus,
    FindingStatus,
)
from assessments.turns import changed_since_shared, progress_of, turn_of
from attestations.status import Status
from organisations.layers import TITLES
from organisations.models import held_by
from organisations.permissions import Permission
from principles.scoring import Outcome

ASKED = (
    Permission.ENGAGEMENT_STAFF,
    Permission.ENGAGEMENT_REQUEST,
    Permission.ENGAGEMENT_OBJECT,
    Permission.ENGAGEMENT_TERMINATE,
    Permission.INTERESTS_DECLARE,
    Permission.PLAN_FREEZE,
    Permission.PLAN_AGREE,
    Permission.VERDICT_GIVE,
    Permission.VERDICT_REVIEW,
    Permission.FINDING_PLAN,
    Permission.RECOMMEND,
    Permission.RECOMMENDATION_CONFIRM,
    Permission.REMARKS_RECORD,
    Permission.DECIDE,
    Permission.PUBLICATION_CHOOSE,
)


def rights(engagement: Engagement, actor: Actor, *permissions: Permission) -> dict[str, bool]:
    """Which of these rights the person has here, by name (`verdict_give`); one SQL statement."""
    asked = {
        permission.name.lower(): Exists(
            Engagement.objects.where_user_may(permission, actor).filter(pk=OuterRef("pk"))
        )
        for permission in permissions
    }
    found = Engagement.objects.filter(pk=engagement.pk).values_list(*asked.values()).get()
    return dict(zip(asked, map(bool, found), strict=True))


def overview(engagement: Engagement, actor: Actor) -> dict[str, Any]:
    """Everything that the page of an engagement shows."""
    may = rights(engagement, actor, *ASKED)
    people = list(engagement.people.select_related("user", "objection"))
    for person in people:
        person.engagement = engagement
    named = activation.in_force(engagement)
    offered = engagement.status == EngagementStatus.OFFERED
    read = reads_results(engagement, actor)
    me = next((p for p in named if p.user_id == actor.user_id), None)
    at = now()
    missing = activation.missing(engagement, named, at=at) if offered else []
    plan = standing(engagement) if engagement.status == EngagementStatus.ACTIVE else None
    at_work = may["verdict_give"] or may["verdict_review"]
    gaps = _gaps(engagement, named, may)
    progress = progress_of([engagement])[engagement.pk] if at_work else None
    remarks_end = remarks_end_at(engagement)
    waits, followed = _waits_for_the_body(engagement), _followed(engagement)
    return {
        "turn": turn_of(
            engagement,
            missing=missing,
            gaps=gaps,
            progress=progress,
            remarks_end=remarks_end,
            **_after_sharing(engagement),
            confirmed=not waits,
            plan=plan,
            follow_up=followed["follow_up"],
            at=at,
        ),
        "plan": plan,
        "plan_ready": plan is not None and plan.may_be_frozen(at),
        "progress": progress,
        "engagement": engagement,
        "attestation": engagement.attestation,
        "member": engagement.attestation.scope.organisation,
        "may": may,
        "people": people,
        "may_object_to": [
            p.pk for p in people if may["engagement_object"] and may_object(p, at=at)
        ],
        "may_terminate": may["engagement_terminate"] and _may_end(engagement),
        "me": me,
        "missing": missing,
        "gaps": gaps,
        "objections_end": activation.objections_end_at(engagement, named),
        "interests": _interests(engagement, actor, may),
        "conflicts": _conflicts(engagement, may),
        "results": read,
        "confirmable": waits and may["recommendation_confirm"],
        "idle": not (read or _can_act(engagement, may, me)),
        "in_assessment": engagement.is_at_work,
        "remarks_end": remarks_end,
        "dates": _dates(engagement),
        "told": told_of(engagement, actor),
        "flags": engagement.accreditation_flags.whole(),
        **_quotes(engagement, may),
        **followed,
    } | (_decided(engagement) | _exchanged(engagement, actor, may, at=at))


def reads_results(engagement: Engagement, actor: Actor) -> bool:
    """Whether she may read its verdicts and findings."""
    mine = Engagement.objects.where_user_may_read_results(actor)
    return mine.filter(pk=engagement.pk).exists()


def _followed(engagement: Engagement) -> dict[str, Any]:
    """What a follow-up is about, until when, and what is not closed yet."""
    return {
        "follow_up": follow_up_of(engagement),
        "to_mend": still_open(engagement),
        "staffed": engagement.status in STAFFED,
    }


def _exchanged(
    engagement: Engagement, actor: Actor, may: dict[str, bool], *, at: datetime
) -> dict[str, Any]:
    """What the assessors ask and whose clock runs; for the body's people why a recommendation came back."""
    at_work = may["verdict_give"] or may["verdict_review"]
    body_reads = at_work or may["engagement_staff"]
    own = held_by(actor).granting(Permission.ANSWERS_READ).organisations
    reads = at_work or engagement.attestation.scope.organisation_id in own
    questions = reads and engagement.plan_frozen_at is not None
    return {
        "questions": questions,
        "asked": engagement.clarifications.open().count() if questions else 0,
        "clock": clocks_of([engagement], at=at).get(engagement.pk),
        "returned": _returned(engagement) if body_reads else None,
        "sent_back": sent_back_in_this_round(engagement) if body_reads or may["decide"] else None,
    }


def _may_end(engagement: Engagement) -> bool:
    """Whether it is under way and not with the alliance."""
    active = engagement.status == EngagementStatus.ACTIVE
    return active and engagement.attestation.status != Status.RECOMMENDED


def _returned(engagement: Engagement) -> RecommendationReturn | None:
    """Why the body did not confirm the newest recommendation, until there is another one."""
    if not engagement.is_at_work:
        return None
    newest = engagement.recommendations.select_related("returned__returned_by").last()
    return getattr(newest, "returned", None)


def _after_sharing(engagement: Engagement) -> dict[str, Any]:
    """What comes before the recommendation: the draft anew, a remark without an answer, a dispute."""
    changed = bool(changed_since_shared([engagement]))
    if not engagement.remarks_at:
        return {"changed": changed, "unanswered": False, "disputed": None}
    waiting = engagement.findings.filter(status=FindingStatus.DISPUTED)
    return {
        "changed": changed,
        "unanswered": unanswered(engagement).exists(),
        "disputed": waiting.values_list("number", flat=True).first(),
    }


def _waits_for_the_body(engagement: Engagement) -> bool:
    """Whether the lead's recommendation waits for the body's confirmation."""
    if not engagement.is_recommended:
        return False
    newest = engagement.recommendations.last()
    return newest is not None and not is_confirmed(newest)


def _decided(engagement: Engagement) -> dict[str, Any]:
    """The decision in words, and what the body had recommended where the alliance went lower."""
    decision = engagement.decisions.select_related("recommendation", "publication_choice").last()
    if decision is None:
        return {"decision": None, "decision_words": "", "overturned": "", "decided": False}
    wished = decision.recommendation.outcome
    closed = engagement.status == EngagementStatus.CLOSED
    conditional = decision.outcome == Outcome.CONDITIONAL
    later = engagement.ended_at is not None and engagement.ended_at > decision.made_at
    return {
        "decision": decision,
        "decision_words": WORDS[decision.outcome],
        "overturned": WORDS[wished] if wished != decision.outcome else "",
        "follow_up_over": closed and conditional and later,
        "decided": closed
        and engagement.attestation.status in (Status.DECIDED, Status.PUBLISHED)
        and not hasattr(decision, "publication_choice"),
    }


def _can_act(engagement: Engagement, may: dict[str, bool], me: EngagementPerson | None) -> bool:
    """Whether the page offers this person anything to do before there is a result to read."""
    asked = engagement.status in (*BEFORE_CHOICE, EngagementStatus.REQUESTED)
    running = engagement.status in STAFFED
    return (
        (may["engagement_staff"] and (asked or running))
        or (may["engagement_request"] and (asked or running))
        or (me is not None and running)
        or may["decide"]
    )


def _quotes(engagement: Engagement, may: dict[str, bool]) -> dict[str, Any]:
    """What the body quoted; a price is for who asked and who quoted, and for nobody else."""
    shown = may["engagement_staff"] or may["engagement_request"]
    return {
        "before_choice": engagement.status in BEFORE_CHOICE,
        "quote_request": getattr(engagement, "quote_request", None) if shown else None,
        "layers": [TITLES.get(each, each) for each in engagement.attestation.layers],
        "quotes": list(engagement.quotes.select_related("choice")) if shown else [],
    }


def _dates(engagement: Engagement) -> list[tuple[str, datetime]]:
    """What has happened, in its order."""
    happened = (
        ("Requested", engagement.requested_at),
        ("Accepted by the body", engagement.offered_at),
        ("No objection recorded", engagement.no_objection_at),
        ("Engagement began", engagement.activated_at),
        ("Plan frozen", engagement.plan_frozen_at),
        ("Draft result shared", engagement.draft_shared_at),
        ("Remarks recorded", engagement.remarks_at),
        ("Ended", engagement.ended_at),
    )
    return [(words, at) for words, at in happened if at is not None]


def _gaps(engagement: Engagement, named: list[EngagementPerson], may: dict[str, bool]) -> list[str]:
    """What an active engagement lacks because of people taken off.

    Who has a conflict, and how much she has judged, is for those who see to it, and not for the
    member: it reads of a conflict once that was lifted.
    """
    if engagement.status not in (EngagementStatus.ACTIVE, *FOLLOWING):
        return []
    lacking = activation.people_missing(named)
    if any(may[each] for each in ("verdict_give", "verdict_review", "engagement_staff", "decide")):
        lacking += conflicts_standing(engagement, on=now().date())
    return lacking


def _interests(engagement: Engagement, actor: Actor, may: dict[str, bool]) -> list[Interest]:
    """Declared interests: all for the body's administrator and decision makers, else one's own."""
    declared = Interest.objects.of(engagement)
    if not (may["engagement_staff"] or may["decide"]):
        declared = declared.filter(person__user_id=actor.person_id)
    elif not may["decide"]:
        declared = declared.exclude(declaration__part=DeclarationPart.DECISION_MAKER)
    return list(declared.order_by("declared_at"))


def _conflicts(engagement: Engagement, may: dict[str, bool]) -> list[Conflict]:
    """All for the body's administrator and decision makers; for the member what was lifted."""
    found = Conflict.objects.whole().within([engagement.pk]).order_by("found_at")
    if not (may["engagement_staff"] or may["decide"]):
        found = found.filter(lifting__isnull=False) if may["engagement_request"] else found.none()
    elif not may["decide"]:
        found = found.exclude(declaration__part=DeclarationPart.DECISION_MAKER)
    conflicts = list(found)
    for conflict in conflicts:
        conflict.can_be_lifted = may_still_be_lifted(conflict)  # type: ignore[attr-defined]
    return conflicts
