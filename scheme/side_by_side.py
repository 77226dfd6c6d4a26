"""Two versions of one part of an edition, field by field (pure)."""

from collections.abc import Iterator, Mapping
from typing import Any


def differences(theirs: Any, mine: Any) -> list[dict[str, str]]:
    """List the fields in which the two differ, each with both texts."""
    left, right = dict(_leaves(theirs, "")), dict(_leaves(mine, ""))
    return [
        {"field": _named(path), "theirs": left.get(path, ""), "mine": right.get(path, "")}
        for path in dict.fromkeys([*left, *right])
        if left.get(path, "") != right.get(path, "")
    ]


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _leaves(each, f"{path}.{key}")
    elif isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        for number, each in enumerate(value, start=1):
            yield from _leaves(each, f"{path}.{number}")
    elif isinstance(value, list):
        yield path, "\n".join(str(each) for each in value)
    elif isinstance(value, bool):
        yield path, "Yes" if value else "No"
    elif value is not None:
        yield path, str(value)


def _named(path: str) -> str:
    """`.content.response.bands.3` in words: “response, bands, 3”."""
    parts = [part for part in path.split(".") if part and part != "content"]
    return ", ".join(part.replace("_", " ") for part in parts)
