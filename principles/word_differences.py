"""Two texts held against each other, word by word (pure)."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import Final

_WORDS: Final = re.compile(r"(\s*)(\w+|[^\w\s])")
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


_Word = tuple[str, str]  # the space before it, and the word or sign itself
_Run = tuple[Part, str]


def differences(old: str, new: str) -> tuple[Segment, ...]:
    """Take two texts apart into what was kept, removed and added, in reading order.

    Kept and removed together are the old text, kept and added the new, to the letter. What is
    removed stands before what is added in its place. Where a comparison would take too long, all
    that lies between the common beginning and end counts as replaced.
    """
    (before, old_end), (after, new_end) = _taken_apart(old), _taken_apart(new)
    first = _common(before, after)
    last = _common(before[first:][::-1], after[first:][::-1])
    until = len(before) - last, len(after) - last
    runs = [
        *_kept(before[:first], after[:first]),
        *_inner(before[first : until[0]], after[first : until[1]]),
        *_kept(before[until[0] :], after[until[1] :]),
        *_replaced(old_end, new_end),
    ]
    return tuple(_joined(runs))


def _taken_apart(text: str) -> tuple[list[_Word], str]:
    """The words with the space before each, and the space after the last."""
    end = text[len(text.rstrip()) :]
    return _WORDS.findall(text), end


def _common(one: Sequence[_Word], other: Sequence[_Word]) -> int:
    """Count the words that two texts begin with alike, whatever the space between them."""
    shorter = min(len(one), len(other))
    return next((at for at in range(shorter) if one[at][1] != other[at][1]), shorter)


def _inner(before: list[_Word], after: list[_Word]) -> Iterator[_Run]:
    if not _is_quick(before, after):
        yield from _replaced(_text(before), _text(after))
        return
    matcher = SequenceMatcher(
        None, [word for _, word in before], [word for _, word in after], autojunk=False
    )
    for is_kept, a, b, c, d in _readable(matcher.get_opcodes()):
        if is_kept:
            yield from _kept(before[a:b], after[c:d])
        else:
            yield from _replaced(_text(before[a:b]), _text(after[c:d]))


def _readable(
    codes: Sequence[tuple[str, int, int, int, int]],
) -> Iterator[tuple[bool, int, int, int, int]]:
    """Leave no single word standing between two longer pieces that changed: nobody can read it."""
    open_: tuple[int, int, int, int] | None = None
    for place, (what, a, b, c, d) in enumerate(codes):
        inside = 0 < place < len(codes) - 1
        lone = inside and b - a == 1 and all(_is_long(codes[place + by]) for by in (-1, 1))
        if what == "equal" and not lone:
            if open_ is not None:
                yield (False, *open_)
                open_ = None
            yield True, a, b, c, d
        else:
            open_ = (a, b, c, d) if open_ is None else (open_[0], b, open_[2], d)
    if open_ is not None:
        yield (False, *open_)


def _is_long(code: tuple[str, int, int, int, int]) -> bool:
    _, a, b, c, d = code
    return b - a + d - c > 2  # noqa: PLR2004


def _is_quick(before: list[_Word], after: list[_Word]) -> bool:
    if max(len(before), len(after)) > MOST_WORDS:
        return False
    times = Counter(word for _, word in after)
    return sum(times[word] for _, word in before) <= MOST_PAIRS


def _kept(before: Sequence[_Word], after: Sequence[_Word]) -> Iterator[_Run]:
    """The same words twice; where only the space before one differs, the space is replaced."""
    for (old_space, word), (new_space, _) in zip(before, after, strict=True):
        yield from _replaced(old_space, new_space)
        yield Part.KEPT, word


def _replaced(old: str, new: str) -> Iterator[_Run]:
    """One text in the place of another; the space that both begin with is kept."""
    space = old[: len(old) - len(old.lstrip())]
    if not new.startswith(space) or new[len(space) :][:1].isspace():
        space = old if old == new else ""
    yield Part.KEPT, space
    yield Part.REMOVED, old[len(space) :]
    yield Part.ADDED, new[len(space) :]


def _text(words: Sequence[_Word]) -> str:
    return "".join(space + word for space, word in words)


def _joined(runs: Sequence[_Run]) -> Iterator[Segment]:
    """Join neighbours of one sort, and leave out what is empty."""
    for part, run in groupby((run for run in runs if run[1]), key=lambda each: each[0]):
        yield Segment(part, "".join(text for _, text in run))
