"""What keeps an attestation from being made ready, answer by answer (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from attestations import figures
from attestations.rating import Asked, Given, Place, Rating, needs_reason
from principles.answers import InvalidAnswer


class GapKind(StrEnum):
    """What keeps an attestation from being made ready; the value is a part of the answer's page."""

    MISSING = "response"
    INVALID = "invalid"
    REASON = "reason"
    UNSURE = "unsure"
    AFFIRM = "affirm"
    PUBLIC_LINK = "evidence"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that blocks, at one answer, with the sentence for people.

    `field` is the part of the response that an invalid answer is refused for, where it is known.
    """

    place: Place
    kind: GapKind
    sentence: str
    field: str = ""


def gaps(
    place: Place, one: Asked, given: Given, rating: Rating, *, as_of: date, target: int
) -> Iterable[Gap]:
    """Everything that blocks at one answer; `target` is the level that counts as met."""
    if not given.is_answered:
        yield Gap(place, GapKind.MISSING, "There is no answer yet.")
    elif rating.problem is not None:
        yield Gap(place, GapKind.INVALID, rating.problem.sentence, rating.problem.field or "")
    met = isinstance(rating.level, int) and rating.level >= target
    if needs_reason(one, given) and not given.reason.strip():
        what = "it does not apply" if given.not_applicable else "this is the answer"
        yield Gap(place, GapKind.REASON, f"Say why {what}.")
    elif met and one.met_needs.get("reason") and not given.reason.strip():
        yield Gap(place, GapKind.REASON, f"At level {target} or above this answer needs a reason.")
    if met and one.met_needs.get("public_link") and not given.public_links:
        yield Gap(
            place,
            GapKind.PUBLIC_LINK,
            f"At level {target} or above this answer needs a public link as evidence.",
        )
    if given.unsure:
        yield Gap(place, GapKind.UNSURE, "It is marked “unsure, come back”.")
    if given.to_affirm:
        yield Gap(
            place,
            GapKind.AFFIRM,
            "It was carried over. Say whether your answer still holds.",
        )
    yield from _figure_gaps(place, one, given, as_of)


def _figure_gaps(place: Place, one: Asked, given: Given, as_of: date) -> Iterable[Gap]:
    """A period that has come to lie after an as-of date that was moved back."""
    try:
        figures.checked(given.figure, one.rule, as_of=as_of)
    except InvalidAnswer as problem:
        yield Gap(place, GapKind.INVALID, problem.sentence, problem.field)
