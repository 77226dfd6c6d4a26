"""How a text that somebody wrote is printed: every letter seen, none at work on its neighbours (pure).

What a reader cannot see, or what would rearrange or overprint what stands around it, is printed by
its number in Unicode: [U+202E]. So is a letter that no typeface here can show; which these are is
found while the document is set. The embedded data holds every text as it was written.
"""

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, TypeVar
from unicodedata import bidirectional, category

Shape = TypeVar("Shape")

# Marks that one letter may carry (Hebrew with points and accents has four); more would be drawn
# over the lines above and below, so the rest stands on dotted circles, as Unicode's charts do it.
MOST_MARKS: Final = 6
DOTTED_CIRCLE: Final = "\N{DOTTED CIRCLE}"
# The first strong isolate and its end (UAX #9): put around a text, taken out again when its way
# and language have become an element's. In titles and drawings they stay nowhere.
OPENS, CLOSES = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_LINES: Final = re.compile(r"\r\n|[\r\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]")
_NUMBER: Final = re.compile(r"\[U\+([0-9A-F]{4,6})\]")
_AT_WORK: Final = frozenset(
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufff9\ufffa\ufffb"
)


def by_number(letter: str) -> str:
    """Write a letter as its number: [U+1F600]."""
    return f"[U+{ord(letter):04X}]"


def numbered(letter: str) -> bool:
    """Whether a letter is printed by its number in every document, whatever the typefaces have."""
    if letter in "\n\t":
        return False
    place = ord(letter)
    unseen = category(letter) in ("Cc", "Cs", "Co") or 0xE0000 <= place <= 0xE007F  # noqa: PLR2004
    nothing = place & 0xFFFE == 0xFFFE or 0xFDD0 <= place <= 0xFDEF  # noqa: PLR2004  # noncharacters
    return unseen or nothing or letter in _AT_WORK


def printable(text: str, without: frozenset[str] = frozenset()) -> str:
    r"""`text` as it is printed where the typefaces lack the letters `without`; lines end with "\n"."""
    if text.isascii() and text.isprintable():
        return text
    written, marks = [], 0
    for letter in _LINES.sub("\n", text):
        marks = marks + 1 if category(letter) in ("Mn", "Me") else 0
        if marks > MOST_MARKS:
            written.append(DOTTED_CIRCLE)
            marks = 1
        hidden = letter in without or numbered(letter)
        written.append(by_number(letter) if hidden else letter)
    return "".join(written)


def as_written(text: str) -> str:
    """Put back the letters that `printable` wrote as numbers; for comparing only."""
    return _NUMBER.sub(lambda found: _letter(found.group(1), found.group()), text)


def _letter(number: str, otherwise: str) -> str:
    return chr(place) if (place := int(number, 16)) <= 0x10FFFF else otherwise  # noqa: PLR2004


def has_other_way(text: str) -> bool:
    """Whether anything in `text` runs from right to left."""
    return any(bidirectional(letter) in ("R", "AL", "AN") for letter in text)


def apart(text: str) -> str:
    """`text`, each line of it between isolates where any letter of it is not of Latin kind."""
    if text.isascii():
        return text
    return "\n".join(
        f"{OPENS}{line}{CLOSES}" if _stands_out(line) else line for line in text.split("\n")
    )


def _stands_out(line: str) -> bool:
    """Greek and all that follows it in Unicode, up to the typographic signs; and what is wide."""
    return any("\u0370" <= each < "\u1e00" or each >= "\u2c00" for each in line)


def joined(text: str) -> str:
    """`text` without the isolates that `apart` put into it."""
    return text.replace(OPENS, "").replace(CLOSES, "")


def lettered(contents: Shape, without: frozenset[str]) -> Shape:
    """Contents of a document with every text in them printable and apart."""
    made: Shape = everywhere(contents, lambda text: apart(printable(text, without)))
    return made


def everywhere(value: Any, change: Callable[[str], str]) -> Any:
    """Contents of a document with every text in them changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(everywhere(each, change) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        told = {each.name: getattr(value, each.name) for each in fields(value)}
        return replace(value, **{name: everywhere(item, change) for name, item in told.items()})
    return value


def letters_by_number(contents: Any, without: frozenset[str]) -> bool:
    """Whether any letter of the contents is printed by its number."""
    found = False

    def look(text: str) -> str:
        nonlocal found
        found = found or any(each in without or numbered(each) for each in _LINES.sub("\n", text))
        return text

    everywhere(contents, look)
    return found
