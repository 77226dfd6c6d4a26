"""One question and its answer: what is asked, what was given, and what that is worth (pure).

Levels come from `principles/measures.py`; nothing is rated here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from principles.answers import InvalidAnswer
from principles.judgement import Level
from principles.measures import Terms, explain_for
from principles.scoring import Item, NotApplicable, fold

Place = tuple[str, str]
"""A criterion's code, and the layer ("" where the criterion is not per layer)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a criterion matters for rating and counting an answer."""

    code: str
    principle: str
    title: str
    weight: int
    must_meet: bool
    per_layer: bool
    applies_to: tuple[str, ...]
    na_allowed: bool
    rule: Mapping[str, Any]
    sha256: str
    disclosure: str
    # What an answer at target or above must bring: {"reason": bool, "public_link": bool}.
    met_needs: Mapping[str, bool] = field(default_factory=dict)

    @property
    def terms(self) -> Terms:
        """What the measures need."""
        return Terms(self.rule, self.applies_to, self.na_allowed)

    def layers_among(self, declared: Sequence[str]) -> tuple[str, ...]:
        """The layers for which an answer is asked: ("",) for one answer, () where none applies."""
        meant = tuple(layer for layer in declared if layer in self.applies_to)
        return meant if self.per_layer or not meant else ("",)


@dataclass(frozen=True, slots=True)
class Given:
    """One answer: the typed response or a claim, its words, and how much evidence is attached.

    `evidence` counts the pieces that carry a level; a statement in the member's own words does not.
    `public_links` counts the links among them that anyone may see; `expiries` are the days from
    which attached pieces are stale, `periods_until` the last days that they speak of; `to_affirm`
    is set on what was carried over and waits to be confirmed.
    """

    response: Mapping[str, Any] | None = None
    reason: str = ""
    not_applicable: bool = False
    plan: str = ""
    plan_due: date | None = None
    unsure: bool = False
    evidence: int = 0
    public_links: int = 0
    to_affirm: bool = False
    confidence: str = ""
    expiries: tuple[date, ...] = ()
    periods_until: tuple[date, ...] = ()
    figure: Mapping[str, Any] | None = None

    @property
    def is_answered(self) -> bool:
        """Whether there is a response or a claim at all."""
        return self.response is not None or self.not_applicable


BLANK: Final = Given()


@dataclass(frozen=True, slots=True)
class Rating:
    """What one answer is worth: a level with its working, a claim, or why neither."""

    level: int | NotApplicable | None
    working: Level | None = None
    problem: InvalidAnswer | None = None


def questions(asked: Iterable[Asked], layers: Sequence[str]) -> tuple[Place, ...]:
    """The answers that are asked for, in the edition's order."""
    return tuple((one.code, layer) for one in asked for layer in one.layers_among(layers))


def rated(one: Asked, given: Given, layer: str, as_of: date) -> Rating:
    """Rate one answer as the member gives it: evidence counts when it is attached."""
    if not given.is_answered:
        return Rating(None)
    answer: Mapping[str, Any] = {"na": True} if given.not_applicable else given.response or {}
    try:
        found = explain_for(
            one.terms,
            answer,
            has_evidence=given.evidence > 0,
            as_of=as_of,
            layer=layer or None,
        )
    except InvalidAnswer as problem:
        return Rating(None, problem=problem)
    if isinstance(found, Level):
        return Rating(found.level, found)
    return Rating(found)


def needs_reason(one: Asked, given: Given) -> bool:
    """Whether this answer must say why: a claim, or a value that the criterion names."""
    if given.not_applicable:
        return True
    value = (given.response or {}).get("value")
    return value in one.rule.get("justification_required", ()) and value is not None


def item_of(
    one: Asked,
    layers: Sequence[str],
    levels: Mapping[Place, int | NotApplicable | None],
    given: Mapping[Place, Given],
    signed_on: date,
    target: int,
) -> Item:
    """The criterion as the score takes it: its weakest layer, and its latest dated plan.

    The plan counts only when every layer below target has one; its days count from `signed_on`.
    """
    of_layers = {layer: levels[(one.code, layer)] for layer in one.layers_among(layers)}
    level = fold(of_layers) if of_layers else NotApplicable.BY_LAYER
    due = [
        (answer.plan_due - signed_on).days if answer.plan and answer.plan_due else None
        for layer, each in of_layers.items()
        if isinstance(each, int) and each < target
        for answer in [given[(one.code, layer)]]
    ]
    # One plan that is already late cannot hide behind another that is not.
    days = None if not due or None in due else _worst([each for each in due if each is not None])
    return Item(one.code, one.principle, one.weight, one.must_meet, level, days)


def _worst(days: Sequence[int]) -> int:
    return min(days) if min(days) < 0 else max(days)
