"""The browser's own style sheet, without what no document of ours has.

WeasyPrint's gives every element six pseudo-elements, each with a style of its own that stays in
memory until the document is written: a marker, and five for footnotes and notes. Our documents have
no notes, and markers in lists alone. A test holds that nothing else differs.
"""

from copy import copy
from typing import Any, Final

from weasyprint import HTML
from weasyprint.html import UA_STYLESHEET

NOTES: Final = frozenset(
    ("footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback")
)
_PSEUDO: Final = 3  # its place in an entry of cssselect2's matcher


def _without_notes(sheet: Any) -> Any:
    """Give the same sheet with no rule for notes, and the rule for markers with lists' items."""
    made, matcher = copy(sheet), copy(sheet.matcher)
    every = matcher.other_selectors
    markers = [entry for entry in every if entry[_PSEUDO] == "marker"]
    matcher.other_selectors = [entry for entry in every if entry[_PSEUDO] not in {"marker", *NOTES}]
    by_name = matcher.lower_local_name_selectors
    matcher.lower_local_name_selectors = {**by_name, "li": [*by_name.get("li", ()), *markers]}
    made.matcher = matcher
    return made


_SHEETS: Final = [_without_notes(UA_STYLESHEET)]


class Html(HTML):  # type: ignore[misc]  # untyped library
    """A document to be set."""

    def _ua_stylesheets(self, forms: bool = False) -> list[Any]:  # noqa: ARG002  # WeasyPrint calls it so
        return _SHEETS
