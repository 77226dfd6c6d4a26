"""What an attestation's answers amount to: levels, progress, gaps, warnings, result (pure).

Progress (what is answered) and conformance (what the answers are worth) are kept apart. Levels
come from `attestations/rating.py`, the result from `principles/scoring.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from attestations.gaps import Gap, gaps
from attestations.rating import BLANK, Asked, Given, Place, Rating, item_of, questions, rated
from attestations.warned import Warned, warnings
from principles.scoring import Result, Thresholds, scored


@dataclass(frozen=True, slots=True)
class Progress:
    """How many answers are in, of how many."""

    done: int
    total: int

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left."""
        return self.done == self.total


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything the answers amount to on one day."""

    ratings: Mapping[Place, Rating]
    progress: Progress
    by_principle: Mapping[str, Progress]
    gaps: tuple[Gap, ...]
    warnings: tuple[Warned, ...]
    result: Result


def picture(
    asked: Sequence[Asked],
    answers: Mapping[Place, Given],
    *,
    layers: Sequence[str],
    as_of: date,
    today: date,
    thresholds: Thresholds,
    principle_weights: Mapping[str, int],
) -> Picture:
    """What the answers amount to on the day `today`; `as_of` is the attestation's as-of date."""
    by_code = {one.code: one for one in asked}
    places = questions(asked, layers)
    given = {place: answers.get(place, BLANK) for place in places}
    ratings = {p: rated(by_code[p[0]], given[p], p[1], as_of) for p in places}
    blocking = tuple(
        gap
        for p in places
        for gap in gaps(
            p, by_code[p[0]], given[p], ratings[p], as_of=as_of, target=thresholds.target
        )
    )
    needing = tuple(
        warning
        for p in places
        for warning in warnings(
            p,
            by_code[p[0]],
            given[p],
            ratings[p],
            as_of=as_of,
            today=today,
            thresholds=thresholds,
        )
    )
    done = {
        p
        for p in places
        if given[p].is_answered and not given[p].to_affirm and ratings[p].problem is None
    }
    by_principle = {
        code: Progress(
            sum(1 for p in done if by_code[p[0]].principle == code),
            sum(1 for p in places if by_code[p[0]].principle == code),
        )
        for code in dict.fromkeys(one.principle for one in asked)
    }
    items = [
        item_of(one, layers, {p: ratings[p].level for p in places}, given, today, thresholds.target)
        for one in asked
    ]
    result = scored(items, principle_weights=principle_weights, thresholds=thresholds)
    return Picture(
        ratings, Progress(len(done), len(places)), by_principle, blocking, needing, result
    )
