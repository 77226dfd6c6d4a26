"""The isolates in a document's HTML, made into elements that carry a direction and a language.

WeasyPrint sets each element's text by itself, in the element's direction; so what stands in one
cannot rearrange what stands beside it. Titles, attributes and drawings keep the words alone.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final
from xml.etree.ElementTree import Element  # the renderer's own tree, nothing is parsed

from reports.languages import direction, language
from reports.lettering import CLOSES, OPENS, joined

_ISOLATE: Final = re.compile(f"{OPENS}([^{CLOSES}]*){CLOSES}")
_ONLY: Final = re.compile(rf"\s*(?:{OPENS}[^{CLOSES}]*{CLOSES}\s*)*")
_FLOWS: Final = frozenset({"p", "td", "li", "div"})
# A text of the other direction that is longer than this gets lines of its own.
LONG: Final = 40
OWN_LINES: Final = "own-lines"


def set_directions(root: Element, country: str) -> None:
    """Give every isolated text in `root` its direction and language."""
    for element, drawn in list(_walked(root, drawn=False)):
        for name, value in element.attrib.items():
            element.set(name, joined(value))
        if drawn:
            element.text = joined(element.text or "")
        elif not _is_whole(element, country):
            _part(element, country)


def _walked(element: Element, *, drawn: bool) -> Iterator[tuple[Element, bool]]:
    tag = element.tag if isinstance(element.tag, str) else ""
    drawn = drawn or tag == "head" or tag.startswith("{")
    yield element, drawn
    for child in element:
        yield from _walked(child, drawn=drawn)


def _is_whole(element: Element, country: str) -> bool:
    """Where an element holds nothing but isolated lines of one way, it takes their direction."""
    if element.tag in ("body", "html") or any(child.tag != "br" for child in element):
        return False
    pieces = [element.text or "", *(child.tail or "" for child in element)]
    said = [text for piece in pieces for text in _ISOLATE.findall(piece)]
    ways = {direction(text) for text in said}
    if len(ways) != 1 or not all(_ONLY.fullmatch(piece) for piece in pieces):
        return False
    _tell(element, "\n".join(said), ways.pop(), country)
    element.text = joined(element.text or "")
    for child in element:
        child.tail = joined(child.tail or "")
    return True


def _part(element: Element, country: str) -> None:
    """Put an element around each isolated text, where other words stand beside it."""
    flows = element.tag in _FLOWS
    children = list(element)
    element.text, first = _split(element.text or "", country, flows=flows)
    placed = list(first)
    for child in children:
        child.tail, following = _split(child.tail or "", country, flows=flows)
        placed += [child, *following]
    if len(placed) != len(children):
        element[:] = placed


def _split(text: str, country: str, *, flows: bool) -> tuple[str, Iterable[Element]]:
    if OPENS not in text:
        return text, ()
    before, *rest = _ISOLATE.split(text)
    made: list[Element] = []
    for said, after in zip(rest[::2], rest[1::2], strict=True):
        span = Element("span")
        span.text, span.tail = said, after
        way = direction(said)
        _tell(span, said, way, country)
        if flows and way == "rtl" and len(said) > LONG:
            span.set("class", OWN_LINES)
            span.tail = after.removeprefix("\n")
            if made:
                made[-1].tail = (made[-1].tail or "").removesuffix("\n")
            else:
                before = before.removesuffix("\n")
        made.append(span)
    return before, made


def _tell(element: Element, text: str, way: str, country: str) -> None:
    if way == "rtl" and "dir" not in element.attrib:
        element.set("dir", "rtl")
    if (tag := language(text, country)) is not None:
        element.set("lang", tag)
