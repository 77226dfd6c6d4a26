"""From levels to an outcome on exact rationals, as `tta-score/1.0` says, the working shown (pure)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

METHOD: Final = "tta-score/1.0"
LEVELS: Final = range(5)
WEIGHTS: Final = range(1, 4)


class NotApplicable(StrEnum):
    """Why a criterion is left out: no declared layer is meant, or an accepted claim."""

    BY_LAYER = "layer"
    CLAIMED = "claimed"


class Outcome(StrEnum):
    """What a score concludes."""

    INCOMPLETE = "incomplete"
    NOT_RATED = "not_rated"
    NOT_CONFORMING = "not_conforming"
    CONDITIONAL = "conditional"
    CONFORMING = "conforming"


GOOD_PRACTICE: Final = "good_practice"
# What an edition says that says nothing of open findings.
_FINDINGS_CAP: Final = {"major": "not_conforming", "minor": "conditional"}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """An edition's figures for the method; percentages, and days for corrective action.

    `caps` is the best outcome that an open finding of a grade leaves; a finding on one of the codes
    that `may_not_stay_open` leaves none but not conforming, whatever its grade but good practice.
    """

    target: int = 3
    conform_pct: Fraction = Fraction(80)
    overall_pct: Fraction = Fraction(80)
    floor_pct: Fraction = Fraction(60)
    action_days: int = 180
    claimed_weight_pct: Fraction = Fraction(30)
    caps: tuple[tuple[str, Outcome], ...] = (
        ("major", Outcome.NOT_CONFORMING),
        ("minor", Outcome.CONDITIONAL),
    )
    may_not_stay_open: frozenset[str] = frozenset()

    @classmethod
    def from_data(cls, scoring: Mapping[str, Any]) -> "Thresholds":
        """Read an edition's `scoring` block (`Edition.scoring`)."""
        return cls(
            target=int(scoring["target"]),
            conform_pct=Fraction(str(scoring["conform_threshold_pct"])),
            overall_pct=Fraction(str(scoring["conditional_overall_threshold_pct"])),
            floor_pct=Fraction(str(scoring["conditional_principle_floor_pct"])),
            action_days=int(scoring["corrective_action_days"]),
            claimed_weight_pct=Fraction(str(scoring["na_weight_flag_pct"])),
            caps=tuple(
                (grade, Outcome(best))
                for grade, best in scoring.get("open_findings", _FINDINGS_CAP).items()
            ),
            may_not_stay_open=frozenset(scoring.get("may_not_stay_open", ())),
        )

    def best_beside(self, grade: str, code: str) -> Outcome | None:
        """The best outcome beside an open finding of this grade on a criterion; None: any."""
        if code in self.may_not_stay_open and grade != GOOD_PRACTICE:
            return Outcome.NOT_CONFORMING
        return dict(self.caps).get(grade)


EDITION_1: Final = Thresholds()


@dataclass(frozen=True, slots=True)
class Item:
    """One criterion as it is scored.

    `level` is 0 to 4, a `NotApplicable`, or None without an answer or verdict; a refused claim
    is level 0. `action_due_days` counts from the recommendation (a declaration: from signing) to
    the due date of an accepted corrective action; None without one.
    """

    code: str
    principle: str
    weight: int
    must_meet: bool
    level: int | NotApplicable | None
    action_due_days: int | None = None

    def __post_init__(self) -> None:
        if self.weight not in WEIGHTS or isinstance(self.weight, bool):
            raise ValueError(f"{self.code}: the weight must be 1, 2 or 3.")
        if self.level is None or isinstance(self.level, NotApplicable):
            return
        if isinstance(self.level, bool) or self.level not in LEVELS:
            raise ValueError(f"{self.code}: the level must be 0 to 4.")


@dataclass(frozen=True, slots=True)
class Score:
    """Conformance in percent (levels cut back to target) and maturity on 0 to 4, both exact."""

    conformance: Fraction
    maturity: Fraction

    @property
    def conformance_text(self) -> str:
        """Conformance for people, half up to one decimal: `97.2`."""
        return shown(self.conformance, 1)

    @property
    def maturity_text(self) -> str:
        """Maturity for people, half up to two decimals: `2.92`."""
        return shown(self.maturity, 2)


@dataclass(frozen=True, slots=True)
class PrincipleScore(Score):
    """A principle's score with its working.

    conformance = 100 · `points_to_target` / (target · `weight`); maturity = `points` / `weight`.
    """

    points_to_target: int
    points: int
    weight: int


@dataclass(frozen=True, slots=True)
class Result:
    """An outcome, and everything that led to it; codes stand in the order of the items.

    `overall` is None when nothing was rated, a principle's score when nothing in it was. With
    `INCOMPLETE` only `missing` is filled. `reasons` are sentences for people.
    """

    outcome: Outcome
    overall: Score | None = None
    principles: Mapping[str, PrincipleScore | None] | None = None
    must_meet_not_met: tuple[str, ...] = ()
    below_target: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


def scored(
    items: Sequence[Item],
    *,
    principle_weights: Mapping[str, int | Fraction] | None = None,
    thresholds: Thresholds = EDITION_1,
) -> Result:
    """Score all criteria of an edition; raises ValueError for two items of one code.

    `principle_weights` names the weights by principle, 1 where it does not.
    """
    if len({item.code for item in items}) != len(items):
        raise ValueError("A criterion stands twice among the items.")
    missing = tuple(item.code for item in items if item.level is None)
    if missing:
        return Result(Outcome.INCOMPLETE, missing=missing, reasons=("Not every answer is in.",))
    principles = scores_by({item.code: item.principle for item in items}, items, thresholds)
    overall = _mean(principles, principle_weights or {})
    flags = _limited_scope(items, thresholds)
    if overall is None:
        nothing = ("No criterion applies.",)
        return Result(Outcome.NOT_RATED, None, principles, flags=flags, reasons=nothing)
    rated = [(item, item.level) for item in items if _is_level(item.level)]
    below = [item for item, level in rated if _number(level) < thresholds.target]
    not_met = tuple(item.code for item in below if item.must_meet)
    outcome, reasons = _outcome(items, principles, overall, below, thresholds)
    codes = tuple(item.code for item in below)
    return Result(outcome, overall, principles, not_met, codes, flags, (), reasons)


def scores_by(
    assignment: Mapping[str, str], items: Iterable[Item], thresholds: Thresholds = EDITION_1
) -> dict[str, PrincipleScore | None]:
    """Cut the percentages along any structure: criterion code → principle.

    A second structure re-cuts the percentages and never yields an outcome of its own. A
    principle with nothing applicable is None. Items without a level are left out.
    """
    groups: dict[str, list[tuple[int, int]]] = {}
    for item in items:
        group = groups.setdefault(assignment[item.code], [])
        if _is_level(item.level):
            group.append((item.weight, _number(item.level)))
    return {code: _principle(group, thresholds) for code, group in groups.items()}


def fold(
    levels: Mapping[str, int | NotApplicable | None],
) -> int | NotApplicable | None:
    """Fold a criterion's levels by layer into one: the weakest; None while one is missing.

    Not-applicable layers are left out; all left out is not applicable, `CLAIMED` as soon as one
    of them was claimed.
    """
    if any(level is None for level in levels.values()):
        return None
    numbers = [_number(level) for level in levels.values() if _is_level(level)]
    if numbers:
        return min(numbers)
    if NotApplicable.CLAIMED in levels.values():
        return NotApplicable.CLAIMED
    return NotApplicable.BY_LAYER


def recommended(
    outcome: Outcome,
    open_findings: Iterable[str | tuple[str, str]],
    thresholds: Thresholds = EDITION_1,
) -> Outcome:
    """Lower an outcome by the findings still open; they can never raise it.

    A finding is its grade, or grade and criterion; the edition says what either leaves. What is
    incomplete or not rated stays so.
    """
    if outcome not in RANK:
        return outcome
    pairs = ((each, "") if isinstance(each, str) else each for each in open_findings)
    found = (thresholds.best_beside(str(grade), code) for grade, code in pairs)
    return min([outcome, *(best for best in found if best is not None)], key=_rank)


def shown(value: Fraction, places: int) -> str:
    """Write a rational of zero or more with `places` decimals, rounded half up, for display."""
    scaled = value * 10**places
    digits = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    whole, part = divmod(digits, 10**places)
    return f"{whole}.{part:0{places}d}"


RANK: Final = {Outcome.NOT_CONFORMING: 0, Outcome.CONDITIONAL: 1, Outcome.CONFORMING: 2}


def _rank(outcome: Outcome) -> int:
    return RANK[outcome]


def _is_level(level: int | NotApplicable | None) -> bool:
    return isinstance(level, int)


def _number(level: int | NotApplicable | None) -> int:
    if not isinstance(level, int):
        raise TypeError("Not a level.")
    return level


def _principle(rated: Sequence[tuple[int, int]], thresholds: Thresholds) -> PrincipleScore | None:
    if not rated:
        return None
    weight = sum(each for each, _ in rated)
    to_target = sum(each * min(level, thresholds.target) for each, level in rated)
    points = sum(each * level for each, level in rated)
    return PrincipleScore(
        conformance=Fraction(100 * to_target, thresholds.target * weight),
        maturity=Fraction(points, weight),
        points_to_target=to_target,
        points=points,
        weight=weight,
    )


def _mean(
    principles: Mapping[str, PrincipleScore | None], weights: Mapping[str, int | Fraction]
) -> Score | None:
    rated = [(weights.get(code, 1), score) for code, score in principles.items() if score]
    total = sum(weight for weight, _ in rated)
    if not rated:
        return None
    if total <= 0 or any(weight < 0 for weight, _ in rated):
        raise ValueError("The weights of the principles must be positive.")
    return Score(
        conformance=sum((w * score.conformance for w, score in rated), Fraction(0)) / total,
        maturity=sum((w * score.maturity for w, score in rated), Fraction(0)) / total,
    )


def _limited_scope(items: Iterable[Item], thresholds: Thresholds) -> tuple[str, ...]:
    base: dict[str, int] = {}
    claimed: dict[str, int] = {}
    for item in items:
        if item.level is NotApplicable.BY_LAYER:
            continue
        base[item.principle] = base.get(item.principle, 0) + item.weight
        if item.level is NotApplicable.CLAIMED:
            claimed[item.principle] = claimed.get(item.principle, 0) + item.weight
    over = (
        code
        for code, weight in claimed.items()
        if Fraction(100 * weight, base[code]) > thresholds.claimed_weight_pct
    )
    return tuple(sorted(f"limited_scope:{code}" for code in over))


def _outcome(
    items: Iterable[Item],
    principles: Mapping[str, PrincipleScore | None],
    overall: Score,
    below: Sequence[Item],
    thresholds: Thresholds,
) -> tuple[Outcome, tuple[str, ...]]:
    rated = [(code, score) for code, score in principles.items() if score]
    reasons = [f"{item.code} must be met and is not." for item in below if item.must_meet]
    if overall.conformance < thresholds.overall_pct:
        reasons.append(f"Overall conformance is below {thresholds.overall_pct} %.")
    floor = thresholds.floor_pct
    reasons += [f"{c} is below {floor} %." for c, score in rated if score.conformance < floor]
    if reasons:
        return Outcome.NOT_CONFORMING, tuple(reasons)
    weak = [code for code, score in rated if score.conformance < thresholds.conform_pct]
    zero = [item.code for item in items if item.level == 0 and _is_level(item.level)]
    if not weak and not zero:
        sentence = f"Every principle reaches {thresholds.conform_pct} % and no criterion is at 0."
        return Outcome.CONFORMING, (sentence,)
    short = [f"{code} is below {thresholds.conform_pct} %." for code in weak]
    short += [f"{code} is at level 0." for code in zero]
    late = [item.code for item in below if not _acted_on(item, thresholds)]
    if not late:
        sentence = "Every criterion below target has an accepted corrective action in time."
        return Outcome.CONDITIONAL, (*short, sentence)
    days = thresholds.action_days
    short += [f"{code} has no accepted corrective action within {days} days." for code in late]
    return Outcome.NOT_CONFORMING, tuple(short)


def _acted_on(item: Item, thresholds: Thresholds) -> bool:
    due = item.action_due_days
    return due is not None and 0 <= due <= thresholds.action_days
