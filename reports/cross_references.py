"""A PDF's table of objects, read without asking for its widths anew at every number.

pyHanko asks the stream's dictionary for them three times for each object, which was most of what a
seal on a long document cost. It reads and judges the table as before, from plain lists.
"""

from collections.abc import Iterator
from typing import Any, Final

from pyhanko.pdf_utils import xref

_OWN: Final = xref.parse_xref_stream


class _Plain:
    """A cross-reference stream, its arrays as lists of what stands in them."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.read_data = stream.read_data

    def get(self, key: str, default: Any = None) -> Any:
        found = self._stream.get(key, default)
        return [found[at] for at in range(len(found))] if isinstance(found, list) else found


def read_plainly() -> None:
    """Have pyHanko read its tables so in this process, for good; a test holds that it does."""
    if xref.parse_xref_stream is _OWN:
        xref.parse_xref_stream = parsed


def parsed(xref_stream: Any, strict: bool = True) -> Iterator[Any]:
    """Give what pyHanko's own function gives."""
    return _OWN(_Plain(xref_stream), strict)  # type: ignore[arg-type]
