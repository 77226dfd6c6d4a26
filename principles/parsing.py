"""Text into JSON content, without what YAML and JSON would let pass in silence (pure).

YAML is read from its events, so that depth, size and references are judged before anything is
built: a few lines that refer to one another can stand for gigabytes, and a nest of a hundred
thousand brackets brings down the reader that recurses.
"""

import json
import math
import re
from collections.abc import Callable, Iterator
from typing import Any, Final

import yaml

from principles.problems import Problem, UnfitFile, sayable

LARGEST: Final = 10_000_000  # bytes of UTF-8
DEEPEST: Final = 40

_YAML: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


# The core schema of YAML 1.2, which knows no dates, no octal or sexagesimal numbers, and takes yes
# and no for words; they are words in an edition.
class _Unreadable(ValueError):
    """What cannot be read, with the line where it stands."""

    def __init__(self, sentence: str, event: Any = None) -> None:
        where = "" if event is None else f" (line {event.start_mark.line + 1})"
        super().__init__(f"{sentence}{where}.")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise _Unreadable(f"“{text}” is no number that can be kept")
    return value


_PLAIN: Final[tuple[tuple[str, Callable[[str], Any]], ...]] = (
    (r"[-+]?(?:0|[1-9][0-9]*)", int),
    (
        r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?",
        _finite,
    ),
    (r"true|True|TRUE", lambda _text: True),
    (r"false|False|FALSE", lambda _text: False),
    (r"~|null|Null|NULL|", lambda _text: None),
)
_VALUES: Final = tuple((re.compile(pattern), made) for pattern, made in _PLAIN)
_BEGINNINGS: Final = frozenset("-+.0123456789tTfFnN~")


def parsed(text: str) -> Any:
    """Parse YAML or JSON into JSON content with text keys; raises `UnfitFile`.

    A text that begins with a brace is JSON. Refused are more than `LARGEST` bytes, anchors,
    aliases and tags, a key that stands twice, and what is nested deeper than `DEEPEST`.
    """
    if len(text) > LARGEST or len(text.encode("utf-8", "surrogatepass")) > LARGEST:
        raise UnfitFile([Problem("", "", too_large())])
    is_json = text.lstrip("\ufeff \t\r\n").startswith("{")
    try:
        return _from_json(text) if is_json else _from_yaml(text)
    except (yaml.YAMLError, RecursionError, ValueError) as problem:
        name = "JSON" if is_json else "YAML"
        told = sayable(" ".join(str(problem).split()), 300)
        raise UnfitFile([Problem("", "", f"The file is not {name} we read: {told}")]) from problem


def too_large() -> str:
    """Say that a file is larger than any edition."""
    return f"The file is larger than {LARGEST // 1_000_000} MB, and no edition is."


def _from_json(text: str) -> Any:
    return json.loads(
        text.lstrip("\ufeff"),
        object_pairs_hook=_json_object,
        parse_constant=_finite,
        parse_float=_finite,
    )


def _json_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held: dict[str, Any] = {}
    for key, value in pairs:
        if key in held:
            raise _Unreadable(f"“{key}” stands twice")
        held[key] = value
    return held


def _from_yaml(text: str) -> Any:
    """Build content from the events of the one document; nothing recurses."""
    open_: list[_Open] = []
    root: list[Any] = []
    events: Iterator[Any] = yaml.parse(text, Loader=_YAML)
    for event in events:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            value = _scalar(event)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            _plain(event)
            if len(open_) >= DEEPEST:
                raise _Unreadable(f"It is nested more than {DEEPEST} deep", event)
            open_.append(_Open({} if kind is yaml.MappingStartEvent else []))
            continue
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            value = open_.pop().held
        elif kind is yaml.AliasEvent:
            raise _Unreadable(f"It refers to another place (*{event.anchor})", event)
        elif kind is yaml.DocumentStartEvent and root:
            raise _Unreadable("A second document follows", event)
        else:
            continue
        if open_:
            open_[-1].take(value, event)
        else:
            root.append(value)
    return root[0] if root else None


class _Open:
    """A list or mapping whose end has not come."""

    __slots__ = ("awaited", "held", "key")

    def __init__(self, held: dict[str, Any] | list[Any]) -> None:
        self.held = held
        self.key = ""
        self.awaited = False

    def take(self, value: Any, event: Any) -> None:
        held = self.held
        if isinstance(held, list):
            held.append(value)
        elif self.awaited:
            held[self.key] = value
            self.awaited = False
        else:
            if isinstance(value, dict | list):
                raise _Unreadable("A list or mapping cannot be a key", event)
            self.key, self.awaited = event.value, True  # as written: 1 is “1”, ~ is “~”
            if self.key in held:
                raise _Unreadable(f"“{self.key}” stands twice", event)


def _plain(event: Any) -> None:
    if event.anchor is not None:
        raise _Unreadable(f"A place is named for others to refer to (&{event.anchor})", event)
    if event.tag is not None and event.tag != "!":
        raise _Unreadable(f"A value carries a type of its own ({event.tag})", event)


def _scalar(event: Any) -> Any:
    _plain(event)
    text = event.value
    if not event.implicit[0] or (text and text[0] not in _BEGINNINGS):
        return text
    for pattern, made in _VALUES:
        if pattern.fullmatch(text):
            return made(text)
    return text
