"""Worked cases of the scoring method: what one expects, and what our code finds (pure).

The cases are written in the method's own words: `critical` for must-meet, outcomes in capitals.
A case that cannot be understood falls short; it never stops the run.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from principles.answers import InvalidAnswer
from principles.measures import Terms, explain_for
from principles.scoring import LEVELS, Item, NotApplicable, Result, Score, fold, scored, shown

_LONGEST_NUMBER: Final = 400
_ANY_ORDER: Final = frozenset(
    {"critical_not_met", "must_meet_not_met", "below_target", "flags", "missing"}
)


class Refused(ValueError):
    """The input of a case is invalid; a case may expect exactly that."""


class Unreadable(ValueError):
    """A case, or a file of cases, that does not say what it wants."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one case; `expected` and `found` are JSON, told only where they differ."""

    case: str
    holds: bool
    expected: str = ""
    found: str = ""


def cases(text: str) -> list[Any]:
    """Read a file of cases, figures as exact decimals; raises `Unreadable`."""
    try:
        content = json.loads(text, parse_float=_decimal, parse_int=_integer)
    except (ValueError, RecursionError) as problem:
        raise Unreadable(f"The file is not JSON: {problem}") from problem
    vectors = content.get("vectors") if isinstance(content, Mapping) else content
    if not isinstance(vectors, list):
        raise Unreadable("The file holds no list of vectors.")
    return vectors


def tried(vectors: Iterable[Any], data: Mapping[str, Any]) -> Iterator[Finding]:
    """Try every case against an edition's data (`edition_file.read`)."""
    criteria = {row["code"]: row for row in data["criteria"]}
    layers = {row["id"] for row in data["layers"]}
    for number, vector in enumerate(vectors, start=1):
        yield _tried(vector, f"vector {number}", criteria, layers)


def _tried(vector: Any, name: str, criteria: Mapping[str, Any], layers: set[str]) -> Finding:
    if not isinstance(vector, Mapping):
        return Finding(name, holds=False, expected="a vector", found=_text(vector))
    case = vector["id"] if isinstance(vector.get("id"), str) else name
    expected = vector.get("expected")
    if not isinstance(expected, Mapping) or not expected:
        return Finding(case, holds=False, expected="(not told)", found="a malformed vector")
    try:
        found = _found(vector, criteria, layers)
    except Unreadable as problem:
        return Finding(case, holds=False, expected=_text(expected), found=str(problem))
    except Refused as refusal:
        found = {"error": str(refusal)}
    if "error" in expected or "error" in found:
        holds = "error" in expected and "error" in found
    else:
        holds = all(key in found and _same(key, expected[key], found[key]) for key in expected)
    if holds:
        return Finding(case, holds=True)
    told = {key: value for key, value in found.items() if key in expected or key == "error"}
    return Finding(case, holds=False, expected=_text(expected), found=_text(told or found))


def _found(
    vector: Mapping[str, Any], criteria: Mapping[str, Any], layers: set[str]
) -> dict[str, Any]:
    match vector.get("kind"):
        case "response":
            return _response(vector, criteria, layers)
        case "layer_fold":
            return _layer_fold(vector)
        case "outcome":
            return _outcome(vector)
        case kind:
            raise Unreadable(f"kind {_text(kind)} is not known")


def _response(
    vector: Mapping[str, Any], criteria: Mapping[str, Any], layers: set[str]
) -> dict[str, Any]:
    code, layer = vector.get("criterion"), vector.get("layer")
    evidence = vector.get("evidence_accepted")
    if not isinstance(code, str) or code not in criteria:
        raise Refused(f"There is no criterion {_text(code)}.")
    if layer is not None and (not isinstance(layer, str) or layer not in layers):
        raise Refused(f"There is no layer {_text(layer)}.")
    if not isinstance(evidence, bool):
        raise Refused("evidence_accepted is neither true nor false.")
    row = criteria[code]
    terms = Terms(row["response"], tuple(row["applies_to"]), row["not_applicable"]["allowed"])
    try:
        level = explain_for(terms, vector.get("answer"), has_evidence=evidence, layer=layer)
    except InvalidAnswer as refusal:
        raise Refused(f"{refusal.field}: {refusal.sentence}") from refusal
    return _level(level if isinstance(level, NotApplicable) else level.level)


def _layer_fold(vector: Mapping[str, Any]) -> dict[str, Any]:
    levels = vector.get("levels")
    if not isinstance(levels, Mapping):
        raise Refused("levels is not an object.")
    return _level(fold({name: _read_level(level, "layer") for name, level in levels.items()}))


def _outcome(vector: Mapping[str, Any]) -> dict[str, Any]:
    rows, weights = vector.get("items"), vector.get("principle_weights")
    if not isinstance(rows, list):
        raise Refused("items is not a list.")
    if weights is not None and not isinstance(weights, Mapping):
        raise Refused("principle_weights is not an object.")
    exact = {code: _weight(weight) for code, weight in (weights or {}).items()}
    try:
        result = scored([_item(row) for row in rows], principle_weights=exact)
    except ValueError as refusal:
        raise Refused(str(refusal)) from refusal
    return _told(result)


def _item(row: Any) -> Item:
    if not isinstance(row, Mapping):
        raise Refused("An item is not an object.")
    code, principle = row.get("id", row.get("code")), row.get("principle")
    weight, due = row.get("weight"), row.get("cap_due_days")
    must_meet = row.get("critical", row.get("must_meet"))
    if not isinstance(code, str) or not isinstance(principle, str):
        raise Refused("An item has no id or no principle.")
    if not isinstance(must_meet, bool):
        raise Refused(f"{code}: critical is neither true nor false.")
    if isinstance(weight, bool) or not isinstance(weight, int):
        raise Refused(f"{code}: the weight is not a whole number.")
    if due is not None and (isinstance(due, bool) or not isinstance(due, int)):
        raise Refused(f"{code}: cap_due_days is not a whole number.")
    level = _read_level(row.get("level"), row.get("na_kind"))
    return Item(code, principle, weight, must_meet, level, due)


def _read_level(level: Any, na_kind: Any) -> int | NotApplicable | None:
    if level == "NA":
        if na_kind not in [kind.value for kind in NotApplicable]:
            raise Refused(f"na_kind {_text(na_kind)} is neither layer nor claimed.")
        return NotApplicable(na_kind)
    if level is None:
        return None
    if isinstance(level, int) and not isinstance(level, bool) and level in LEVELS:
        return level
    raise Refused(f"{_text(level)} is not a level.")


def _weight(value: Any) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not 0 < value < 10**9:
        raise Refused(f"{_text(value)} is not the weight of a principle.")
    return Fraction(value)


def _level(level: int | NotApplicable | None) -> dict[str, Any]:
    if isinstance(level, NotApplicable):
        return {"level": "NA", "na_kind": level.value}
    return {"level": level}


def _told(result: Result) -> dict[str, Any]:
    if result.missing:
        return {"outcome": result.outcome.name, "missing": sorted(result.missing)}
    principles = (result.principles or {}).items()
    not_met = list(result.must_meet_not_met)
    return {
        "outcome": result.outcome.name,
        **{f"overall_{key}": value for key, value in _figures(result.overall).items()},
        "principles": {code: _figures(score) if score else None for code, score in principles},
        "critical_not_met": not_met,
        "must_meet_not_met": not_met,
        "below_target": list(result.below_target),
        "flags": list(result.flags),
    }


def _figures(score: Score | None) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for name, places in (("conformance", 1), ("maturity", 2)):
        exact = getattr(score, name) if score else None
        figures[name] = None if exact is None else shown(exact, places)
        figures[f"{name}_exact"] = (
            None if exact is None else f"{exact.numerator}/{exact.denominator}"
        )
    return figures


def _same(key: str, expected: Any, found: Any) -> bool:
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        return all(each in found and _same(each, expected[each], found[each]) for each in expected)
    if isinstance(expected, list) and isinstance(found, list) and key in _ANY_ORDER:
        return sorted(map(_text, expected)) == sorted(map(_text, found))
    if key == "outcome" and isinstance(expected, str):
        expected = expected.upper()
    return bool(expected == found)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)[:2000]


def _decimal(text: str) -> Decimal | float:
    return Decimal(text) if len(text) <= _LONGEST_NUMBER else float("nan")


def _integer(text: str) -> int | float:
    return int(text) if len(text) <= _LONGEST_NUMBER else float("nan")
