"""How much of what people wrote is printed (pure): all of it, unless a document would have no end.

One document prints so many characters and no more. Where its texts hold more, the longest are cut
to one length, at which all of them together fit; each says how much stands in the embedded data
alone, and the digest of the whole. So the pages of a document, and the time it takes, have a bound
whatever anybody wrote, and who writes short texts has them printed whole.
"""

import hashlib
from collections.abc import Sequence
from typing import Final
from unicodedata import category

from reports.lettering import Shape, everywhere, numbered

# In printed characters: twice as much as 59 answers of 10,000 characters, the most that a form
# takes (principles/answers.py), with as long a reason of the assessors for each.
MOST: Final = 1_200_000
# Names, digests and what the portal writes by itself are shorter, and never cut.
NEVER_CUT: Final = 2_000
# The end of a line may leave the rest of it empty; a number takes the room of ten characters.
_LINE, _TAB, _NUMBER = 60, 8, 10
_CHINESE: Final = range(0x20000, 0x40000)


def bounded(contents: Shape, most: int = MOST) -> Shape:
    """Contents of a document in which the texts take no more room than `most` characters."""
    sizes: list[int] = []

    def measure(text: str) -> str:
        sizes.append(room(text))
        return text

    everywhere(contents, measure)
    if sum(sizes) <= most:
        return contents
    level = max(NEVER_CUT, _level(sizes, most))
    made: Shape = everywhere(contents, lambda text: _cut(text, level))
    return made


def room(text: str) -> int:
    """How many printed characters' room `text` takes, at most."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(map(_room, text))


def _room(letter: str) -> int:
    if "\x20" <= letter < "\x7f":
        return 1
    if letter == "\n" or letter in "\r\u2028\u2029":
        return _LINE
    if letter == "\t":
        return _TAB
    place = ord(letter)
    rare = place > 0xFFFF and place not in _CHINESE  # noqa: PLR2004
    # Signs are as wide as words (U+FDFD), or no face has them; so with what is rare.
    return _NUMBER if rare or numbered(letter) or category(letter) in ("So", "Cn") else 1


def _level(sizes: Sequence[int], most: int) -> int:
    """To what length the longest must be cut for all to fit: the others keep theirs."""
    left, others = most, len(sizes)
    for size in sorted(sizes):
        if size * others > left:
            return left // others
        left, others = left - size, others - 1
    return max(sizes, default=0)


def _cut(text: str, level: int) -> str:
    if room(text) <= level:
        return text
    taken = kept = 0
    for letter in text:
        taken += _room(letter)
        if taken > level:
            break
        kept += 1
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return (
        f"{text[:kept]} […] Cut here for its length: {len(text) - kept:,} further characters stand "
        f"in the embedded data. SHA-256 of the whole text: {digest}."
    )
