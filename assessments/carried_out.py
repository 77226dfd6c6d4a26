"""What assessors carried out for a verdict, in the words of the plan's methods (pure)."""

from collections.abc import Iterable, Sequence
from typing import Final

DONE: Final = {
    "examine": "Documents examined",
    "interview": "People interviewed",
    "test": "Tested",
    "sampling": "Cases sampled",
    "visit": "Seen on site",
}


def in_order(done: Iterable[str]) -> list[str]:
    """What was done, each once and in one order; words that nobody knows are left out."""
    said = set(done)
    return [each for each in DONE if each in said]


def words_of(done: Iterable[str]) -> str:
    """What was done in words for people: “Documents examined, tested”; empty where nothing was."""
    told = ", ".join(DONE[each] for each in in_order(done))
    return told[:1] + told[1:].lower()


def told(done: Sequence[str]) -> str:
    """The same; where nothing is recorded, the claim was only read."""
    return words_of(done) or "Claim read only"
