"""How far a principle was looked into, and how uncertain its score is: from what was done (pure).

Nobody chooses either; docs/decisions/assurance-from-what-was-done.md has the rules and why they are so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from organisations.assurance import TITLES, AssuranceLevel
from principles.scoring import shown

TEST: Final = "test"
VISIT: Final = "visit"
REVIEWS: Final = frozenset({"examine", TEST, "sampling"})
LOW: Final = "low"
ON_SITE_SHARE: Final = Fraction(1, 2)  # of the weight that is checked in depth; our own figure


class Assurance(StrEnum):
    """How far somebody other than the organisation has looked; each step contains those before."""

    DECLARED = "declared"
    PLAUSIBILITY_CHECKED = AssuranceLevel.PLAUSIBILITY_CHECKED.value
    EVIDENCE_REVIEWED = AssuranceLevel.EVIDENCE_REVIEWED.value
    ON_SITE = AssuranceLevel.ON_SITE.value


STEPS: Final = tuple(Assurance)
WORDS: Final[dict[str, str]] = {Assurance.DECLARED: "Declared", **TITLES}


@dataclass(frozen=True, slots=True)
class Looked:
    """What was done for one verdict that counts, and the assessor's confidence in it."""

    done: frozenset[str]
    confidence: str

    @property
    def step(self) -> Assurance:
        """How far this verdict was looked into; reading the claim is a check of its plausibility."""
        if VISIT in self.done:
            return Assurance.ON_SITE
        if self.done & REVIEWS:
            return Assurance.EVIDENCE_REVIEWED
        return Assurance.PLAUSIBILITY_CHECKED


@dataclass(frozen=True, slots=True)
class Ground:
    """A criterion that applies, with the verdicts on its layers; none: nobody has judged it."""

    principle: str
    weight: int
    in_depth: bool
    verdicts: tuple[Looked, ...]

    @property
    def step(self) -> Assurance:
        """The weakest layer's."""
        found = [STEPS.index(each.step) for each in self.verdicts]
        return STEPS[min(found, default=0)]

    @property
    def low(self) -> bool:
        """Whether the confidence in one of its layers is low."""
        return any(each.confidence == LOW for each in self.verdicts)

    @property
    def tested(self) -> bool:
        """Whether something was tested in every layer."""
        return bool(self.verdicts) and all(TEST in each.done for each in self.verdicts)


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """Shares of the weight behind a score, in per cent, exact."""

    low_confidence: Fraction
    not_sampled: Fraction
    not_tested: Fraction

    def texts(self) -> dict[str, str]:
        """The shares for people, half up to one decimal."""
        return {name: shown(getattr(self, name), 1) for name in SHARES}


SHARES: Final = ("low_confidence", "not_sampled", "not_tested")


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the score of one principle rests on.

    `criteria` apply, `judged` of them have a verdict, `reviewed` had evidence reviewed at least.
    The others are weights: of all of them, of those with low confidence, not in the sample, not
    tested, in the sample (checked in depth), and in the sample and seen on site.
    """

    criteria: int
    judged: int
    reviewed: int
    weight: int
    low_confidence: int
    not_sampled: int
    not_tested: int
    in_depth: int
    on_site: int

    @property
    def assurance(self) -> Assurance:
        """The step that the principle has reached."""
        if self.judged < self.criteria:
            return Assurance.DECLARED
        if self.reviewed < self.criteria:
            return Assurance.PLAUSIBILITY_CHECKED
        if self.in_depth and self.on_site >= ON_SITE_SHARE * self.in_depth:
            return Assurance.ON_SITE
        return Assurance.EVIDENCE_REVIEWED

    @property
    def uncertainty(self) -> Uncertainty:
        """The shares of its weight."""
        return Uncertainty(*(Fraction(100 * getattr(self, name), self.weight) for name in SHARES))

    @property
    def assurance_words(self) -> str:
        """The step in words for people."""
        return WORDS[self.assurance]

    def data(self) -> dict[str, Any]:
        """The step, the shares as they are shown, and their working, as they are kept."""
        return {
            "assurance": self.assurance.value,
            "uncertainty": self.uncertainty.texts(),
            "grounds": {name: getattr(self, name) for name in self.__slots__},
        }


def grounds_of(criteria: Iterable[Ground]) -> dict[str, Grounds]:
    """What each principle's score rests on; a principle where nothing applies is left out."""
    groups: dict[str, list[Ground]] = {}
    for each in criteria:
        groups.setdefault(each.principle, []).append(each)
    return {code: _summed(group) for code, group in groups.items()}


def overall(
    grounds: Mapping[str, Grounds], weights: Mapping[str, int | Fraction]
) -> Uncertainty | None:
    """The principles' shares, weighted as the overall score weighs the principles; None without any."""
    total = sum((Fraction(weights.get(code, 1)) for code in grounds), Fraction(0))
    if not total:
        return None
    means = [
        sum(
            (
                weights.get(code, 1) * getattr(each.uncertainty, name)
                for code, each in grounds.items()
            ),
            Fraction(0),
        )
        / total
        for name in SHARES
    ]
    return Uncertainty(*means)


def _summed(group: list[Ground]) -> Grounds:
    reviewed = STEPS.index(Assurance.EVIDENCE_REVIEWED)
    return Grounds(
        criteria=len(group),
        judged=sum(bool(each.verdicts) for each in group),
        reviewed=sum(STEPS.index(each.step) >= reviewed for each in group),
        weight=sum(each.weight for each in group),
        low_confidence=sum(each.weight for each in group if each.low),
        not_sampled=sum(each.weight for each in group if not each.in_depth),
        not_tested=sum(each.weight for each in group if not each.tested),
        in_depth=sum(each.weight for each in group if each.in_depth),
        on_site=sum(
            each.weight for each in group if each.in_depth and each.step is Assurance.ON_SITE
        ),
    )
