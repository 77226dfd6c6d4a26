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

from principles.declaring import problems_of_following
from principles.parsing import LARGEST, parsed, too_large
from principles.problems import Problem, UnfitFile
from principles.shape import Fits, fitting
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


@dataclass(frozen=True, slots=True)
class Examination:
    """What is wrong with a file in itself, and whether it can be held against another edition.

    It can when all but the criteria has its shape; `spoilt` are the codes of those that have not.
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
    """List every problem of the data in itself, and say how far it can be compared."""
    if not isinstance(data, Mapping):
        return Examination([Problem("", "", "It is no edition: it has no named fields.")])
    found, spoilt = _misshapen(data)
    shaped = all(problem.criterion for problem in found)
    if shaped:
        found += _peculiar(data)
    codes = frozenset(problem.criterion for problem in found)
    if shaped:
        found += [*unsound(data, spoilt), *problems_of_following(data)]
    unique = list(dict.fromkeys(found))
    if len(unique) > MOST:
        unique[MOST:] = [Problem("", "", f"There are more; these are the first {MOST}.")]
    return Examination(unique, shaped and "" not in codes, codes)


@cache
def _schema() -> Mapping[str, Any]:
    schema: Mapping[str, Any] = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))
    return schema


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
    errors = islice(Draft202012Validator(_schema()).iter_errors(looked_at), MOST + 1)
    in_order = sorted(errors, key=_place)
    return [told for error in in_order for told in _told(error, rows, spoilt)], set(spoilt)


def _place(error: ValidationError) -> list[tuple[bool, int, str]]:
    """Sort by path, numbers as numbers."""
    return [
        (isinstance(part, str), 0 if isinstance(part, str) else part, str(part))
        for part in error.absolute_path
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
