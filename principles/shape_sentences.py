"""What a JSON Schema finds wrong, said to people (pure)."""

import json
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final

from jsonschema.exceptions import ValidationError

LONGEST_QUOTE: Final = 60
_KINDS: Final[Mapping[str, str]] = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a group of named fields",
    "null": "nothing (null)",
}
_PATTERNS: Final[Mapping[str, str]] = {
    r"\S": "It is empty.",
    r"^[0-9]+\.[0-9]+$": "{} is no version of an edition, such as 1.0.",
    r"^[0-9]+\.[0-9]+\.[0-9]+$": "{} is no version of a criterion, such as 1.0.0.",
    r"^[A-Z]{3}-[0-9]{2}$": "{} is no code of a criterion, such as GOV-01.",
    r"^[A-Z]{3}$": "{} is no code of a principle: three capital letters, such as GOV.",
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$": "{} is no day, such as 2026-11-22.",
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$": "{} is no language, such as en or pt-PT.",
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "{} may have only small letters, figures and hyphens.",
}


def sentences(error: ValidationError) -> Iterator[tuple[list[str], str]]:
    """Say what one error means: field by field below the error's own place, in a sentence."""
    tell = _TELLERS.get(str(error.validator))
    if tell is None:
        yield [], "It does not have the shape that an edition has there."
    else:
        yield from tell(error)


def quoted(value: object) -> str:
    """Quote a value as people write it, cut where it is long."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    cut = text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
    return f"“{cut}”"


def _required(error: ValidationError) -> Iterator[tuple[list[str], str]]:
    """One error of jsonschema for each name that is missing; the name stands in its message."""
    name = error.message.removesuffix(" is a required property").strip("'\"")
    yield [name], "It is missing."


def _unknown(error: ValidationError) -> Iterator[tuple[list[str], str]]:
    known = error.schema.get("properties", {}) if isinstance(error.schema, Mapping) else {}
    instance: Any = error.instance
    for name in instance:
        if name not in known:
            near = get_close_matches(str(name), list(known), n=1)
            hint = f" Was “{near[0]}” meant?" if near else ""
            yield [str(name)[:LONGEST_QUOTE]], f"No such field is known.{hint}"


def _enum(error: ValidationError) -> Iterator[tuple[list[str], str]]:
    values: Any = error.validator_value
    yield [], f"{quoted(error.instance)} is none of {', '.join(map(_plain, values))}."


def _const(error: ValidationError) -> Iterator[tuple[list[str], str]]:
    yield (
        [],
        f"It must be {_plain(error.validator_value)}, and {quoted(error.instance)} stands there.",
    )


def _type(error: ValidationError) -> Iterator[tuple[list[str], str]]:
    wanted: Any = error.validator_value
    kinds = wanted if isinstance(wanted, list) else [wanted]
    names = " or ".join(_KINDS.get(kind, kind) for kind in kinds)
    if isinstance(error.instance, Mapping):
        there = "a group of named fields stands there"
    elif isinstance(error.instance, list):
        there = "a list stands there"
    elif error.instance is None:
        there = "nothing stands there"
    else:
        there = f"{quoted(error.instance)} stands there"
    yield [], f"It must be {names}, and {there}."


def _pattern(error: ValidationError) -> Iterator[tuple[list[str], str]]:
    known = _PATTERNS.get(str(error.validator_value), "{} is not written as it must be.")
    yield [], known.format(quoted(error.instance))


def _limit(sentence: str) -> Callable[[ValidationError], Iterator[tuple[list[str], str]]]:
    def tell(error: ValidationError) -> Iterator[tuple[list[str], str]]:
        yield [], sentence.format(quoted(error.instance), error.validator_value)

    return tell


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


_TELLERS: Final[Mapping[str, Callable[[ValidationError], Iterator[tuple[list[str], str]]]]] = {
    "required": _required,
    "additionalProperties": _unknown,
    "enum": _enum,
    "const": _const,
    "type": _type,
    "pattern": _pattern,
    "minLength": _limit("It is empty."),
    "maxLength": _limit("It is longer than {1} characters."),
    "minimum": _limit("{0} is less than {1}."),
    "maximum": _limit("{0} is more than {1}."),
    "minItems": _limit("It needs at least {1}."),
    "minProperties": _limit("It needs at least {1}."),
    "uniqueItems": _limit("Something stands there twice."),
}
