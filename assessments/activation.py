"""From offered to active: everybody declared, nobody conflicted, the member without objection."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from accounts.actor import SYSTEM, Actor
from accounts.refusal import Refusal
from assessments.accreditation import covering, level_needed, not_covered, rests_on
from assessments.conflicts import blocked_if_conflicted, body_standing
from assessments.handing_over import handed_over
from assessments.models import Engagement, EngagementPerson
from assessments.moves import attestation_of, locked
from assessments.people import NAMED_ROLES, opened_to
from assessments.status import EngagementAct, EngagementStatus, after
from attestations.models import Attestation
from attestations.status import Status
from journal.recording import record, require_transaction
from organisations.permissions import ROLE_TITLES


class NotReady(Refusal):
    """Something is still missing before the engagement can begin."""


def objections_end_at(engagement: Engagement, people: list[EngagementPerson]) -> datetime | None:
    """Until when the member may object, counted from the last naming; None before any."""
    named = [person.named_at for person in people]
    if engagement.offered_at is None or not named:
        return None
    return max(named) + timedelta(days=settings.OBJECTION_DAYS)


def _with_article(role: str) -> str:
    return f"an {role}" if role[0] in "aeiou" else f"a {role}"


def people_missing(people: list[EngagementPerson]) -> list[str]:
    """What the named people (in force) still lack, as sentences."""
    held = {person.role for person in people}
    missing = [
        f"The body has not named {_with_article(ROLE_TITLES[role].lower())}."
        for role in NAMED_ROLES
        if role.value not in held
    ]
    return missing + [
        f"{person.user} has not declared interests."
        for person in people
        if person.interests_declared_at is None
    ]


def missing(engagement: Engagement, people: list[EngagementPerson], *, at: datetime) -> list[str]:
    """What is missing before an offered engagement can begin, as sentences for the page."""
    close = body_standing(engagement, on=at.date())
    sentences = [hit.sentence for hit, _ in close] + people_missing(people)
    needed = level_needed(engagement)
    if not covering(engagement, on=at.date(), level=needed).exists():
        sentences.append(not_covered(engagement, needed))
    ends = objections_end_at(engagement, people)
    if engagement.no_objection_at is None and (ends is None or at < ends):
        until = f" until {ends.day} {ends:%B %Y}" if ends else ""
        sentences.append(f"The member may object{until}, or say that it has no objection.")
    return sentences


def begun_without_objection(*, at: datetime) -> int:
    """Begin what is complete and whose member let the time to object pass. How many began.

    One that was recalled meanwhile is left to `withdrawn_with_recall`. Joins the transaction.
    """
    require_transaction()
    waiting = Engagement.objects.filter(
        status=EngagementStatus.OFFERED,
        offered_at__lte=at - timedelta(days=settings.OBJECTION_DAYS),
        attestation__status=Status.ACCEPTED,
    )
    count = 0
    for engagement_id in list(waiting.values_list("pk", flat=True)):
        engagement = locked(engagement_id)
        if _still_accepted(engagement):
            count += activated_if_ready(engagement, by=SYSTEM, at=at)
    return count


def in_force(engagement: Engagement) -> list[EngagementPerson]:
    """The people who are named now and whose role in the body is in force."""
    return list(
        EngagementPerson.objects.in_force().filter(engagement=engagement).select_related("user")
    )


def activated_if_ready(engagement: Engagement, *, by: Actor, at: datetime) -> bool:
    """Begin an offered, locked engagement if nothing is missing; whether it began."""
    require_transaction()
    if engagement.status != EngagementStatus.OFFERED:
        return False
    people = in_force(engagement)
    if missing(engagement, people, at=at):
        return False
    for person in people:
        person.engagement = engagement
    conflicts = [found for each in people for found in blocked_if_conflicted(each, by=by, at=at)]
    if conflicts:
        return False
    attestation = _accepted(engagement)
    rests_on(engagement, on=at.date())
    engagement.status = after(EngagementAct.ACTIVATE, EngagementStatus(engagement.status))
    engagement.activated_at = at
    engagement.save(update_fields=["status", "activated_at", "accreditation"])
    attestation.engagement_active = True
    attestation.save(update_fields=["engagement_active"])
    for person in people:
        opened_to(person, at=at)
    record(
        "engagement.activated",
        engagement,
        by=by,
        organisation_id=engagement.attestation.scope.organisation_id,
        from_state=EngagementStatus.OFFERED,
        to_state=engagement.status,
    )
    handed_over("engagement.activated", engagement, by=by, at=at)
    return True


@transaction.atomic(durable=True)
def activate(engagement_id: UUID, *, by: Actor) -> Engagement:
    """The body's administrator begins the engagement, or is told what is missing."""
    engagement = locked(engagement_id)
    at = now()
    if not activated_if_ready(engagement, by=by, at=at):
        if engagement.status != EngagementStatus.OFFERED:
            after(EngagementAct.ACTIVATE, EngagementStatus(engagement.status))
        raise NotReady(" ".join(missing(engagement, in_force(engagement), at=at)))
    return engagement


def without_objection(
    engagement_id: UUID, *, seen: int | None = None, by: Actor, at: datetime
) -> Engagement:
    """Record that the member has no objection to the people named; joins the transaction.

    `seen` is how many had been named when the page was read (also those taken off since); None
    where no page is behind it.
    """
    engagement = locked(engagement_id)
    if engagement.status != EngagementStatus.OFFERED:
        after(EngagementAct.ACTIVATE, EngagementStatus(engagement.status))
    if seen is not None and seen != engagement.people.count():
        raise NotReady(
            "The body has named somebody else since you read the page, so nothing was saved. Read "
            "who is named now."
        )
    engagement.no_objection_at = at
    engagement.save(update_fields=["no_objection_at"])
    record(
        "engagement.no_objection",
        engagement,
        by=by,
        organisation_id=engagement.attestation.scope.organisation_id,
    )
    if not activated_if_ready(engagement, by=by, at=at):
        handed_over("engagement.no_objection", engagement, by=by, at=at)
    return engagement


@transaction.atomic(durable=True)
def have_no_objection(engagement_id: UUID, *, seen: int | None = None, by: Actor) -> Engagement:
    """The owner or signatory has no objection; the waiting period ends."""
    return without_objection(engagement_id, seen=seen, by=by, at=now())


def _still_accepted(engagement: Engagement) -> Attestation | None:
    """The attestation, locked; None once it is not the accepted one any more."""
    attestation = attestation_of(engagement)
    latest = attestation.submissions.latest("sequence")
    if attestation.status != Status.ACCEPTED or latest.pk != engagement.submission_id:
        return None
    return attestation


def _accepted(engagement: Engagement) -> Attestation:
    attestation = _still_accepted(engagement)
    if attestation is None:
        raise NotReady(
            "The member has recalled the attestation, so this request is over. Wait for a new one."
        )
    return attestation
