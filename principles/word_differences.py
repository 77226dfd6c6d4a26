"""Two texts held against each other, word by word (pure)."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import Final

_TOKENS: Final = re.compile(r"\s+|\w+|[^\w\s]")
# Comparing takes about as many steps as there are pairs of equal words, times the pieces found;
# a text that somebody wrote stays far below these, and one made to be slow is not taken apart.
MOST_PAIRS: Final = 200_000
MOST_WORDS: Final = 5_000


class Part(StrEnum):
    """Whether a piece of text stands in both, in the older only, or in the newer only."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text, and in which of the two it stands."""

    part: Part
    text: str


def differences(old: str, new: str) -> tuple[Segment, ...]:
    """Take two texts apart into what was kept, removed and added, in reading order.

    Kept and removed together are the old text, kept and added the new, to the letter. What is
    removed stands before what is added in its place. Where a comparison would take too long, all
    that lies between the common beginning and end counts as replaced.
    """
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    first = _common(before, after)
    last = _common(before[first:][::-1], after[first:][::-1])
    inner_old = before[first : len(before) - last]
    inner_new = after[first : len(after) - last]
    return tuple(
        _joined(
            [
                (Part.KEPT, before[:first]),
                *_inner(inner_old, inner_new),
                (Part.KEPT, before[len(before) - last :]),
            ]
        )
    )


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Count the words that two texts begin with alike."""
    shorter = min(len(one), len(other))
    return next((at for at in range(shorter) if one[at] != other[at]), shorter)


def _inner(before: list[str], after: list[str]) -> Iterator[tuple[Part, list[str]]]:
    if not _is_quick(before, after):
        yield Part.REMOVED, before
        yield Part.ADDED, after
        return
    # Spaces count as kept only beside a word that is: else every text would be kept in splinters.
    matcher = SequenceMatcher(str.isspace, before, after, autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            yield Part.KEPT, before[a:b]
        else:
            yield Part.REMOVED, before[a:b]
            yield Part.ADDED, after[c:d]


def _is_quick(before: list[str], after: list[str]) -> bool:
    if max(len(before), len(after)) > MOST_WORDS:
        return False
    times = Counter(after)
    return sum(times[word] for word in before if not word.isspace()) <= MOST_PAIRS


def _joined(parts: list[tuple[Part, list[str]]]) -> Iterator[Segment]:
    """Join neighbours of one sort, and leave out what is empty."""
    filled = [(part, "".join(words)) for part, words in parts if words]
    for part, run in groupby(filled, key=lambda each: each[0]):
        yield Segment(part, "".join(text for _, text in run))
