"""From an answer and a criterion's rule to a level, as `tta-score/1.0` says (pure).

One class per answer type, built from a rule (and layer) and called with an answer. `explain`
gives the level with its reason and what the next level needs, so that a page and a score can
never disagree. Where the method's text leaves a case open, docs/decisions/scoring.md tells what
was chosen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from principles.answers import (
    DateAnswer,
    DocumentAnswer,
    InvalidAnswer,
    ManyValues,
    MaturityAnswer,
    MetricAnswer,
    OneValue,
    Reader,
)
from principles.judgement import (
    YES_NO,
    Cap,
    Judgement,
    Level,
    bound_of,
    by_level,
    capped,
    counted,
    following,
    highest,
    with_unit,
)
from principles.scoring import NotApplicable
from principles.vocabulary import AnswerType

HIGHEST: Final = 4
NOT_EXERCISED_LEVEL: Final = 3
LOW_COVERAGE_CAP: Final = 2
NO_EVIDENCE: Final = Cap(
    1, "Without evidence the level is 1 at most.", "Evidence that supports the answer."
)

Measure = Callable[[Reader], Judgement]


@dataclass(frozen=True, slots=True)
class Terms:
    """What of a criterion decides how an answer to it is rated."""

    rule: Mapping[str, Any]
    applies_to: tuple[str, ...]
    na_allowed: bool


def explain(
    rule: Mapping[str, Any],
    answer: object,
    *,
    has_evidence: bool,
    as_of: date | None = None,
    layer: str | None = None,
) -> Level:
    """Rate an answer against a criterion's rule and show the working.

    `has_evidence` means attached for a member's declaration, accepted for a verdict. `as_of` is
    needed by dates only. Raises `InvalidAnswer`, whatever the answer is made of.
    """
    reader = Reader(answer, as_of=as_of)
    judgement = MEASURES[AnswerType(rule["type"])](rule, layer)(reader)
    reader.finish()
    return capped(judgement, () if has_evidence else (NO_EVIDENCE,))


def level_of(
    rule: Mapping[str, Any],
    answer: object,
    *,
    has_evidence: bool,
    as_of: date | None = None,
    layer: str | None = None,
) -> int:
    """Rate an answer and keep only the level, 0 to 4; see `explain`."""
    return explain(rule, answer, has_evidence=has_evidence, as_of=as_of, layer=layer).level


def explain_for(
    terms: Terms,
    answer: object,
    *,
    has_evidence: bool,
    as_of: date | None = None,
    layer: str | None = None,
) -> Level | NotApplicable:
    """Rate an answer to a criterion that may also be not applicable.

    A layer to which the criterion does not apply gives `BY_LAYER`, whatever the answer. The
    claim `{"na": true}` gives `CLAIMED` where the criterion allows it, else `InvalidAnswer`;
    whether the claim is accepted, and has a reason, is for its reader to judge.
    """
    if layer is not None and layer not in terms.applies_to:
        return NotApplicable.BY_LAYER
    if not claims_not_applicable(answer):
        return explain(terms.rule, answer, has_evidence=has_evidence, as_of=as_of, layer=layer)
    if not terms.na_allowed:
        raise InvalidAnswer("na", "This criterion cannot be claimed to be not applicable.")
    return NotApplicable.CLAIMED


def claims_not_applicable(answer: object) -> bool:
    """Tell whether the answer is the claim `{"na": true}`; raises `InvalidAnswer` if garbled."""
    if not isinstance(answer, Mapping) or answer.get("na") is None:
        return False
    reader = Reader(answer, as_of=None)
    claimed = reader.flag("na")
    if claimed:
        reader.finish()
    return bool(claimed)


class YesNoPartial:
    """Yes, partial or no, each with its level; only an assessor can raise yes to 4."""

    def __init__(self, rule: Mapping[str, Any], _layer: str | None) -> None:
        self.levels: Mapping[str, int] = rule["levels"]

    def __call__(self, reader: Reader) -> Judgement:
        """Judge by the level given for the value."""
        answer = OneValue(reader.option("value", self.levels))
        level = self.levels[answer.value]
        above = sorted((each, word) for word, each in self.levels.items() if each > level)
        needs = f"Level {above[0][0]} needs the answer “{YES_NO[above[0][1]]}”." if above else None
        return Judgement(level, f"“{YES_NO[answer.value]}” is level {level}.", next_needs=needs)


class Metric:
    """A figure against bands; bounds are inclusive, a layer's own bands replace the general."""

    def __init__(self, rule: Mapping[str, Any], layer: str | None) -> None:
        bands = rule.get("bands_by_layer", {}).get(layer, rule["bands"])
        self.bands = {level: bound_of(bound) for level, bound in by_level(bands).items()}
        self.lower_is_better: bool = rule["direction"] == "lower_is_better"
        self.unit: str = rule["unit"]
        self.min_coverage = bound_of(rule.get("min_coverage_pct", 0))

    def __call__(self, reader: Reader) -> Judgement:
        """Judge by the highest band whose bound is met."""
        answer = self._read(reader)
        if answer.value is None:
            return Judgement(
                NOT_EXERCISED_LEVEL,
                "No case in the period: level 3 with evidence of the process.",
            )
        level = highest(each for each in self.bands if self._meets(answer.value, each))
        given = with_unit(answer.value, self.unit)
        reached = f"reaches level {level} ({self._bound(level)})" if level else "reaches no level"
        above = following(level, self.bands)
        needs = None if above is None else f"Level {above} needs {self._bound(above)}."
        return Judgement(level, f"{given} {reached}.", self._caps(answer), needs)

    def _read(self, reader: Reader) -> MetricAnswer:
        if reader.flag("not_exercised"):
            if reader.has("value"):
                raise InvalidAnswer("value", "A period without a case has no figure.")
            if reader.has("coverage_pct"):
                reader.percentage("coverage_pct", "The coverage")
            return MetricAnswer(None, Decimal(100))
        percent = self.unit == "percent"
        value = (reader.percentage if percent else reader.figure)("value", "The figure")
        coverage = Decimal(100)
        if self.min_coverage > 0 or reader.has("coverage_pct"):
            coverage = reader.percentage("coverage_pct", "The coverage")
        return MetricAnswer(value, coverage)

    def _meets(self, value: Decimal, level: int) -> bool:
        bound = self.bands[level]
        return value <= bound if self.lower_is_better else value >= bound

    def _bound(self, level: int) -> str:
        side = "at most" if self.lower_is_better else "at least"
        return f"{side} {with_unit(self.bands[level], self.unit)}"

    def _caps(self, answer: MetricAnswer) -> tuple[Cap, ...]:
        if answer.coverage_pct >= self.min_coverage:
            return ()
        least = with_unit(self.min_coverage, "percent")
        said = f"With a coverage of less than {least} the level is 2 at most."
        return (Cap(LOW_COVERAGE_CAP, said, f"A figure that covers at least {least}."),)


class Maturity:
    """The level of the rubric whose text and all lower texts are true."""

    def __init__(self, rule: Mapping[str, Any], _layer: str | None) -> None:
        self.rubric: Mapping[int, str] = by_level(rule["rubric"])

    def __call__(self, reader: Reader) -> Judgement:
        """Judge by the level claimed."""
        answer = MaturityAnswer(reader.whole("value", "The level"))
        if answer.value not in self.rubric:
            raise InvalidAnswer("value", "The level is none of those described.")
        above = following(answer.value, self.rubric)
        needs = None if above is None else f"Level {above} needs: {self.rubric[above]}"
        reason = f"Level {answer.value}: {self.rubric[answer.value]}"
        return Judgement(answer.value, reason, next_needs=needs)


class Recency:
    """A date by its age in days at the as-of date; older than every limit is level 0."""

    def __init__(self, rule: Mapping[str, Any], _layer: str | None) -> None:
        self.limits: Mapping[int, int] = by_level(rule["max_age_days"])

    def __call__(self, reader: Reader) -> Judgement:
        """Judge by the age in days."""
        answer = DateAnswer(*reader.days_since("value"))
        level = highest(each for each, limit in self.limits.items() if answer.age_days <= limit)
        above = following(level, self.limits)
        needs = f"Level {above} needs at most {self.limits[above]} days." if above else None
        reason = f"{answer.age_days} days before the as-of date: level {level}."
        return Judgement(level, reason, next_needs=needs)


class Choice:
    """One option, with the option's level."""

    def __init__(self, rule: Mapping[str, Any], _layer: str | None) -> None:
        self.levels = {each["value"]: int(each["level"]) for each in rule["options"]}
        self.labels = {each["value"]: str(each["label"]) for each in rule["options"]}

    def __call__(self, reader: Reader) -> Judgement:
        """Judge by the level of the option."""
        answer = OneValue(reader.option("value", self.levels))
        level = self.levels[answer.value]
        above = following(level, self.levels.values())
        ways = [self.labels[key] for key, each in self.levels.items() if each == above]
        needs = f"Level {above} needs: {'; or: '.join(ways)}." if ways else None
        reason = f"“{self.labels[answer.value]}” is level {level}."
        return Judgement(level, reason, next_needs=needs)


class MultiChoice:
    """The number of ticked options against bands; a missing required option caps."""

    def __init__(self, rule: Mapping[str, Any], _layer: str | None) -> None:
        options = rule["options"]
        self.labels = {each["value"]: str(each["label"]) for each in options}
        self.required = frozenset(each["value"] for each in options if each.get("required"))
        self.bands: Mapping[int, int] = by_level(rule["bands"])
        self.required_missing_cap: int = rule.get("required_missing_cap", HIGHEST)

    def __call__(self, reader: Reader) -> Judgement:
        """Judge by the number of ticked options."""
        answer = ManyValues(reader.options("value", self.labels))
        absent = self.required - answer.values
        caps: tuple[Cap, ...] = ()
        if absent:
            names = "; ".join(label for key, label in self.labels.items() if key in absent)
            limit = self.required_missing_cap
            said = f"Without what is required the level is {limit} at most."
            caps = (Cap(limit, said, f"Required and missing: {names}."),)
        return counted(len(answer.values), len(self.labels), "options", self.bands, caps)


class Document:
    """The number of elements present against bands; age and missing publicity cap."""

    def __init__(self, rule: Mapping[str, Any], _layer: str | None) -> None:
        self.elements = tuple(each["value"] for each in rule["elements"])
        self.bands: Mapping[int, int] = by_level(rule["bands"])
        self.max_age_days: int | None = rule.get("max_age_days")
        self.stale_cap: int = rule.get("stale_cap", HIGHEST)
        self.must_be_public: bool = rule.get("must_be_public", False)
        self.not_public_cap: int = rule.get("not_public_cap", HIGHEST)

    def __call__(self, reader: Reader) -> Judgement:
        """Judge by the number of elements present."""
        answer = self._read(reader)
        caps = []
        limit = self.max_age_days
        if answer.age_days is not None and limit is not None and answer.age_days > limit:
            said = f"It is older than {limit} days, so the level is {self.stale_cap} at most."
            caps.append(Cap(self.stale_cap, said, f"A document of at most {limit} days."))
        if self.must_be_public and answer.public is False:
            said = f"It is not public, so the level is {self.not_public_cap} at most."
            caps.append(Cap(self.not_public_cap, said, "A document that is public."))
        count = len(answer.elements)
        return counted(count, len(self.elements), "elements", self.bands, tuple(caps))

    def _read(self, reader: Reader) -> DocumentAnswer:
        elements = reader.options("elements", self.elements)
        public = reader.flag("public")
        if public is None and elements and self.must_be_public:
            raise InvalidAnswer("public", "Say whether the document is public.")
        return DocumentAnswer(elements, self._age(reader, needed=bool(elements)), public)

    def _age(self, reader: Reader, *, needed: bool) -> int | None:
        if reader.has("dated") and reader.has("age_days"):
            raise InvalidAnswer("age_days", "Give the document's date or its age, not both.")
        if reader.has("age_days"):
            return reader.whole("age_days", "The document's age")
        if reader.has("dated") or (needed and self.max_age_days is not None):
            return reader.days_since("dated", "The document's date")[1]
        return None


MEASURES: Final[Mapping[AnswerType, Callable[[Mapping[str, Any], str | None], Measure]]] = {
    AnswerType.YES_NO_PARTIAL: YesNoPartial,
    AnswerType.METRIC: Metric,
    AnswerType.MATURITY: Maturity,
    AnswerType.DATE: Recency,
    AnswerType.CHOICE: Choice,
    AnswerType.MULTI_CHOICE: MultiChoice,
    AnswerType.DOCUMENT: Document,
}
