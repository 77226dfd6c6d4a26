"""What waits for a person in an assessment: engagements, work, drafts, decisions."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q

from accounts.actor import Actor
from assessments.clarification_status import ClarificationStatus
from assessments.conclusions import Decision, Recommendation
from assessments.models import (
    Clarification,
    Conflict,
    Engagement,
    EngagementPerson,
    Finding,
    Grade,
    PlanProposal,
    Review,
    Verdict,
)
from assessments.stages import at_work, recommended
from assessments.status import STAFFED, EngagementStatus, FindingStatus
from assessments.turns import Progress, progress_of
from attestations.models import Attestation
from attestations.status import Status
from desk.task import Task, task_on
from desk.waiting_quotes import quotes_waiting
from organisations.models import held_by
from organisations.permissions import Permission
from principles.scoring import Outcome

P = Permission
ENGAGEMENT_TASKS = (
    (P.ENGAGEMENT_STAFF, EngagementStatus.REQUESTED, "Answer the request"),
    (P.ENGAGEMENT_STAFF, EngagementStatus.OFFERED, "See what the engagement waits for"),
    (P.ENGAGEMENT_OBJECT, EngagementStatus.OFFERED, "Look at the assessors named"),
)
# What the named people do; the assessors' and the reviewer's turn follows from the verdicts.
WORK_TASKS = (
    (P.PLAN_FREEZE, "Lead the assessment"),
    (P.VERDICT_GIVE, "Assess"),
    (P.VERDICT_REVIEW, "Review verdicts"),
)

QUESTION_TASKS = (
    (P.CLARIFICATION_ANSWER, ClarificationStatus.ASKED, "Answer question"),
    (P.CLARIFICATION_ASK, ClarificationStatus.ANSWERED, "Read the answer to question"),
)
FINDING_TASKS = (
    (P.DISPUTE_RULE, (FindingStatus.DISPUTED,), "Rule on disputed finding"),
    (P.FINDING_PLAN, (FindingStatus.ACCEPTED,), "Show corrective action on finding"),
    (P.FINDING_RAISE, (FindingStatus.PROVED,), "Verify corrective action on finding"),
    (P.FINDING_RAISE, (FindingStatus.VERIFIED,), "Close finding"),
)


def in_assessments(actor: Actor) -> Iterator[Task]:
    """Everything that waits for `actor` in an assessment, in the order in which it is told."""
    yield from _decisions(actor)
    yield from _conflicts(actor)
    yield from _confirmations(actor)
    yield from quotes_waiting(actor)
    yield from _engagements(actor)
    yield from _plans(actor)
    yield from _work(actor)
    yield from _third_looks(actor)
    yield from _questions(actor)
    yield from _declarations(actor)
    yield from _drafts(actor)
    yield from _findings(actor)
    yield from _choices(actor)


def _decisions(actor: Actor) -> Iterator[Task]:
    decidable = Attestation.objects.where_user_may(P.DECIDE, actor)
    for engagement in Engagement.objects.filter(
        recommended(), attestation__in=decidable
    ).select_related("attestation__scope__organisation"):
        yield task_on(
            "Decide",
            engagement.attestation,
            engagement.requested_at,
            f"/decisions/{engagement.pk}/",
        )


def _conflicts(actor: Actor) -> Iterator[Task]:
    """What a decision maker is asked to lift, and has given no reason for yet."""
    if not held_by(actor).grantable(P.CONFLICT_LIFT):
        return
    mine = Engagement.objects.where_user_may(P.CONFLICT_LIFT, actor)
    asked = Conflict.objects.whole().within(mine).asked()
    for conflict in asked.exclude(lifting_proposals__made_by=actor.person_id):
        yield task_on(
            "Lift a conflict of interest, or leave it",
            conflict.of_engagement.attestation,
            conflict.lifting_request.asked_at,
            f"/conflicts/{conflict.pk}/",
        )


def _confirmations(actor: Actor) -> Iterator[Task]:
    """Recommendations that this person may confirm for her body; not one that she made."""
    waiting = Recommendation.objects.filter(confirmation=None).exclude(made_by=actor.user_id)
    mine = Engagement.objects.where_user_may(P.RECOMMENDATION_CONFIRM, actor).filter(
        recommended(), Exists(waiting.filter(engagement=OuterRef("pk")))
    )
    for engagement in mine.select_related("attestation__scope__organisation"):
        yield task_on(
            "Confirm the recommendation",
            engagement.attestation,
            engagement.requested_at,
            f"/engagements/{engagement.pk}/confirm/",
        )


def _engagements(actor: Actor) -> Iterator[Task]:
    for permission, status, what in ENGAGEMENT_TASKS:
        reachable = Engagement.objects.where_user_may(permission, actor).filter(status=status)
        for engagement in reachable.select_related("attestation__scope__organisation"):
            yield task_on(
                what,
                engagement.attestation,
                engagement.requested_at,
                f"/engagements/{engagement.pk}/",
            )


def _declarations(actor: Actor) -> Iterator[Task]:
    named = EngagementPerson.objects.of(actor)
    for person in named.filter(
        interests_declared_at=None, engagement__status__in=STAFFED
    ).select_related("engagement__attestation__scope__organisation"):
        yield task_on(
            "Declare your interests",
            person.engagement.attestation,
            person.named_at,
            f"/engagements/{person.engagement_id}/",
        )


def _plans(actor: Actor) -> Iterator[Task]:
    """Plans that the member may agree to, or object to."""
    mine = Engagement.objects.where_user_may(P.PLAN_AGREE, actor)
    waiting = PlanProposal.objects.to_answer().filter(engagement__in=mine)
    for proposal in waiting.select_related("engagement__attestation__scope__organisation"):
        yield task_on(
            "Answer the assessment plan",
            proposal.engagement.attestation,
            proposal.proposed_at,
            f"/engagements/{proposal.engagement_id}/plan/",
        )


def _work(actor: Actor) -> Iterator[Task]:
    """Engagements at work in which it is this person's turn; the lead's turn lasts throughout."""
    for permission, what in WORK_TASKS:
        found = list(
            Engagement.objects.where_user_may(permission, actor)
            .filter(
                at_work() | Q(status=EngagementStatus.ACTIVE, attestation__status=Status.ACCEPTED)
            )
            .select_related("attestation__scope__organisation", "submission")
        )
        progress = progress_of(found) if found else {}
        for engagement in found:
            if _is_turn(permission, engagement, progress[engagement.pk]):
                yield task_on(
                    what,
                    engagement.attestation,
                    engagement.activated_at or engagement.requested_at,
                    f"/engagements/{engagement.pk}/",
                    progress[engagement.pk].in_words if engagement.plan_frozen_at else "",
                )


def _is_turn(permission: Permission, engagement: Engagement, progress: Progress) -> bool:
    if permission is P.PLAN_FREEZE:
        return True
    if engagement.plan_frozen_at is None:
        return False
    if permission is P.VERDICT_REVIEW:
        return progress.unread > 0
    return progress.given < progress.total or progress.disagreed > 0


def _third_looks(actor: Actor) -> Iterator[Task]:
    """Engagements with verdicts that this person, who has judged neither way, may settle."""
    mine = Engagement.objects.where_user_may(P.THIRD_LOOK, actor)
    apart = Verdict.objects.filter(review=Review.APART, engagement=OuterRef("pk"))
    free = apart.exclude(versions__given_by=actor.user_id).exclude(looks__by=actor.user_id)
    waiting = mine.filter(at_work(), Exists(free))
    for engagement in waiting.select_related("attestation__scope__organisation"):
        yield task_on(
            "Take a third look",
            engagement.attestation,
            engagement.activated_at or engagement.requested_at,
            f"/engagements/{engagement.pk}/work/?show=apart",
        )


def _drafts(actor: Actor) -> Iterator[Task]:
    """Drafts that the member may remark on, and findings that want a plan of it."""
    related = ("attestation__scope__organisation",)
    silent = Engagement.objects.where_user_may(P.REMARKS_RECORD, actor).filter(
        at_work(), draft_shared_at__isnull=False, remarks_at=None
    )
    for engagement in silent.select_related(*related):
        since = engagement.draft_shared_at or engagement.requested_at
        url = f"/engagements/{engagement.pk}/result/"
        yield task_on("Remark on the draft result", engagement.attestation, since, url)
    wanting = Finding.objects.filter(
        status__in=(FindingStatus.RAISED, FindingStatus.ACKNOWLEDGED, FindingStatus.RETURNED)
    ).exclude(grade=Grade.GOOD_PRACTICE)
    planning = Engagement.objects.where_user_may(P.FINDING_PLAN, actor).filter(
        Exists(wanting.filter(engagement=OuterRef("pk"))),
        status=EngagementStatus.ACTIVE,
        attestation__status=Status.IN_ASSESSMENT,
        draft_shared_at__isnull=False,
    )
    for engagement in planning.select_related(*related):
        since = engagement.draft_shared_at or engagement.requested_at
        url = f"/engagements/{engagement.pk}/findings/"
        yield task_on("Plan corrective action", engagement.attestation, since, url)


def _questions(actor: Actor) -> Iterator[Task]:
    """What the assessors ask of this person's organisation; answers that they have to read."""
    for permission, status, what in QUESTION_TASKS:
        mine = Engagement.objects.where_user_may(permission, actor).filter(at_work())
        waiting = Clarification.objects.filter(status=status, engagement__in=mine)
        for one in waiting.select_related("engagement__attestation__scope__organisation"):
            due = f"{one.due_on.day} {one.due_on:%B %Y}"
            yield task_on(
                f"{what} {one.number}",
                one.engagement.attestation,
                one.asked_at,
                f"/engagements/{one.engagement_id}/questions/{one.number}/",
                f"{one.get_kind_display()}, due on {due}" if one.is_waiting else "",
            )


def _findings(actor: Actor) -> Iterator[Task]:
    """Disputes for the panel to rule on; evidence of correction for assessors to look at."""
    for permission, statuses, what in FINDING_TASKS:
        mine = Engagement.objects.where_user_may(permission, actor).filter(at_work())
        if permission is P.FINDING_PLAN:
            mine = mine.filter(status=EngagementStatus.FOLLOW_UP)
        waiting = Finding.objects.filter(status__in=statuses, engagement__in=mine)
        for each in waiting.select_related("engagement__attestation__scope__organisation"):
            number = f"{each.engagement_id}/{each.number}/"
            inside = f"/engagements/{each.engagement_id}/findings/{each.number}/"
            url = f"/disputes/{number}" if permission is P.DISPUTE_RULE else inside
            yield task_on(f"{what} {each.number}", each.engagement.attestation, each.raised_at, url)


def _choices(actor: Actor) -> Iterator[Task]:
    """Results that are not conforming, and wait for the choice whether they are published."""
    mine = Engagement.objects.where_user_may(P.PUBLICATION_CHOOSE, actor)
    for decision in Decision.objects.filter(
        engagement__in=mine,
        engagement__attestation__status__in=(Status.DECIDED, Status.PUBLISHED),
        outcome=Outcome.NOT_CONFORMING,
        publication_choice=None,
    ).select_related("engagement__attestation__scope__organisation"):
        yield task_on(
            "Choose whether the result is published",
            decision.engagement.attestation,
            decision.made_at,
            f"/decisions/{decision.pk}/publication/",
        )
