"""How much of a PDF is drawn, and what is said where it is not (pure)."""

from enum import StrEnum
from typing import Final

MOST_PAGES: Final = 5_000
"""The pages behind these are for whoever downloads the file."""
MOST_PIXELS: Final = 8_000_000
LONGEST_SIDE: Final = 8_000
"""Pixels of one side of a picture."""
PNG_AT_MOST: Final = 1_000_000
"""A picture of more bytes is sent as JPEG."""
LONGEST_TEXT: Final = 65_536
"""Characters of a page's text."""


class Width(StrEnum):
    """How wide a page is drawn."""

    FIT = "fit"
    LARGE = "large"

    @property
    def pixels(self) -> int:
        """An A4 page has 150 or 225 pixels to the inch then."""
        return 1240 if self is Width.FIT else 1860


class Problem(StrEnum):
    """Why a page is not shown."""

    LOCKED = "locked"
    DAMAGED = "damaged"
    NO_SUCH_PAGE = "no_such_page"
    PAGE = "page"
    TOO_MUCH = "too_much"
    BUSY = "busy"
