"""Which evidence a person may attach to one answer."""

from uuid import UUID

from django.http import QueryDict

from attestations.asking import Asking
from attestations.beside import Beside, beside
from attestations.evidence_models import EvidenceQuerySet
from attestations.models import Evidence
from organisations.permissions import Permission


def library_of(asking: Asking, earlier: Beside | None) -> list[Evidence]:
    """The pieces that she may read, and what is or was attached here; by title."""
    before = [piece for each in earlier.earlier for piece in each.evidence] if earlier else []
    pieces = {piece.pk: piece for piece in (*asking.attached, *before, *_readable(asking))}
    return sorted(pieces.values(), key=lambda piece: piece.title.lower())


def ticked(asking: Asking, sent: QueryDict) -> list[Evidence]:
    """Of the pieces whose ids were sent as `evidence`, those that she may attach.

    Nearly always she may read them all, so that the rest of the library is not looked at.
    """
    keys = {key for text in sent.getlist("evidence") if (key := _key(text)) is not None}
    if not keys:
        return []
    found = list(_readable(asking).filter(pk__in=keys))
    if len(found) == len(keys):
        return found
    return [piece for piece in library_of(asking, beside(asking, "")) if piece.pk in keys]


def _readable(asking: Asking) -> EvidenceQuerySet:
    rows = Evidence.objects.where_user_may(Permission.EVIDENCE_READ, asking.actor)
    return rows.filter(organisation=asking.attestation.scope.organisation_id)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
