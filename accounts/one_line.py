"""A text that must stand on one line, such as the subject of a letter (pure)."""

import unicodedata

# Marks that turn the direction of what follows: in a subject they could make one name read as another.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(text: str, *, longest: int) -> str:
    """`text` on one line of at most `longest` characters, without control characters.

    A line feed in a name would otherwise begin a header of its own in a letter.
    """
    said = "".join(" " if _is_control(each) else each for each in text if each not in _TURNING)
    line = " ".join(said.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
