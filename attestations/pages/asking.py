"""A page of a PDF, drawn in a confined child, or why it is not; what the child says is judged."""

import json
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final

from attestations.pages import kept
from attestations.pages.bounds import LONGEST_SIDE, LONGEST_TEXT, Problem, Width
from attestations.recognition import pictures
from attestations.recognition.kinds import WrongKind
from attestations.vault import path_of
from confinement.parent import ChildFailed, Limits, run

LIMITS: Final = Limits(seconds=10, cpu_seconds=4, memory=640 * 1024**2, output=32 * 1024**2)
"""Of one page. CPU is what the page may take; a machine that is busy makes it wait, too."""
_MADE: Final = "1"
"""Counts up when pages are drawn otherwise, so that none that was kept is shown for it."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it is shown: `number` of `pages`, a picture and the text that the file holds."""

    number: int
    pages: int
    text: str
    picture: bytes
    media_type: str
    width: int
    height: int

    @property
    def text_is_whole(self) -> bool:
        """Whether no more text follows on this page."""
        return len(self.text) < LONGEST_TEXT


class NotDrawn(Exception):
    """The page is not shown; `pages` is how many there are, 0 when nobody knows."""

    def __init__(self, problem: Problem, pages: int = 0) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.pages = pages


def page(sha256: str, number: int, width: Width) -> Page:
    """This page of the PDF with this digest, from what is kept or drawn now; else `NotDrawn`."""
    name = f"{sha256}-{number}-{width.value}-{version('pypdfium2')}-{_MADE}"
    said = kept.found(name)
    if said is None:
        said = _drawn(name, sha256, number, width)
    return _read(said, number)


def _drawn(name: str, sha256: str, number: int, width: Width) -> bytes:
    try:
        with kept.turn():
            said = kept.found(name)  # somebody else may have drawn it while we waited
            if said is None:
                content = path_of(sha256).read_bytes()
                order = (str(number), str(width.pixels))
                said = run("attestations.pages.drawing", content, LIMITS, arguments=order)
                _judge(said, number)
                kept.keep(name, said)
    except kept.NoTurn as reason:
        raise NotDrawn(Problem.BUSY) from reason
    except ChildFailed as reason:
        raise NotDrawn(Problem.TOO_MUCH) from reason
    return said


def _judge(said: bytes, number: int) -> None:
    """Let through what can be kept: a page, or a problem that will be the same the next time."""
    try:
        _read(said, number)
    except NotDrawn as reason:
        if reason.problem is Problem.TOO_MUCH:
            raise


def _read(said: bytes, number: int) -> Page:
    """What the child wrote, which opened a file of somebody else's and may say anything."""
    head, _, picture = said.partition(b"\n")
    try:
        about: dict[str, Any] = json.loads(head)
        pages = _whole(about.get("pages", 0), 2**31)
        if "problem" in about:
            raise NotDrawn(Problem(about["problem"]), pages)
        return Page(
            number=number,
            pages=pages,
            text=_sendable(str(about["text"]))[:LONGEST_TEXT],
            picture=picture,
            media_type=pictures.kind_of(picture),
            width=_whole(about["width"], LONGEST_SIDE),
            height=_whole(about["height"], LONGEST_SIDE),
        )
    except _NOT_A_PAGE as reason:
        raise NotDrawn(Problem.TOO_MUCH) from reason


_NOT_A_PAGE: Final = (ValueError, TypeError, KeyError, AttributeError, RecursionError, WrongKind)


def _sendable(text: str) -> str:
    """Without halves of letters, which no page can be sent with."""
    return text.encode(errors="ignore").decode()


def _whole(said: object, most: int) -> int:
    if not isinstance(said, int) or not 0 <= said <= most:
        raise ValueError("no number of that size")
    return said
