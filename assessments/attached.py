"""Pieces that the member attaches to answers and proofs: opened to the engagement's people, each alone.

Decision makers read them with the submission, from the confirmed recommendation until they decide.
What supports an answer of the submission is open to them already; anything else is opened piece by
piece, so that a library of thousands stays closed.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from accounts.actor import Actor
from accounts.refusal import Refusal
from assessments.following import FollowUp, follow_up_of
from assessments.models import (
    ClarificationPiece,
    Engagement,
    EngagementPerson,
    FindingPiece,
    FindingStep,
)
from attestations.grants import give_piece
from attestations.models import DisclosureClass, Evidence, EvidenceLink
from organisations.models import Organisation
from organisations.permissions import Permission, Role


class NotAttachable(Refusal):
    """A piece that the assessors could not open, or that is none of the member's."""


def because(engagement: Engagement) -> str:
    """What the grants of an engagement's people follow from."""
    return f"engagement:{engagement.pk}"


def attachable(engagement: Engagement) -> QuerySet[Evidence]:
    """The pieces of the member's library that its assessors could open; by title."""
    member = engagement.attestation.scope.organisation_id
    pieces = Evidence.objects.filter(organisation=member)
    return pieces.exclude(disclosure=DisclosureClass.MEMBER).order_by("title")


def chosen(engagement: Engagement, evidence: Collection[UUID]) -> list[Evidence]:
    """These pieces, or `NotAttachable` where one of them cannot be opened by the assessors."""
    pieces = list(attachable(engagement).filter(pk__in=evidence))
    if len(pieces) != len(set(evidence)):
        raise NotAttachable(
            "One of the pieces cannot be opened by the assessors. Choose others, or change in the "
            "library who may see it."
        )
    return pieces


def opened_to_people(engagement: Engagement, evidence: Collection[UUID], *, at: datetime) -> None:
    """Open these pieces to everybody named who works in it; joins the transaction."""
    people = EngagementPerson.objects.in_force().filter(
        engagement=engagement, interests_declared_at__isnull=False
    )
    alone = _alone(engagement, evidence)
    for person in people if alone else ():
        _opened(engagement, person, alone, at=at)


def opened_to_newcomer(person: EngagementPerson, *, at: datetime) -> None:
    """Open to a person who joins what was attached before; joins the transaction.

    In a follow-up that is what was attached to its open points.
    """
    engagement = person.engagement
    before = _attached(engagement, follow_up_of(engagement))
    if before:
        _opened(engagement, person, _alone(engagement, before), at=at)


def opened_to_decision_makers(
    engagement: Engagement, alliance: Organisation, *, because: str, at: datetime
) -> None:
    """Open what was attached to whoever decides; joins the transaction."""
    before = _attached(engagement)
    for each in _alone(engagement, before) if before else ():
        give_piece(
            engagement.attestation,
            each,
            user_id=None,
            role=Role.DECISION_MAKER,
            organisation=alliance,
            because=because,
            at=at,
        )


def readable_pieces(engagement: Engagement, actor: Actor) -> QuerySet[ClarificationPiece]:
    """What was given in answers, as far as this person may open it."""
    mine = Evidence.objects.where_user_may(Permission.EVIDENCE_READ, actor)
    rows = ClarificationPiece.objects.filter(
        entry__clarification__engagement=engagement, evidence__in=mine
    )
    joined = rows.select_related("evidence__organisation", "entry__clarification__criterion")
    return joined.order_by("entry__clarification__number", "entry__at")


def readable_proofs(engagement: Engagement, actor: Actor) -> QuerySet[FindingPiece]:
    """What corrections were verified on, as far as this person may open it."""
    mine = Evidence.objects.where_user_may(Permission.EVIDENCE_READ, actor)
    rows = FindingPiece.objects.filter(
        event__finding__engagement=engagement, event__step=FindingStep.VERIFIED, evidence__in=mine
    )
    joined = rows.select_related("evidence__organisation", "event__finding__criterion")
    return joined.order_by("event__finding__number", "event__at", "pk")


def _attached(engagement: Engagement, only: FollowUp | None = None) -> set[UUID]:
    """Every piece that was given in an answer or a proof; `only` those of a follow-up's points."""
    answers = ClarificationPiece.objects.filter(entry__clarification__engagement=engagement)
    proofs = FindingPiece.objects.filter(event__finding__engagement=engagement)
    if only is not None:
        answers = answers.filter(entry__clarification__criterion__code__in=only.codes)
        proofs = proofs.filter(event__finding__number__in=only.numbers)
    given = answers.values_list("evidence_id", flat=True)
    return set(given) | set(proofs.values_list("evidence_id", flat=True))


def _alone(engagement: Engagement, evidence: Collection[UUID]) -> list[UUID]:
    """Those that support no answer of the attestation that its people can read evidence of.

    In a follow-up that is evidence of its criteria alone: any other is opened piece by piece.
    """
    links = EvidenceLink.objects.filter(
        evidence=OuterRef("pk"), answer__attestation=engagement.attestation_id
    )
    one = follow_up_of(engagement)
    if one is not None:
        links = links.filter(answer__criterion__code__in=one.codes)
    pieces = Evidence.objects.filter(~Exists(links), pk__in=evidence)
    return list(pieces.values_list("pk", flat=True))


def _opened(
    engagement: Engagement, person: EngagementPerson, evidence: list[UUID], *, at: datetime
) -> None:
    one = follow_up_of(engagement)
    for each in evidence:
        give_piece(
            engagement.attestation,
            each,
            user_id=person.user_id,
            role=Role(person.role),
            organisation=engagement.body,
            because=because(engagement),
            at=at,
            until=None if one is None else one.ends_at,
        )
