"""What an attestation's answers amount to: levels, progress, gaps, warnings, result (pure).

Progress (what is answered) and conformance (what the answers are worth) are kept apart. Levels
come from `principles/measures.py`, the result from `principles/scoring.py`; nothing is rated here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final

from attestations import figures
from attestations.staleness import any_old, any_stale
from principles.answers import InvalidAnswer
from principles.judgement import Level
from principles.measures import Terms, explain_for
from principles.scoring import Item, NotApplicable, Result, Thresholds, fold, scored

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


class GapKind(StrEnum):
    """What keeps an attestation from being made ready; the value is a part of the answer's page."""

    MISSING = "response"
    INVALID = "invalid"
    REASON = "reason"
    UNSURE = "unsure"
    AFFIRM = "affirm"
    PUBLIC_LINK = "evidence"


class WarningKind(StrEnum):
    """What is allowed, but only with a reason."""

    NO_EVIDENCE = "no_evidence"
    STALE_EVIDENCE = "stale_evidence"
    OLD_EVIDENCE = "old_evidence"
    NO_PLAN = "no_plan"
    PLAN_OVERDUE = "plan_overdue"
    PLAN_LATE = "plan_late"
    LOW_CONFIDENCE = "low_confidence"
    FIGURE_UNEXPLAINED = figures.Doubt.UNEXPLAINED.value
    FIGURE_SHORT = figures.Doubt.SHORT.value


WARNING_WORDS: Final[Mapping[WarningKind, str]] = {
    WarningKind.NO_EVIDENCE: "No evidence is attached: the level is 1 at most",
    WarningKind.STALE_EVIDENCE: "Attached evidence is stale: its expiry date has come",
    WarningKind.OLD_EVIDENCE: "Attached evidence covers a period that ended more than 12 months "
    "before the as-of date",
    WarningKind.NO_PLAN: "Below target, without a dated plan",
    WarningKind.PLAN_OVERDUE: "The date of the plan has passed",
    WarningKind.PLAN_LATE: "The plan ends later than corrective action may take",
    WarningKind.LOW_CONFIDENCE: "At target or above, but you are not sure of the answer",
    WarningKind.FIGURE_UNEXPLAINED: "The figure lacks its population, its period or its basis",
    WarningKind.FIGURE_SHORT: "The figure covers a shorter period than the criterion asks for",
}
WARNING_QUESTIONS: Final[Mapping[WarningKind, str]] = {
    WarningKind.NO_EVIDENCE: "Why no evidence is attached",
    WarningKind.STALE_EVIDENCE: "Why stale evidence is attached",
    WarningKind.OLD_EVIDENCE: "Why evidence of an earlier period is attached",
    WarningKind.NO_PLAN: "Why there is no dated plan",
    WarningKind.PLAN_OVERDUE: "Why the date of the plan has passed",
    WarningKind.PLAN_LATE: "Why the plan ends so late",
    WarningKind.LOW_CONFIDENCE: "Why the answer stands although you are not sure of it",
    WarningKind.FIGURE_UNEXPLAINED: "Why it is not said how the figure was taken",
    WarningKind.FIGURE_SHORT: "Why the figure covers a shorter period",
}
# The member's word for being hardly sure of an answer (`models.Confidence`).
LOW: Final = "low"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that blocks, at one answer, with the sentence for people.

    `field` is the part of the response that an invalid answer is refused for, where it is known.
    """

    place: Place
    kind: GapKind
    sentence: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Warned:
    """One thing that needs a reason, at one answer."""

    place: Place
    kind: WarningKind
    sentence: str

    @property
    def key(self) -> str:
        """The warning's name in forms and records."""
        return f"{self.kind}:{self.place[0]}:{self.place[1]}"


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
class Rating:
    """What one answer is worth: a level with its working, a claim, or why neither."""

    level: int | NotApplicable | None
    working: Level | None = None
    problem: InvalidAnswer | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything the answers amount to on one day."""

    ratings: Mapping[Place, Rating]
    progress: Progress
    by_principle: Mapping[str, Progress]
    gaps: tuple[Gap, ...]
    warnings: tuple[Warned, ...]
    result: Result


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
    gaps = tuple(
        g
        for p in places
        for g in (
            *_gaps(p, by_code[p[0]], given[p], ratings[p], thresholds.target),
            *_figure_gaps(p, by_code[p[0]], given[p], as_of),
        )
    )
    warnings = tuple(
        w
        for p in places
        for w in (
            *_warnings(p, given[p], ratings[p], as_of, today, thresholds),
            *_figure_warnings(p, by_code[p[0]], given[p], ratings[p]),
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
    return Picture(ratings, Progress(len(done), len(places)), by_principle, gaps, warnings, result)


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


def _gaps(place: Place, one: Asked, given: Given, rating: Rating, target: int) -> Iterable[Gap]:
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


def _warnings(
    place: Place,
    given: Given,
    rating: Rating,
    as_of: date,
    today: date,
    thresholds: Thresholds,
) -> Iterable[Warned]:
    if not isinstance(rating.level, int):
        return
    if given.evidence == 0 and rating.working and rating.working.uncapped > rating.level:
        yield _warned(place, WarningKind.NO_EVIDENCE)
    if any_stale(given.expiries, today):
        yield _warned(place, WarningKind.STALE_EVIDENCE)
    if any_old(given.periods_until, as_of):
        yield _warned(place, WarningKind.OLD_EVIDENCE)
    if rating.level >= thresholds.target:
        if given.confidence == LOW:
            yield _warned(place, WarningKind.LOW_CONFIDENCE)
        return
    if not given.plan.strip() or given.plan_due is None:
        yield _warned(place, WarningKind.NO_PLAN)
    elif given.plan_due < today:
        yield _warned(place, WarningKind.PLAN_OVERDUE)
    elif (given.plan_due - today).days > thresholds.action_days:
        yield _warned(place, WarningKind.PLAN_LATE)


def _figure_gaps(place: Place, one: Asked, given: Given, as_of: date) -> Iterable[Gap]:
    """A period that has come to lie after an as-of date that was moved back."""
    try:
        figures.checked(given.figure, one.rule, as_of=as_of)
    except InvalidAnswer as problem:
        yield Gap(place, GapKind.INVALID, problem.sentence, problem.field)


def _figure_warnings(place: Place, one: Asked, given: Given, rating: Rating) -> Iterable[Warned]:
    if isinstance(rating.level, int):
        for doubt in figures.doubts(one.rule, given.response, given.figure):
            yield _warned(place, WarningKind(doubt.value))


def _warned(place: Place, kind: WarningKind) -> Warned:
    return Warned(place, kind, f"{WARNING_WORDS[kind]}.")
