"""Pieces that the member attaches to its answers: opened to the engagement's people, each alone.

What supports an answer of the submission is open to them already; anything else is opened piece by
piece, so that a library of thousands stays closed.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from assessments.following import follow_up_of
from assessments.models import ClarificationPiece, Engagement, EngagementPerson
from attestations.grants import give_piece
from attestations.models import Evidence, EvidenceLink
from organisations.permissions import Role


def because(engagement: Engagement) -> str:
    """What the grants of an engagement's people follow from."""
    return f"engagement:{engagement.pk}"


def opened_to_people(engagement: Engagement, evidence: Collection[UUID], *, at: datetime) -> None:
    """Open these pieces to everybody named who works in it; joins the transaction."""
    people = EngagementPerson.objects.in_force().filter(
        engagement=engagement, interests_declared_at__isnull=False
    )
    alone = _alone(engagement, evidence)
    for person in people if alone else ():
        _opened(engagement, person, alone, at=at)


def opened_to_newcomer(person: EngagementPerson, *, at: datetime) -> None:
    """Open to a person who joins what was attached before; joins the transaction."""
    rows = ClarificationPiece.objects.filter(entry__clarification__engagement=person.engagement_id)
    before = set(rows.values_list("evidence_id", flat=True))
    if before:
        alone = _alone(person.engagement, before)
        _opened(person.engagement, person, alone, at=at)


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
    for each in evidence:
        give_piece(
            engagement.attestation,
            each,
            user_id=person.user_id,
            role=Role(person.role),
            organisation=engagement.body,
            because=because(engagement),
            at=at,
        )
