"""A JSON Schema made into one quick question: whether a value fits (pure).

Asking jsonschema of an edition of 500 criteria takes a third of a second, nearly always to learn
that nothing is wrong. What does not fit here is then looked at by jsonschema, which says why; a
test holds the two against each other. Only what `editions/schema.json` uses is known; any other
word of JSON Schema is refused when the schema is read.
"""

import re
from collections.abc import Callable, Mapping, Sized
from typing import Any, Final

Fits = Callable[[Any], bool]
_KINDS: Final[Mapping[str, Fits]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "integer": lambda value: (
        (isinstance(value, int) and not isinstance(value, bool))
        or (isinstance(value, float) and value.is_integer())
    ),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
}


def fitting(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Fits:
    """Make a schema into a function; `$ref` is looked up in `root`. Raises KeyError."""
    asked = [
        _WORDS[word](wanted, schema, root) for word, wanted in schema.items() if word not in _SILENT
    ]
    return lambda value: all(fits(value) for fits in asked)


def _of_type(wanted: Any, _schema: Mapping[str, Any], _root: Mapping[str, Any]) -> Fits:
    kinds = [_KINDS[kind] for kind in (wanted if isinstance(wanted, list) else [wanted])]
    return kinds[0] if len(kinds) == 1 else lambda value: any(kind(value) for kind in kinds)


def _of_properties(wanted: Any, _schema: Mapping[str, Any], root: Mapping[str, Any]) -> Fits:
    parts = {name: fitting(part, root) for name, part in wanted.items()}
    return lambda value: (
        not isinstance(value, dict)
        or all(fits(value[name]) for name, fits in parts.items() if name in value)
    )


def _of_others(wanted: Any, schema: Mapping[str, Any], root: Mapping[str, Any]) -> Fits:
    known = schema.get("properties", {}).keys()
    if wanted is False:
        return lambda value: not isinstance(value, dict) or value.keys() <= known
    other = fitting(wanted, root)
    return lambda value: (
        not isinstance(value, dict) or all(other(value[name]) for name in value.keys() - known)
    )


def _of_required(wanted: Any, _schema: Mapping[str, Any], _root: Mapping[str, Any]) -> Fits:
    names = frozenset(wanted)
    return lambda value: not isinstance(value, dict) or names <= value.keys()


def _of_items(wanted: Any, _schema: Mapping[str, Any], root: Mapping[str, Any]) -> Fits:
    fits = fitting(wanted, root)
    return lambda value: not isinstance(value, list) or all(map(fits, value))


def matching(pattern: str) -> re.Pattern[str]:
    """Read a pattern as JSON Schema means it: `$` is the end, and no line feed comes after it."""
    return re.compile(rf"{pattern[:-1]}\Z" if pattern.endswith("$") else pattern)


def _of_pattern(wanted: Any, _schema: Mapping[str, Any], _root: Mapping[str, Any]) -> Fits:
    search = matching(wanted).search
    return lambda value: not isinstance(value, str) or search(value) is not None


def _of_branches(wanted: Any, _schema: Mapping[str, Any], root: Mapping[str, Any]) -> Fits:
    parts = [fitting(part, root) for part in wanted]
    return lambda value: all(fits(value) for fits in parts)


def _of_condition(wanted: Any, schema: Mapping[str, Any], root: Mapping[str, Any]) -> Fits:
    when, then = fitting(wanted, root), fitting(schema["then"], root)
    return lambda value: not when(value) or then(value)


def _of_reference(wanted: Any, _schema: Mapping[str, Any], root: Mapping[str, Any]) -> Fits:
    return fitting(root["$defs"][wanted.removeprefix("#/$defs/")], root)


def _among(values: list[Any]) -> Fits:
    """JSON knows 1 and true apart, and Python does not."""
    held = {(isinstance(value, bool), value) for value in values}
    return lambda value: (
        isinstance(value, str | int | float | None) and (isinstance(value, bool), value) in held
    )


def _distinct(value: Any) -> bool:
    if not isinstance(value, list):
        return True
    if all(isinstance(each, str) for each in value):
        return len(set(value)) == len(value)
    return all(each not in value[:place] for place, each in enumerate(value))


def _sized(kind: type[Sized], *, least: bool) -> Callable[..., Fits]:
    def made(wanted: Any, _schema: Mapping[str, Any], _root: Mapping[str, Any]) -> Fits:
        if least:
            return lambda value: not isinstance(value, kind) or len(value) >= wanted
        return lambda value: not isinstance(value, kind) or len(value) <= wanted

    return made


def _bounded(*, least: bool) -> Callable[..., Fits]:
    number = _KINDS["number"]

    def made(wanted: Any, _schema: Mapping[str, Any], _root: Mapping[str, Any]) -> Fits:
        if least:
            return lambda value: not number(value) or value >= wanted
        return lambda value: not number(value) or value <= wanted

    return made


_SILENT: Final = frozenset({"$schema", "$defs", "title", "description", "format", "then"})
_WORDS: Final[Mapping[str, Callable[..., Fits]]] = {
    "type": _of_type,
    "properties": _of_properties,
    "additionalProperties": _of_others,
    "required": _of_required,
    "items": _of_items,
    "pattern": _of_pattern,
    "allOf": _of_branches,
    "if": _of_condition,
    "$ref": _of_reference,
    "const": lambda wanted, _schema, _root: _among([wanted]),
    "enum": lambda wanted, _schema, _root: _among(wanted),
    "uniqueItems": lambda _wanted, _schema, _root: _distinct,
    "minLength": _sized(str, least=True),
    "maxLength": _sized(str, least=False),
    "minItems": _sized(list, least=True),
    "maxItems": _sized(list, least=False),
    "minProperties": _sized(dict, least=True),
    "minimum": _bounded(least=True),
    "maximum": _bounded(least=False),
}
