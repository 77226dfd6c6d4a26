"""The name under which a file is kept and given back: a name, and nothing besides (pure)."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 200
MOST_BYTES: Final = 240  # file systems stop at 255
_DEVICES: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_WITH_A_MEANING: Final = re.compile(r'[<>:"|?*%;]')
_MOST_MARKS: Final = 3


def plain_name(name: str) -> str:
    """`name` without folders, invisible and directing characters, or a meaning to any system.

    It is composed (NFC), begins with no dot, dash or space, names no device of Windows, and fits
    into 200 characters and 240 bytes of UTF-8; its ending stays. "file" when nothing is left.
    """
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    seen = "".join(each if each.isprintable() else " " for each in last)
    plain = " ".join(_few_marks(_WITH_A_MEANING.sub("_", seen)).split())
    plain = plain.lstrip(".-~ ").rstrip(". ") or "file"
    if _DEVICES.fullmatch(plain):
        plain = f"file-{plain}"
    return _shortened(plain)


def _few_marks(text: str) -> str:
    """At most three combining marks on a letter."""
    kept: list[str] = []
    marks = 0
    for each in text:
        marks = marks + 1 if unicodedata.combining(each) else 0
        if marks <= _MOST_MARKS:
            kept.append(each)
    return "".join(kept)


def _shortened(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:  # noqa: PLR2004  # no ending that anybody uses
        stem, dot, ending = name, "", ""
    room = MOST_BYTES - len(f"{dot}{ending}".encode())
    short = stem[: LONGEST - len(dot + ending)].encode()[:room].decode("utf-8", "ignore")
    return f"{short.rstrip()}{dot}{ending}"
