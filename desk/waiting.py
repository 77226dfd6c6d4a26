"""What waits for a person, read from the states of the rooms below."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.timezone import now

from accounts.actor import Actor
from assessments.conclusions import Decision
from assessments.models import Engagement, EngagementPerson, Finding, Grade
from assessments.status import EngagementStatus, FindingStatus
from assessments.turns import Progress, progress_of
from attestations.ending import ending_soon
from attestations.models import Attestation
from attestations.progress import how_far
from attestations.staleness import SOON_DAYS
from attestations.status import Status
from organisations.models import held_by
from organisations.permissions import Permission
from principles.models import Edition, PublicationRequest
from principles.scoring import Outcome

P = Permission
# (permission, states, what to do, the route that does it)
ATTESTATION_TASKS = (
    (P.ATTESTATION_SUBMIT, (Status.READY,), "Read and sign", "attestations:sign"),
    (
        P.ATTESTATION_ACCEPT,
        (Status.SUBMITTED,),
        "Check for completeness",
        "attestations:attestation",
    ),
)
ANSWER_TASKS = {Status.DRAFT: "Answer", Status.RETURNED: "Complete what was returned"}
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


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits: what, whose, since when, and where to do it."""

    what: str
    title: str
    of: str
    since: datetime
    url: str
    progress: str = ""


def waiting_for(actor: Actor) -> list[Task]:
    """Everything that waits for `actor`, the oldest first, each object once."""
    found: dict[str, Task] = {}
    for task in (
        *_answers(actor),
        *_attestations(actor),
        *_engagements(actor),
        *_work(actor),
        *_declarations(actor),
        *_drafts(actor),
        *_choices(actor),
        *_editions(actor),
        *_evidence(actor),
    ):
        found.setdefault(task.url, task)
    return sorted(found.values(), key=lambda task: task.since)


def _answers(actor: Actor) -> Iterator[Task]:
    """Drafts to answer, and to make ready once everything is in; whose part is done has no task."""
    rows = Attestation.objects.where_user_may(P.ATTESTATION_ANSWER, actor)
    found = list(_related(rows.filter(status__in=ANSWER_TASKS)))
    far = how_far(found, actor) if found else {}
    organisations = held_by(actor).granting(P.ATTESTATION_MAKE_READY).organisations
    for one in found:
        done = far.get(one.pk)
        what, route = ANSWER_TASKS[Status(one.status)], "attestations:attestation"
        if done and done.is_complete and one.status == Status.DRAFT:
            if one.scope.organisation_id not in organisations:
                continue
            what, route = "Check the answers and make it ready", "attestations:check"
        url = reverse(route, args=[one.pk])
        yield _task(what, one, one.opened_at, url, done.in_words if done else "")


def _attestations(actor: Actor) -> Iterator[Task]:
    for permission, states, what, route in ATTESTATION_TASKS:
        reachable = Attestation.objects.where_user_may(permission, actor)
        for attestation in _related(reachable.filter(status__in=states)):
            yield _task(
                what, attestation, attestation.opened_at, reverse(route, args=[attestation.pk])
            )
    decidable = Attestation.objects.where_user_may(P.DECIDE, actor).filter(
        status=Status.RECOMMENDED
    )
    for engagement in Engagement.objects.filter(
        attestation__in=decidable, status=EngagementStatus.ACTIVE
    ).select_related("attestation__scope__organisation"):
        yield _task(
            "Decide",
            engagement.attestation,
            engagement.requested_at,
            f"/decisions/{engagement.pk}/",
        )


def _engagements(actor: Actor) -> Iterator[Task]:
    for permission, status, what in ENGAGEMENT_TASKS:
        reachable = Engagement.objects.where_user_may(permission, actor).filter(status=status)
        for engagement in reachable.select_related("attestation__scope__organisation"):
            yield _task(
                what,
                engagement.attestation,
                engagement.requested_at,
                f"/engagements/{engagement.pk}/",
            )


def _declarations(actor: Actor) -> Iterator[Task]:
    named = EngagementPerson.objects.of(actor)
    for person in named.filter(
        interests_declared_at=None, engagement__status=EngagementStatus.OFFERED
    ).select_related("engagement__attestation__scope__organisation"):
        yield _task(
            "Declare your interests",
            person.engagement.attestation,
            person.named_at,
            f"/engagements/{person.engagement_id}/",
        )


def _work(actor: Actor) -> Iterator[Task]:
    """Engagements at work in which it is this person's turn; the lead's turn lasts throughout."""
    for permission, what in WORK_TASKS:
        found = list(
            Engagement.objects.where_user_may(permission, actor)
            .filter(
                status=EngagementStatus.ACTIVE,
                attestation__status__in=(Status.ACCEPTED, Status.IN_ASSESSMENT),
            )
            .select_related("attestation__scope__organisation", "submission")
        )
        progress = progress_of(found) if found else {}
        for engagement in found:
            if _is_turn(permission, engagement, progress[engagement.pk]):
                yield _task(
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


def _drafts(actor: Actor) -> Iterator[Task]:
    """Drafts that the member may remark on, and findings that want a plan of it."""
    shared = {
        "status": EngagementStatus.ACTIVE,
        "attestation__status": Status.IN_ASSESSMENT,
        "draft_shared_at__isnull": False,
    }
    related = ("attestation__scope__organisation",)
    silent = Engagement.objects.where_user_may(P.REMARKS_RECORD, actor).filter(
        **shared, remarks_at=None
    )
    for engagement in silent.select_related(*related):
        since = engagement.draft_shared_at or engagement.requested_at
        url = f"/engagements/{engagement.pk}/result/"
        yield _task("Remark on the draft result", engagement.attestation, since, url)
    wanting = Finding.objects.filter(
        status__in=(FindingStatus.RAISED, FindingStatus.RETURNED)
    ).exclude(grade=Grade.GOOD_PRACTICE)
    planning = Engagement.objects.where_user_may(P.FINDING_PLAN, actor).filter(
        Exists(wanting.filter(engagement=OuterRef("pk"))), **shared
    )
    for engagement in planning.select_related(*related):
        since = engagement.draft_shared_at or engagement.requested_at
        url = f"/engagements/{engagement.pk}/findings/"
        yield _task("Plan corrective action", engagement.attestation, since, url)


def _choices(actor: Actor) -> Iterator[Task]:
    """Results that are not conforming, and wait for the choice whether they are published."""
    mine = Engagement.objects.where_user_may(P.PUBLICATION_CHOOSE, actor)
    for decision in Decision.objects.filter(
        engagement__in=mine,
        engagement__attestation__status=Status.DECIDED,
        outcome=Outcome.NOT_CONFORMING,
        publication_choice=None,
    ).select_related("engagement__attestation__scope__organisation"):
        yield _task(
            "Choose whether the result is published",
            decision.engagement.attestation,
            decision.made_at,
            f"/decisions/{decision.pk}/publication/",
        )


def _editions(actor: Actor) -> Iterator[Task]:
    """Drafts that another scheme manager asked to have published."""
    mine = Edition.objects.where_user_may(P.EDITION_PUBLISH, actor)
    waiting = PublicationRequest.objects.waiting().filter(edition__in=mine)
    asked = {each.edition_id for each in waiting if each.requested_by_id == actor.user_id}
    for request in waiting.select_related("edition__framework"):
        if request.edition_id not in asked:
            edition = request.edition
            yield Task(
                what=f"Edition {edition.version} waits for a second scheme manager",
                title=edition.title,
                of=edition.framework.title,
                since=request.requested_at,
                url=f"/editions/{edition.pk}/publish/",
            )


def _evidence(actor: Actor) -> Iterator[Task]:
    """Evidence of organisations that this person answers for, and that ends within 30 days."""
    for each in ending_soon(actor, on=now().date()):
        pieces = "A piece" if each.count == 1 else f"{each.count} pieces"
        ends = "ends" if each.count == 1 else "end"
        since = datetime.combine(each.first - timedelta(days=SOON_DAYS), time(), tzinfo=UTC)
        yield Task(
            what=f"{pieces} of evidence {ends} within {SOON_DAYS} days",
            title="Evidence library",
            of=each.organisation,
            since=since,
            url=reverse("attestations:library", args=[each.slug]) + "?state=soon&sort=ends",
        )


def _related(attestations: QuerySet[Attestation]) -> Iterable[Attestation]:
    return attestations.select_related("scope__organisation")


def _task(
    what: str, attestation: Attestation, since: datetime, url: str, progress: str = ""
) -> Task:
    return Task(
        what=what,
        title=attestation.scope.title,
        of=attestation.scope.organisation.name,
        since=since,
        url=url,
        progress=progress,
    )
