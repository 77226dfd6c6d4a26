"""The parts of an edition that are edited one at a time: read, put, removed, moved (pure).

A part is a piece of the data file (`content.data_file_of`). Every function that changes one gives
back a changed copy of the whole data and leaves what it was given alone.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from principles.problems import Problem

Data = Mapping[str, Any]


class Part(StrEnum):
    """What can be changed by itself; the value stands in addresses and in the journal."""

    FACTS = "facts"
    LAYERS = "layers"
    RUBRIC = "rubric"
    SCORING = "scoring"
    TRANSITION = "transition"
    PRINCIPLE = "principles"
    CRITERION = "criteria"
    STRUCTURE = "structures"
    CHANGE = "changes"


# Where a part stands in the data file; those with a key are one row of a list.
KEYS: Final[Mapping[Part, tuple[str, str]]] = {
    Part.FACTS: ("edition", ""),
    Part.LAYERS: ("layers", ""),
    Part.RUBRIC: ("rubric", ""),
    Part.SCORING: ("scoring", ""),
    Part.TRANSITION: ("transition", ""),
    Part.PRINCIPLE: ("principles", "code"),
    Part.CRITERION: ("criteria", "code"),
    Part.STRUCTURE: ("alternative_structures", "id"),
    Part.CHANGE: ("changes", "criterion"),
}
LISTED: Final = frozenset(part for part, (_, key) in KEYS.items() if key)


@dataclass(frozen=True, slots=True)
class Place:
    """One part of an edition; of a list, the row with this key (empty: a row yet to be added)."""

    part: Part
    key: str = ""

    def __str__(self) -> str:
        return f"{self.part}/{self.key}" if self.key else str(self.part)


def part_of(data: Data, place: Place) -> Any | None:
    """Read a part, or None when it is not there.

    A criterion comes as `{"content": …, "assigned": {structure: its principle}}`, since a page
    shows both together.
    """
    name, key = KEYS[place.part]
    if not key:
        return data.get(name)
    row = next((each for each in data.get(name, ()) if each[key] == place.key), None)
    if place.part is not Part.CRITERION or row is None:
        return row
    assigned = {
        structure["id"]: structure["assignment"][place.key]
        for structure in data.get("alternative_structures", ())
        if place.key in structure["assignment"]
    }
    return {"content": row, "assigned": assigned}


def key_of(place: Place, value: Any) -> str:
    """The key of a part's value: what `place.key` becomes once it is put there."""
    key = KEYS[place.part][1]
    if not key:
        return ""
    row = value["content"] if place.part is Part.CRITERION else value
    return str(row[key])


def with_part(data: Data, place: Place, value: Any) -> dict[str, Any]:
    """Put a part in the place of what stands there, or add it; `value` as `part_of` gives it."""
    changed = deepcopy(dict(data))
    name, key = KEYS[place.part]
    if not key:
        changed[name] = value
        if place.part is Part.TRANSITION and not value:
            del changed[name]
        return changed
    row = value["content"] if place.part is Part.CRITERION else value
    rows = changed.setdefault(name, [])
    at = next((n for n, each in enumerate(rows) if each[key] == place.key), None)
    if place.part is Part.CRITERION:
        _put_criterion(changed, row, at)
        _assign(changed, place.key, row["code"], value["assigned"])
    elif at is None:
        rows.append(row)
    else:
        rows[at] = row
    if place.part is Part.PRINCIPLE:
        rows.sort(key=lambda each: each["order"])
    return changed


def _put_criterion(data: dict[str, Any], row: Data, at: int | None) -> None:
    """In its old place when it stays under its principle, else behind the last of its principle."""
    rows = data["criteria"]
    if at is not None and rows[at]["principle"] == row["principle"]:
        rows[at] = row
        return
    if at is not None:
        del rows[at]
    order = {each["code"]: place for place, each in enumerate(data["principles"])}
    own = order.get(row["principle"], len(order))
    behind = [n for n, each in enumerate(rows) if order.get(each["principle"], len(order)) <= own]
    rows.insert(behind[-1] + 1 if behind else 0, row)


def _assign(data: dict[str, Any], old: str, code: str, assigned: Mapping[str, str]) -> None:
    for structure in data.get("alternative_structures", ()):
        if old:
            structure["assignment"].pop(old, None)
        if assigned.get(structure["id"]):
            structure["assignment"][code] = assigned[structure["id"]]


def without_part(data: Data, place: Place) -> dict[str, Any]:
    """Take a row out of its list; a criterion out of every structure too."""
    changed = deepcopy(dict(data))
    name, key = KEYS[place.part]
    changed[name] = [each for each in changed[name] if each[key] != place.key]
    if place.part is Part.CRITERION:
        _assign(changed, place.key, "", {})
    return changed


def moved_part(data: Data, place: Place, *, up: bool) -> dict[str, Any]:
    """Let a principle, or a criterion under its principle, change places with its neighbour.

    At the end of its list it stays where it is.
    """
    changed = deepcopy(dict(data))
    rows = changed[KEYS[place.part][0]]
    own = next(each for each in rows if each["code"] == place.key)
    beside = [
        n
        for n, each in enumerate(rows)
        if place.part is Part.PRINCIPLE or each["principle"] == own["principle"]
    ]
    at = beside.index(rows.index(own))
    other = at - 1 if up else at + 1
    if not 0 <= other < len(beside):
        return changed
    here, there = beside[at], beside[other]
    if place.part is Part.PRINCIPLE:
        rows[here]["order"], rows[there]["order"] = rows[there]["order"], rows[here]["order"]
    rows[here], rows[there] = rows[there], rows[here]
    return changed


def place_of(problem: Problem, data: Data) -> Place | None:
    """Where a problem is mended; None when no part of a draft can mend it."""
    head, *rest = problem.field.split(".")
    if problem.criterion:
        if head == "changes":
            return Place(Part.CHANGE, problem.criterion)
        known = any(row.get("code") == problem.criterion for row in data["criteria"])
        return Place(Part.CRITERION, problem.criterion) if known else None
    for part, (name, key) in KEYS.items():
        if name == head:
            return Place(part, _key_at(data, name, key, rest) if key else "")
    return None


def _key_at(data: Data, name: str, key: str, rest: list[str]) -> str:
    """The key of the row that a path names by its place (from 1), or by the key itself."""
    if not rest:
        return ""
    rows = data.get(name, [])
    if rest[0].isdigit() and 1 <= int(rest[0]) <= len(rows):
        return str(rows[int(rest[0]) - 1].get(key, ""))
    return rest[0] if any(row.get(key) == rest[0] for row in rows) else ""


def field_of(problem: Problem, place: Place) -> str:
    """The problem's field within its part: `bands.4`, `reason.kind`; empty for the part itself."""
    parts = problem.field.split(".")
    name, key = KEYS[place.part]
    if place.part is Part.CRITERION:
        if parts[0] == "alternative_structures":
            return ".".join(["assigned", *parts[1:2]])
        return ".".join(parts[1:] if parts[0] == name else parts)
    if parts[0] != name:
        return problem.field
    if not key:
        return problem.field if place.part is Part.LAYERS else ".".join(parts[1:])
    return ".".join(parts[2:] if len(parts) > 1 and parts[1].isdigit() else parts[1:])


def concerns(problem: Problem, place: Place, data: Data) -> bool:
    """Whether a problem lies in this part alone, so that the part cannot be saved with it.

    What an edition lacks as a whole, or contradicts in the edition it follows, does not.
    """
    if problem.field.split(".")[0] in ("changes", "alternative_structures") and problem.criterion:
        return False
    return place_of(problem, data) == place
