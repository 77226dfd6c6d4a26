"""Read an edition's data file and list everything that is wrong with it (no database)."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from principles.declaring import problems_of_following
from principles.parsing import LARGEST, parsed, too_large
from principles.problems import Problem, UnfitFile
from principles.shape import Fits, fitting, matching
from principles.shape_sentences import quoted, sentences
from principles.soundness import unsound
from principles.wording import LARGEST as LARGEST_NUMBER

__all__ = [
    "EDITION_1",
    "EDITION_1_1",
    "FOLDER",
    "Problem",
    "UnfitFile",
    "parsed",
    "problems",
    "read",
]

FOLDER: Final = Path(__file__).parent / "editions"
EDITION_1: Final = FOLDER / "trust-principles-1.0.yaml"
EDITION_1_1: Final = FOLDER / "trust-principles-1.1.yaml"
MOST: Final = 500  # problems that are told at once
COMPARED: Final = frozenset({"framework", "edition", "layers", "changes", "criteria"})


@dataclass(frozen=True, slots=True)
class Examination:
    """What is wrong with a file in itself, and whether it can be held against another edition.

    It can when the parts that a comparison needs have their shape; `spoilt` are the codes of the
    criteria that have not.
    """

    problems: list[Problem]
    comparable: bool = False
    spoilt: frozenset[str] = field(default_factory=frozenset)


def read(path: Path) -> dict[str, Any]:
    """Read and check a data file; raises `UnfitFile` with every problem, keys are text.

    A file of more than 10 MB is not even opened.
    """
    data = content(path)
    found = problems(data)
    if found:
        raise UnfitFile(found)
    checked: dict[str, Any] = data
    return checked


def content(path: Path) -> Any:
    """Read and parse a file without checking what it says; raises `UnfitFile`."""
    try:
        if path.stat().st_size > LARGEST:
            raise UnfitFile([Problem("", "", too_large())])
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise UnfitFile([Problem("", "", f"The file cannot be read: {problem}")]) from problem
    return parsed(text)


def problems(data: object) -> list[Problem]:
    """List every problem of the data in itself, with criterion and field; empty when fit.

    What contradicts the edition that it follows is told by `checking.every_problem`.
    """
    return examined(data).problems


def examined(data: object) -> Examination:
    """List every problem of the data in itself, and say how far it can be compared.

    Each part that has its shape is looked at further, whatever is wrong with another.
    """
    if not isinstance(data, Mapping):
        return Examination([Problem("", "", "It is no edition: it has no named fields.")])
    found, places = _misshapen(data)
    found += _peculiar(data)
    misshapen = {each.field.partition(".")[0] for each in found if not each.criterion}
    spoilt = frozenset(each.criterion for each in found if each.criterion)
    found += unsound({key: data[key] for key in data if key not in misshapen}, places)
    if not misshapen & {"edition", "changes", "transition"}:
        found += problems_of_following(data)
    unique = list(dict.fromkeys(found))
    if len(unique) > MOST:
        unique[MOST:] = [Problem("", "", f"There are more; these are the first {MOST}.")]
    told = [each.sayable() for each in unique]
    return Examination(told, not misshapen & COMPARED, spoilt)


@cache
def _schema() -> Mapping[str, Any]:
    schema: Mapping[str, Any] = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))
    return schema


def _pattern(
    _validator: Any, pattern: str, instance: object, _schema: object
) -> Iterator[ValidationError]:
    if isinstance(instance, str) and matching(pattern).search(instance) is None:
        yield ValidationError("")


_VALIDATOR: Final[Any] = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"pattern": _pattern}
)


@cache
def _fits() -> tuple[Fits, Fits]:
    """Ask quickly: does a whole edition fit, does a criterion."""
    schema = _schema()
    return fitting(schema, schema), fitting(schema["$defs"]["criterion"], schema)


def _misshapen(data: Mapping[str, Any]) -> tuple[list[Problem], set[int]]:
    """What the schema finds, and the places of the criteria that it finds at fault.

    Only criteria that do not fit are looked at by jsonschema: it is slow on many.
    """
    whole, criterion = _fits()
    if whole(data):
        return [], set()
    rows = data.get("criteria")
    places = range(len(rows)) if isinstance(rows, list) else range(0)
    spoilt = [place for place in places if not criterion(rows[place])]  # type: ignore[index]
    looked_at = dict(data)
    if isinstance(rows, list) and rows:
        looked_at["criteria"] = [rows[place] for place in spoilt] or rows[:1]
    errors = islice(_VALIDATOR(_schema()).iter_errors(looked_at), MOST + 1)
    in_order = sorted(errors, key=_place)
    return [told for error in in_order for told in _told(error, rows, spoilt)], set(spoilt)


def _place(error: ValidationError) -> list[tuple[bool, int, str]]:
    """Sort by path, what concerns the whole edition first, and numbers as numbers."""
    path = list(error.absolute_path)
    return [
        (path[:1] == ["criteria"], 0, ""),
        *(
            (isinstance(part, str), 0 if isinstance(part, str) else part, str(part))
            for part in path
        ),
    ]


def _told(error: ValidationError, rows: Any, spoilt: list[int]) -> Iterator[Problem]:
    path = list(error.absolute_path)
    criterion = ""
    if len(path) > 1 and path[0] == "criteria" and isinstance(path[1], int):
        criterion = _name(rows, spoilt[path[1]])
        path = path[2:]
    for below, sentence in sentences(error):
        # Places in a list count from 1, as people do.
        parts = [str(part + 1) if isinstance(part, int) else part for part in path]
        yield Problem(criterion, ".".join([*parts, *below]), sentence)


def _name(rows: Any, place: int) -> str:
    code = rows[place].get("code") if isinstance(rows[place], Mapping) else None
    return code if isinstance(code, str) and code.strip() else f"criterion {place + 1}"


def _peculiar(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Values that fit and that no database, or not every reader of JSON, can keep."""
    open_: list[tuple[str, str, object]] = [("", str(key), data[key]) for key in data]
    while open_:
        criterion, where, value = open_.pop()
        if isinstance(value, str):
            if not _can_be_kept(value):
                yield Problem(criterion, where, f"{quoted(value)} holds a character that is none.")
        elif isinstance(value, Mapping):
            code = str(value["code"]) if where == "criteria" and "code" in value else criterion
            inside = "" if code != criterion else f"{where}."
            open_ += [(code, f"{inside}{key}", each) for key, each in value.items()]
        elif isinstance(value, list):
            open_ += [(criterion, where, each) for each in value]
        elif isinstance(value, int | float) and abs(value) > LARGEST_NUMBER:
            yield Problem(criterion, where, f"{quoted(value)} is too large a number to be kept.")


def _can_be_kept(text: str) -> bool:
    """Tell whether PostgreSQL keeps it: no NUL, no half of a surrogate pair (JSON can hold both)."""
    try:
        return b"\x00" not in text.encode()
    except UnicodeEncodeError:
        return False
