"""What no schema can say of an edition: names that exist once, bands that rise, units (pure)."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from principles.problems import Problem

Content = Mapping[str, Any]
TARGET: Final = 3
PERCENT: Final = 100
UNIQUE: Final = (
    ("criteria", "code"),
    ("layers", "id"),
    ("principles", "code"),
    ("principles", "order"),
)


def unsound(parts: Content, spoilt: Collection[int]) -> Iterator[Problem]:
    """List what contradicts itself in the parts of an edition that have the shape of the schema.

    `parts` are those of the data file, as far as they are fit; the criteria at the places
    `spoilt` are not.
    """
    layers, principles, criteria = (parts.get(key) for key in ("layers", "principles", "criteria"))
    for where, key in UNIQUE:
        if where in parts:
            yield from _twice(where, key, parts[where])
    yield from _dates(parts)
    if layers and principles and criteria:
        ids, codes = {row["id"] for row in layers}, {row["code"] for row in principles}
        for place, row in enumerate(criteria):
            if place not in spoilt:
                yield from _of_criterion(row, codes, ids)
    if criteria and not spoilt and parts.get("scoring"):
        yield from _of_findings(parts["scoring"], {row["code"] for row in criteria})
    if criteria and not spoilt and "alternative_structures" in parts:
        yield from _of_structures(parts, {row["code"] for row in criteria})


def _of_findings(scoring: Content, codes: Collection[str]) -> Iterator[Problem]:
    for code in scoring.get("may_not_stay_open", ()):
        if code not in codes:
            sentence = f"“{code}” is no criterion of the edition."
            yield Problem("", "scoring.may_not_stay_open", sentence)


def _of_criterion(
    row: Content, principles: Collection[str], layers: Collection[str]
) -> Iterator[Problem]:
    code, own = row["code"], row["applies_to"]
    if row["principle"] not in principles:
        sentence = f"“{row['principle']}” is no principle of the edition."
        yield Problem(code, "principle", sentence)
    elif not code.startswith(f"{row['principle']}-"):
        yield Problem(code, "code", f"It does not begin with its principle, {row['principle']}.")
    for layer in own:
        if layer not in layers:
            yield Problem(code, "applies_to", f"“{layer}” is no layer of the edition.")
    for field, sentence in _of_rule(row["response"], own):
        yield Problem(code, f"response.{field}", sentence)


def _twice(where: str, key: str, rows: Iterable[object]) -> Iterator[Problem]:
    values = (str(row.get(key)) for row in rows if isinstance(row, Mapping) and key in row)
    for value, times in Counter(values).items():
        if times > 1:
            criterion = value if where == "criteria" else ""
            yield Problem(criterion, f"{where}.{key}", f"“{value}” stands {times} times.")


def _dates(parts: Content) -> Iterator[Problem]:
    written = {f"transition.{name}": text for name, text in parts.get("transition", {}).items()}
    if "edition" in parts:
        written["edition.effective_on"] = parts["edition"]["effective_on"]
    days: dict[str, date] = {}
    for field, text in written.items():
        try:
            days[field] = date.fromisoformat(text)
        except ValueError:
            yield Problem("", field, f"“{text}” is no day of the calendar.")
    begins, adopt_by, sunset = (
        days.get(field)
        for field in (
            "edition.effective_on",
            "transition.adopt_by",
            "transition.sunset_of_followed",
        )
    )
    if begins and adopt_by and adopt_by < begins:
        sentence = "The edition cannot have to be used before it takes effect."
        yield Problem("", "transition.adopt_by", sentence)
    if adopt_by and sunset and sunset < adopt_by:
        sentence = "The edition followed cannot end before this one must be used."
        yield Problem("", "transition.sunset_of_followed", sentence)


def _of_rule(rule: Content, layers: Collection[str]) -> Iterator[tuple[str, str]]:
    if "options" in rule or "elements" in rule:
        field = "options" if "options" in rule else "elements"
        values = [row["value"] for row in rule[field]]
        for value, times in Counter(values).items():
            if times > 1:
                yield field, f"“{value}” stands {times} times."
        if "bands" in rule and rule["bands"]["4"] > len(values):
            yield "bands.4", f"No answer reaches it: there are only {len(values)}."
    if rule["type"] == "choice" and max(row["level"] for row in rule["options"]) < TARGET:
        yield "options", f"No option reaches the target, level {TARGET}."
    falling = rule.get("direction") == "lower_is_better" or rule["type"] == "date"
    yield from _unsteady("bands", rule.get("bands"), falling=falling)
    yield from _unsteady("max_age_days", rule.get("max_age_days"), falling=falling)
    for layer, bands in rule.get("bands_by_layer", {}).items():
        yield from _unsteady(f"bands_by_layer.{layer}", bands, falling=falling)
        if layer not in layers:
            yield "bands_by_layer", f"The criterion does not apply to “{layer}”."
    if rule["type"] == "metric":
        yield from _of_unit(rule)


def _of_unit(rule: Content) -> Iterator[tuple[str, str]]:
    if rule["unit"] == "percent":
        for field, bands in (
            ("bands", rule["bands"]),
            *(
                (f"bands_by_layer.{key}", each)
                for key, each in rule.get("bands_by_layer", {}).items()
            ),
        ):
            for level, bound in bands.items():
                if bound > PERCENT:
                    yield f"{field}.{level}", f"“{bound}” is more than 100 percent."
    elif rule["statistic"] == "ratio":
        yield "unit", f"A ratio is given in percent, and “{rule['unit']}” stands there."


def _unsteady(field: str, bands: object, *, falling: bool) -> Iterator[tuple[str, str]]:
    if not isinstance(bands, Mapping):
        return
    bounds = [bands[level] for level in "1234"]
    if bounds != sorted(bounds, reverse=falling) or len(set(bounds)) != len(bounds):
        yield field, f"From level to level the bounds must {'fall' if falling else 'rise'}."


def _of_structures(data: Content, codes: set[str]) -> Iterator[Problem]:
    for structure in data.get("alternative_structures", []):
        where = f"alternative_structures.{structure['id']}"
        known = {row["code"] for row in structure["principles"]}
        for code in sorted(codes ^ set(structure["assignment"])):
            sentence = "It is not assigned." if code in codes else "No such criterion."
            yield Problem(code, where, sentence)
        for code, principle in structure["assignment"].items():
            if principle not in known:
                yield Problem(code, where, f"“{principle}” is no principle of the structure.")
