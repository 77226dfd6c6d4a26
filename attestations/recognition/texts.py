"""Plain text: UTF-8 without control characters, no page, no script, no formula (pure)."""

import re
from typing import Final

from attestations.recognition.kinds import LISTED, NOT_TAKEN, TWO_AT_ONCE, WrongKind

# What makes a browser, an interpreter or a mail program take text for something that it runs.
# `+adw-` is `<` in UTF-7.
_PAGE: Final = re.compile(
    r"<html|<!doctype html|<svg|<script|<iframe|<\?php|<\?xml-stylesheet|<hta:|<scriptlet|\+adw-"
    r"|<[a-z0-9]*:(?:html|svg|script)\b",
    re.IGNORECASE,
)
_MAIL: Final = re.compile(r"^content-type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
# A cell that a spreadsheet would compute: `=…`; or a sign before a function or a DDE address.
_FORMULA: Final = re.compile(
    r"""(?:^|[,;\t"'])[\s"']*(=[^,;\t\n]{0,40}|[+@-][^,;\t\n]*?(?:[A-Za-z_.]+\(|\|)[^,;\t\n]{0,40})""",
    re.MULTILINE,
)
_SEARCHED: Final = 1024
_SCRIPT_FIRST_LINE: Final = "#!"
_BYTE_ORDER_MARK: Final = "\ufeff"


def decoded(content: bytes) -> str:
    """The text of `content`, or `WrongKind`: it is not UTF-8, or holds control characters."""
    try:
        text = content.decode("utf-8").removeprefix(_BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        if b"%PDF-" in content[:_SEARCHED]:  # where viewers look for it
            raise WrongKind(TWO_AT_ONCE) from error
        if error.start > len(content) // 2 or _mostly_letters(content[:1024]):
            raise WrongKind(
                "The text is not UTF-8 throughout. Save it with the encoding UTF-8 and choose it "
                "again."
            ) from error
        raise WrongKind(NOT_TAKEN) from error
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise WrongKind(f"{NOT_TAKEN} Read as text, it has a control character in line {line}.")
    return text


def _mostly_letters(head: bytes) -> bool:
    return sum(each in b"\t\r\n" or 32 <= each < 127 for each in head) > len(head) * 0.7  # noqa: PLR2004


def require_no_page(text: str) -> None:
    """Raise `WrongKind` for a web page, a drawing, a script, or a saved page of a mail program."""
    mark = text[:40].splitlines()[0] if text.startswith(_SCRIPT_FIRST_LINE) else page_mark(text)
    if mark:
        raise WrongKind(
            f"Web pages, drawings with scripts, and scripts are not taken. The text holds “{mark}”; "
            f"where it only speaks of it, send it as PDF. Taken are {LISTED} files."
        )


def page_mark(text: str) -> str:
    """What in `text` makes it a page or a script for some program; "" when nothing does."""
    found = _PAGE.search(text) or _MAIL.search(text[:8192])
    return found.group()[:40] if found else ""


def require_no_formula(text: str) -> None:
    """Raise `WrongKind` for CSV with a cell that a spreadsheet would compute when it opens it."""
    if found := _FORMULA.search(text):
        line = text.count("\n", 0, found.start(1)) + 1
        raise WrongKind(
            f"A spreadsheet would compute “{found.group(1)[:40].strip()}” in line {line}. Put an "
            "apostrophe before it, or send the table as XLSX or PDF."
        )
