"""What of a file of evidence can be shown on a page, and how (pure).

Nothing that others made is opened here (docs/decisions/evidence-in-place.md). Text is shown as text,
escaped by the page; a picture is left to the browser's `<img>`, which runs nothing, from the address
that serves it as an attachment. A PDF is drawn page by page in a confined child
(`attestations/pages/`). Everything else is downloaded.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MOST_SHOWN: Final = 65_536
"""So many bytes of a text are shown at most."""
TEXTS: Final = frozenset({"application/json", "application/yaml", "application/xml"})
PICTURES: Final = frozenset({"image/png", "image/jpeg"})
PAGED: Final = "application/pdf"


class Shown(StrEnum):
    """How a kind of file is shown."""

    TEXT = "text"
    PICTURE = "picture"
    PAGES = "pages"
    DOWNLOAD = "download"


@dataclass(frozen=True, slots=True)
class Text:
    """The beginning of a file that is text; `is_whole` unless more follows."""

    text: str
    is_whole: bool


def shown_as(media_type: str) -> Shown:
    """How a file of this kind is shown."""
    if media_type.startswith("text/") or media_type in TEXTS:
        return Shown.TEXT
    if media_type == PAGED:
        return Shown.PAGES
    return Shown.PICTURE if media_type in PICTURES else Shown.DOWNLOAD


def beginning(content: bytes) -> Text:
    """The text of a file's first `MOST_SHOWN` bytes; `content` may hold one byte more.

    Text is UTF-8 when it is taken (attestations/recognition); a character that the limit cuts in
    two is left out.
    """
    is_whole = len(content) <= MOST_SHOWN
    kept = content[:MOST_SHOWN]
    text = kept.decode("utf-8-sig", errors="replace" if is_whole else "ignore")
    return Text(text.replace("\r\n", "\n"), is_whole)
