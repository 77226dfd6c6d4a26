"""What becomes of a decided result: the signatory chooses, the clock closes, its report goes live."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from accounts.actor import SYSTEM, Actor
from accounts.refusal import Refusal
from assessments.handing_over import handed_over
from assessments.models import Decision, Engagement, PublicationChoice
from assessments.moves import JOINS, locked
from attestations.moves import moved
from attestations.status import Act, Status
from journal.recording import record
from principles.scoring import Outcome


class PublicationRefused(Refusal):
    """There is nothing to choose about publication, or not any more."""


def chosen(decision_id: UUID, *, publish: bool, by: Actor, at: datetime) -> PublicationChoice:
    """Choose whether a "not conforming" result is published; joins the transaction."""
    decision = Decision.objects.select_related("engagement").get(pk=decision_id)
    engagement = locked(decision.engagement_id)
    if decision.outcome != Outcome.NOT_CONFORMING:
        raise PublicationRefused(
            "A conforming or conditional result is published in any case. Wait for the report."
        )
    if PublicationChoice.objects.filter(decision=decision).exists():
        raise PublicationRefused("The choice has been made already. Reload the page to see it.")
    choice = PublicationChoice.objects.create(
        decision=decision, publish=publish, chosen_by_id=by.user_id, chosen_at=at
    )
    organisation_id = engagement.attestation.scope.organisation_id
    if not publish and engagement.attestation.status != Status.PUBLISHED:
        attestation = moved(engagement.attestation_id, Act.CLOSE_UNPUBLISHED)
        attestation.save(update_fields=["status"])
        record(
            "attestation.closed_unpublished",
            attestation,
            by=by,
            organisation_id=organisation_id,
            from_state=Status.DECIDED,
            to_state=attestation.status,
        )
    record(
        "publication.chosen",
        choice,
        by=by,
        organisation_id=organisation_id,
        to_state="publish" if publish else "do not publish",
    )
    handed_over("publication.chosen", engagement, by=by, at=at)
    return choice


@transaction.atomic(durable=True)
def choose_publication(decision_id: UUID, *, publish: bool, by: Actor) -> PublicationChoice:
    """The signatory chooses whether a "not conforming" result is published."""
    return chosen(decision_id, publish=publish, by=by, at=now())


def closed_without_choice(*, at: datetime) -> int:
    """Close what waited 30 days for the signatory's choice; joins the transaction. How many."""
    waiting = Decision.objects.filter(
        outcome=Outcome.NOT_CONFORMING,
        publication_choice=None,
        engagement__attestation__status__in=(Status.DECIDED, Status.PUBLISHED),
        made_at__lte=at - timedelta(days=settings.UNPUBLISHED_CHOICE_DAYS),
    )
    ids = list(waiting.values_list("pk", flat=True))
    for decision_id in ids:
        chosen(decision_id, publish=False, by=SYSTEM, at=at)
    return len(ids)


def published(engagement_id: UUID, *, report: str, at: datetime) -> None:
    """The report of this number is live: move the attestation, and tell; joins the transaction.

    A follow-up's report finds the attestation published already, and is told of all the same.
    """
    engagement = Engagement.objects.select_related(*JOINS).get(pk=engagement_id)
    if engagement.attestation.status != Status.PUBLISHED:
        attestation = moved(engagement.attestation_id, Act.PUBLISH)
        attestation.save(update_fields=["status"])
        record(
            "attestation.published",
            attestation,
            by=SYSTEM,
            organisation_id=attestation.scope.organisation_id,
            from_state=Status.DECIDED,
            to_state=attestation.status,
            facts={"report": report},
        )
    handed_over("attestation.published", engagement, at=at)
