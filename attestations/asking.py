"""One question of one attestation, fetched for a person who may see or answer it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from accounts.requests import SignedInRequest
from attestations import delegation
from attestations.completeness import Place, Rating, rated
from attestations.models import Answer, Attestation, Evidence
from attestations.reading import asked_of, given_of, thresholds_of
from attestations.views import reachable
from organisations.permissions import Permission


@dataclass(frozen=True, slots=True)
class Asking:
    """One question of one attestation, with its answer and what is attached."""

    attestation: Attestation
    answer: Answer
    attached: Sequence[Evidence]
    # Whether this person sees the whole attestation, or only what is delegated to her.
    whole: bool

    @property
    def place(self) -> Place:
        """The criterion's code and the layer."""
        return self.answer.criterion.code, self.answer.layer

    def rating(self) -> Rating:
        """What the saved answer is worth."""
        criterion = self.answer.criterion
        one = asked_of(criterion, criterion.principle.code)
        given = given_of(self.answer, self.attached)
        return rated(one, given, self.answer.layer, self.attestation.as_of)

    @property
    def is_below_target(self) -> bool:
        """Whether the saved answer needs a plan."""
        level = self.rating().level
        return isinstance(level, int) and level < thresholds_of(self.attestation.edition).target


def asking_of(
    request: SignedInRequest, permission: Permission, attestation_id: UUID, code: str, layer: str
) -> Asking:
    """The question, if this person may do this with it; else it does not exist (`Http404`)."""
    attestation = reachable(request, permission, attestation_id)
    codes = delegation.open_criteria(attestation, permission, request.actor)
    rows = Answer.objects.filter(attestation=attestation, criterion__code=code, layer=layer)
    answer = rows.select_related("criterion__principle", "saved_by").first()
    if answer is None or (codes is not None and code not in codes):
        raise Http404
    answer.attestation = attestation
    return Asking(attestation, answer, tuple(answer.evidence.all()), codes is None)
