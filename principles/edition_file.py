"""Read an edition's data file and list everything that is wrong with it (no database)."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from principles.wording import with_text_keys

FOLDER: Final = Path(__file__).parent / "editions"
EDITION_1: Final = FOLDER / "trust-principles-1.0.yaml"
EDITION_1_1: Final = FOLDER / "trust-principles-1.1.yaml"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: where (a criterion's code, or empty), in which field, and what."""

    criterion: str
    field: str
    sentence: str

    def __str__(self) -> str:
        place = ": ".join(part for part in (self.criterion, self.field) if part)
        return f"{place}: {self.sentence}" if place else self.sentence


class UnfitFile(ValueError):
    """A data file that cannot become an edition; carries every problem at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class _Loader(yaml.SafeLoader):
    """YAML without its surprises: a key twice is refused, a date stays the text it is."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    if len({str(key) for key in keys}) != len(keys):
        twice = Counter(str(key) for key in keys).most_common(1)[0][0]
        raise yaml.constructor.ConstructorError(
            None, None, f"“{twice}” stands twice", node.start_mark
        )
    return {
        key: loader.construct_object(value, deep=True)
        for key, (_, value) in zip(keys, node.value, strict=True)
    }


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda _loader, node: str(node.value))


def read(path: Path) -> dict[str, Any]:
    """Read and check a data file; raises `UnfitFile` with every problem, keys are text."""
    try:
        data = parsed(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise UnfitFile([Problem("", "", f"The file cannot be read: {problem}")]) from problem
    found = problems(data)
    if found:
        raise UnfitFile(found)
    checked: dict[str, Any] = data
    return checked


def parsed(text: str) -> Any:
    """Parse YAML into JSON content with text keys; raises `UnfitFile`."""
    try:
        return with_text_keys(yaml.load(text, Loader=_Loader))  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, RecursionError, ValueError) as problem:
        raise UnfitFile([Problem("", "", f"The file is not YAML: {problem}")]) from problem


def problems(data: object) -> list[Problem]:
    """List every problem, with the criterion and field it stands in; empty when fit."""
    schema = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))
    errors = sorted(
        Draft202012Validator(schema).iter_errors(data), key=lambda e: list(map(str, e.path))
    )
    found = [_of_schema(error, data) for error in errors]
    if isinstance(data, Mapping):
        # What does not have its shape is already told; what has it is looked at together.
        found += [] if found and not _has_shape(data) else list(_of_meaning(data, spoilt=found))
    return found


def _of_schema(error: ValidationError, data: Any) -> Problem:
    path = list(error.absolute_path)
    criterion = ""
    if len(path) > 1 and path[0] == "criteria" and isinstance(path[1], int):
        row = data["criteria"][path[1]]
        code = row.get("code") if isinstance(row, Mapping) else None
        criterion = code if isinstance(code, str) else f"criterion {path[1] + 1}"
        path = path[2:]
    return Problem(criterion, ".".join(map(str, path)), f"{error.message[:300]}.")


def _has_shape(data: Mapping[str, Any]) -> bool:
    lists = ("layers", "principles", "criteria")
    return all(
        isinstance(data.get(key), list) and all(isinstance(row, Mapping) for row in data[key])
        for key in lists
    )


def _of_meaning(data: Mapping[str, Any], *, spoilt: list[Problem]) -> Iterator[Problem]:
    """What no schema can say: names that must exist once, and bands that must rise."""
    criteria: list[Mapping[str, Any]] = data["criteria"]
    layers = {str(row.get("id")) for row in data["layers"]}
    principles = {str(row.get("code")) for row in data["principles"]}
    yield from _twice("criteria", "code", criteria)
    yield from _twice("layers", "id", data["layers"])
    yield from _twice("principles", "code", data["principles"])
    yield from _twice("principles", "order", data["principles"])
    yield from _dates(data)
    broken = {problem.criterion for problem in spoilt if problem.criterion}
    for row in criteria:
        code = str(row.get("code"))
        if code in broken or f"criterion {criteria.index(row) + 1}" in broken:
            continue
        if row["principle"] not in principles:
            yield Problem(
                code, "principle", f"“{row['principle']}” is no principle of the edition."
            )
        elif not code.startswith(f"{row['principle']}-"):
            yield Problem(
                code, "code", f"It does not begin with its principle, {row['principle']}."
            )
        for layer in set(row["applies_to"]) - layers:
            yield Problem(code, "applies_to", f"“{layer}” is no layer of the edition.")
        for field, sentence in _of_rule(row["response"], set(row["applies_to"])):
            yield Problem(code, f"response.{field}", sentence)
    if not spoilt:
        yield from _of_structures(data, {str(row["code"]) for row in criteria})


def _twice(where: str, key: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[Problem]:
    for value, times in Counter(str(row.get(key)) for row in rows).items():
        if times > 1:
            criterion = value if where == "criteria" else ""
            yield Problem(criterion, f"{where}.{key}", f"“{value}” stands {times} times.")


def _dates(data: Mapping[str, Any]) -> Iterator[Problem]:
    edition = data.get("edition")
    day = edition.get("effective_on") if isinstance(edition, Mapping) else None
    try:
        date.fromisoformat(str(day))
    except ValueError:
        yield Problem("", "edition.effective_on", f"“{day}” is no day of the calendar.")


def _of_rule(rule: Mapping[str, Any], layers: set[str]) -> Iterator[tuple[str, str]]:
    if "options" in rule or "elements" in rule:
        field = "options" if "options" in rule else "elements"
        values = [row["value"] for row in rule[field]]
        for value, times in Counter(values).items():
            if times > 1:
                yield field, f"“{value}” stands {times} times."
        if "bands" in rule and rule["bands"]["4"] > len(values):
            yield "bands.4", f"No answer reaches it: there are only {len(values)}."
    falling = rule.get("direction") == "lower_is_better" or rule["type"] == "date"
    yield from _unsteady("bands", rule.get("bands"), falling=falling)
    yield from _unsteady("max_age_days", rule.get("max_age_days"), falling=falling)
    for layer, bands in rule.get("bands_by_layer", {}).items():
        yield from _unsteady(f"bands_by_layer.{layer}", bands, falling=falling)
        if layer not in layers:
            yield "bands_by_layer", f"The criterion does not apply to “{layer}”."


def _unsteady(field: str, bands: object, *, falling: bool) -> Iterator[tuple[str, str]]:
    if not isinstance(bands, Mapping):
        return
    bounds = [bands[level] for level in "1234"]
    if bounds != sorted(bounds, reverse=falling) or len(set(bounds)) != len(bounds):
        yield field, f"From level to level the bounds must {'fall' if falling else 'rise'}."


def _of_structures(data: Mapping[str, Any], codes: set[str]) -> Iterator[Problem]:
    for structure in data.get("alternative_structures", []):
        where = f"alternative_structures.{structure['id']}"
        known = {row["code"] for row in structure["principles"]}
        for code in sorted(codes ^ set(structure["assignment"])):
            yield Problem(
                code, where, "It is not assigned." if code in codes else "No such criterion."
            )
        for code, principle in structure["assignment"].items():
            if principle not in known:
                yield Problem(code, where, f"“{principle}” is no principle of the structure.")
