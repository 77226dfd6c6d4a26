"""One question of one attestation, fetched for a person who may see or answer it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, Self
from uuid import UUID

from django.shortcuts import get_object_or_404

from accounts.actor import Actor
from accounts.requests import SignedInRequest
from attestations import delegation
from attestations.models import Answer, Attestation, Evidence
from attestations.rating import Place, Rating, rated
from attestations.reading import asked_of, given_of, thresholds_of
from organisations.permissions import Permission

# What an answer is read with: all that its page shows, or what a save of it needs.
FOR_A_PAGE: Final = (
    "criterion__principle",
    "attestation__scope__organisation",
    "attestation__edition",
    "saved_by",
)
FOR_A_SAVE: Final = ("criterion", "attestation__scope", "attestation__edition")
# What grows with the edition, and is read where it is asked for.
LEFT: Final = ("attestation__edition__changes", "attestation__edition__alternative_structures")


@dataclass(frozen=True)
class Asking:
    """One question of one attestation, with its answer and what is attached."""

    answer: Answer
    permission: Permission
    actor: Actor
    # What is attached, where it is known; else it is read when it is asked for.
    pieces: Sequence[Evidence] | None = field(default=None, kw_only=True)

    @property
    def attestation(self) -> Attestation:
        """The attestation that asks."""
        return self.answer.attestation

    @property
    def place(self) -> Place:
        """The criterion's code and the layer."""
        return self.answer.criterion.code, self.answer.layer

    @cached_property
    def attached(self) -> Sequence[Evidence]:
        """The pieces that are attached."""
        return tuple(self.answer.evidence.all()) if self.pieces is None else self.pieces

    @cached_property
    def whole(self) -> bool:
        """Whether this person sees the whole attestation, or only what is delegated to her."""
        return delegation.open_criteria(self.attestation, self.permission, self.actor) is None

    def answered(self, answer: Answer, pieces: Sequence[Evidence] | None) -> Self:
        """The question once `answer` is saved; `pieces` are what is attached, where it is known."""
        answer.attestation = self.attestation
        return replace(self, answer=answer, pieces=pieces)

    def rating(self) -> Rating:
        """What the saved answer is worth."""
        one = asked_of(self.answer.criterion, "")
        given = given_of(self.answer, self.attached)
        return rated(one, given, self.answer.layer, self.attestation.as_of)

    @property
    def is_below_target(self) -> bool:
        """Whether the saved answer needs a plan."""
        level = self.rating().level
        return isinstance(level, int) and level < thresholds_of(self.attestation.edition).target


def asking_of(
    request: SignedInRequest,
    permission: Permission,
    attestation_id: UUID,
    code: str,
    layer: str,
    joined: Sequence[str] = FOR_A_PAGE,
) -> Asking:
    """The question, if this person may do this with it; else it does not exist (`Http404`).

    One statement. A save joins less; what its page needs besides is read where it is refused.
    """
    rows = Answer.objects.where_user_may(permission, request.actor).select_related(*joined)
    answer = get_object_or_404(
        rows.defer(*LEFT), attestation=attestation_id, criterion__code=code, layer=layer
    )
    return Asking(answer, permission, request.actor)
