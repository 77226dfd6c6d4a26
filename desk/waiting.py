"""What waits for a person, read from the states of the rooms below."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from accounts.actor import Actor
from assessments.models import Engagement, EngagementPerson
from assessments.status import EngagementStatus
from attestations.models import Attestation
from attestations.status import Status
from organisations.permissions import Permission

P = Permission
# (permission, states, what to do, the route that does it)
ATTESTATION_TASKS = (
    (P.ATTESTATION_ANSWER, (Status.DRAFT,), "Answer", "attestations:attestation"),
    (
        P.ATTESTATION_ANSWER,
        (Status.RETURNED,),
        "Complete what was returned",
        "attestations:attestation",
    ),
    (P.ATTESTATION_SUBMIT, (Status.READY,), "Read and sign", "attestations:sign"),
    (
        P.ATTESTATION_ACCEPT,
        (Status.SUBMITTED,),
        "Check for completeness",
        "attestations:attestation",
    ),
)
ENGAGEMENT_TASKS = (
    (P.ENGAGEMENT_STAFF, EngagementStatus.REQUESTED, "Answer the request"),
    (P.ENGAGEMENT_STAFF, EngagementStatus.OFFERED, "See what the engagement waits for"),
    (P.ENGAGEMENT_OBJECT, EngagementStatus.OFFERED, "Look at the assessors named"),
    (P.PLAN_FREEZE, EngagementStatus.ACTIVE, "Lead the assessment"),
    (P.VERDICT_GIVE, EngagementStatus.ACTIVE, "Assess"),
    (P.VERDICT_REVIEW, EngagementStatus.ACTIVE, "Review verdicts"),
)


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits: what, whose, since when, and where to do it."""

    what: str
    title: str
    of: str
    since: datetime
    url: str


def waiting_for(actor: Actor) -> list[Task]:
    """Everything that waits for `actor`, the oldest first, each object once."""
    found: dict[str, Task] = {}
    for task in (*_attestations(actor), *_engagements(actor), *_declarations(actor)):
        found.setdefault(task.url, task)
    return sorted(found.values(), key=lambda task: task.since)


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
    named = EngagementPerson.objects.in_force().of(actor)
    for person in named.filter(
        interests_declared_at=None, engagement__status=EngagementStatus.OFFERED
    ).select_related("engagement__attestation__scope__organisation"):
        yield _task(
            "Declare your interests",
            person.engagement.attestation,
            person.named_at,
            f"/engagements/{person.engagement_id}/",
        )


def _related(attestations: QuerySet[Attestation]) -> Iterable[Attestation]:
    return attestations.select_related("scope__organisation")


def _task(what: str, attestation: Attestation, since: datetime, url: str) -> Task:
    return Task(
        what=what,
        title=attestation.scope.title,
        of=attestation.scope.organisation.name,
        since=since,
        url=url,
    )
