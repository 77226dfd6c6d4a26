"""How far an assessment looks, from the least to the most (pure); an accreditation names which.

What a single principle reached follows from what was done there. This is what a member asks for
and what a body may do at all.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final


class AssuranceLevel(StrEnum):
    """How far an assessor looks; each level contains those before it."""

    PLAUSIBILITY_CHECKED = "plausibility-checked"
    EVIDENCE_REVIEWED = "evidence-reviewed"
    ON_SITE = "on-site"


TITLES: Final[dict[str, str]] = {
    AssuranceLevel.PLAUSIBILITY_CHECKED: "Plausibility checked",
    AssuranceLevel.EVIDENCE_REVIEWED: "Evidence reviewed",
    AssuranceLevel.ON_SITE: "On site",
}
CHOICES: Final = [(level.value, TITLES[level]) for level in AssuranceLevel]


def every_level() -> list[str]:
    """All of them: what an accreditation covers unless it says less."""
    return [level.value for level in AssuranceLevel]


def levels_in_order(levels: Iterable[str]) -> list[str]:
    """The given levels in their order, each once; unknown ones are left out."""
    wanted = set(levels)
    return [level.value for level in AssuranceLevel if level.value in wanted]


def highest(*levels: AssuranceLevel) -> AssuranceLevel:
    """The one that looks furthest."""
    return max(levels, key=list(AssuranceLevel).index)
