"""JSON, YAML and XML: well formed, and nothing in it that a reader would run or fetch.

Run as a program (`python -m attestations.recognition.data_files MEDIA_TYPE`) it is the confined
child that reads such files.
"""

import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import yaml

from attestations.recognition.kinds import JSON, XML, YAML, WrongKind
from attestations.recognition.program import judge
from attestations.recognition.xml_reading import Attributes, read

# A YAML file whose references unfold to more nodes than this is made to exhaust its reader.
MOST_NODES: Final = 5_000_000
MOST_UNFOLDING: Final = 50
DEEPEST: Final = 200
_PLAIN_TAGS: Final = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in (
        "str", "int", "float", "bool", "null", "map", "seq", "set", "omap", "pairs", "binary",
        "timestamp", "merge", "value",
    )
)  # fmt: skip
_CODE_TAG: Final = re.compile(
    r"!(?:ruby|python|php|perl|java|javax|js|dotnet|csharp)\b", re.IGNORECASE
)
_XHTML: Final = "http://www.w3.org/1999/xhtml"
_SVG: Final = "http://www.w3.org/2000/svg"
_PAGES: Final = (_XHTML, _SVG, "http://www.w3.org/1999/XSL/Transform")
_ROOTS: Final = frozenset({"html", "svg", "stylesheet", "transform"})
_INCLUSION: Final = "http://www.w3.org/2001/XInclude"
_RUNNING: Final = frozenset(
    {"script", "iframe", "object", "embed", "foreignobject", "base", "link", "meta", "form"}
)
_TOO_DEEP: Final = "Its parts stand too deep in one another. Make it flatter, or send it as PDF."


def json_type(content: bytes) -> str:
    """`application/json` when `content` is JSON (RFC 8259); nothing of it is kept in memory."""
    try:
        json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=len,
            parse_int=len,
            parse_float=len,
            parse_constant=_no_constant,
        )
    except RecursionError as error:
        raise WrongKind(_TOO_DEEP) from error
    except json.JSONDecodeError as error:
        raise WrongKind(
            f"The file's name ends in “.json”, but it is not JSON: see line {error.lineno}. "
            "Mend it and choose it again."
        ) from error
    return JSON


def _no_constant(name: str) -> float:
    raise WrongKind(f"“{name}” is not a number in JSON. Write null, or leave it out.")


def yaml_type(content: bytes) -> str:
    """`application/yaml` when `content` is YAML that builds no objects and does not blow up."""
    loader = getattr(yaml, "CLoader", yaml.Loader)
    try:
        _look(yaml.parse(content.decode("utf-8-sig"), Loader=loader))
    except yaml.MarkedYAMLError as error:
        line = f": see line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise WrongKind(
            f"The file's name says YAML, but it is not YAML{line}. Mend it and choose it again."
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise WrongKind(
            "The file's name says YAML, but it cannot be read as YAML. Mend it and choose it again."
        ) from error
    return YAML


class _Unfolding:
    """Counts the nodes that the references unfold to, without unfolding them."""

    def __init__(self) -> None:
        self.sizes: dict[str, int] = {}
        self.open: list[tuple[str | None, int]] = []
        self.written = self.unfolded = 0

    def meet(self, event: Any) -> None:
        """Count one event of the parser; `WrongKind` when there are too many."""
        if isinstance(event, yaml.CollectionEndEvent):
            anchor, before = self.open.pop()
            self.sizes[anchor or ""] = self.unfolded - before
            return
        self.written += 1
        if isinstance(event, yaml.AliasEvent):
            self.unfolded += self.sizes.get(event.anchor or "", 1)
        elif isinstance(event, yaml.CollectionStartEvent):
            self.open.append((event.anchor, self.unfolded))
            self.unfolded += 1
        else:
            self.sizes[event.anchor or ""] = 1
            self.unfolded += 1
        if len(self.open) > DEEPEST:
            raise WrongKind(_TOO_DEEP)
        if self.unfolded > MOST_NODES and self.unfolded > self.written * MOST_UNFOLDING:
            raise WrongKind(
                "The file's references unfold to millions of parts. Write it out without them."
            )


def _look(events: Iterable[Any]) -> None:
    unfolding = _Unfolding()
    for event in events:
        if isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
            if isinstance(event, yaml.ScalarEvent) and not unfolding.written:
                raise WrongKind("The file's name says YAML, but it is one text. Name it “.txt”.")
            _require_plain(getattr(event, "tag", None))
            unfolding.meet(event)


def _require_plain(tag: str | None) -> None:
    if tag is None or tag == "!":
        return
    foreign = tag.startswith("tag:yaml.org,2002:") and tag not in _PLAIN_TAGS
    if foreign or _CODE_TAG.match(tag):
        raise WrongKind(
            f"The tag “{tag[:60]}” would make a program build objects. Save it as plain data."
        )


def xml_type(content: bytes) -> str:
    """`application/xml` when `content` is XML without document type, entities, page or script."""
    read(content, _require_data)
    return XML


def _require_data(namespace: str, name: str, attributes: Attributes) -> None:
    if namespace == _INCLUSION:
        raise WrongKind("The XML takes in other files (XInclude). Save it as one whole.")
    root = name.lower() in _ROOTS and namespace in ("", *_PAGES)
    if root or (namespace in _PAGES and acts(name, attributes)):
        raise WrongKind(
            "The XML is a web page, a drawing or a script, or holds one. Send it as PDF or as text."
        )


def acts(name: str, attributes: Attributes) -> bool:
    """Whether an element of a page or a drawing would run or fetch something."""
    return name.lower() in _RUNNING or any(
        key.lower().startswith("on") or "javascript:" in value.lower()
        for (_, key), value in attributes.items()
    )


JUDGES: Final[Mapping[str, Callable[[bytes], str]]] = {
    JSON: json_type,
    YAML: yaml_type,
    XML: xml_type,
}

if __name__ == "__main__":
    sys.exit(judge(JUDGES[sys.argv[1]]))
