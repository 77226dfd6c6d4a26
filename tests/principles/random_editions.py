"""Random rules, answers to them, and editions that follow one another with right declarations."""

from copy import deepcopy
from datetime import date, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from principles.edition_file import EDITION_1, read
from principles.effects import allowed, effects

CODES = ("GOV-01", "GOV-03", "GOV-04", "GOV-06", "GOV-09", "ETH-04", "SEC-05", "OPN-09")
AS_OF = date(2026, 12, 31)
LAYERS = ("connectivity", "cloud", "ai")
WORD = st.sampled_from(["clear", "written", "yearly", "tested", "public"])


@cache
def _whole() -> dict[str, Any]:
    return read(EDITION_1)


def small_edition() -> dict[str, Any]:
    """Edition 1.0 with a criterion of every answer type, and one with bands for each layer."""
    data = deepcopy(_whole()) | {"alternative_structures": []}
    data["criteria"] = [row for row in data["criteria"] if row["code"] in CODES]
    return data


def _bounds(draw: Any, least: int, most: int, *, falling: bool = False) -> dict[str, int]:
    chosen = draw(st.sets(st.integers(least, most), min_size=4, max_size=4))
    return dict(zip("1234", sorted(chosen, reverse=falling), strict=True))


@st.composite
def metrics(draw: Any) -> dict[str, Any]:
    """A metric in percent or days, either way round, with or without bands of a layer."""
    falling, percent = draw(st.booleans()), draw(st.booleans())
    rule = {
        "type": "metric",
        "metric": "A figure",
        "unit": "percent" if percent else "days",
        "direction": "lower_is_better" if falling else "higher_is_better",
        "statistic": "median",
        "period_months": draw(st.sampled_from([12, 36])),
        "bands": _bounds(draw, 0, 100, falling=falling),
        "min_coverage_pct": draw(st.sampled_from([0, 50, 90])),
        "zero_population": "not_exercised",
        "target_level": 3,
    }
    if draw(st.booleans()):
        layers = draw(st.sets(st.sampled_from(LAYERS), min_size=1))
        rule["bands_by_layer"] = {
            layer: _bounds(draw, 0, 100, falling=falling) for layer in sorted(layers)
        }
    return rule


@st.composite
def dates(draw: Any) -> dict[str, Any]:
    """A date rated by its age."""
    return {
        "type": "date",
        "date": "A day",
        "max_age_days": _bounds(draw, 1, 60, falling=True),
        "target_level": 3,
    }


@st.composite
def choices(draw: Any) -> dict[str, Any]:
    """Options with levels, the first at the target."""
    values = draw(st.lists(st.sampled_from("abcdef"), min_size=2, unique=True))
    options = [
        {"value": value, "level": draw(st.integers(0, 4)), "label": f"Option {value}"}
        for value in values
    ]
    options[0]["level"] = 3
    return {"type": "choice", "options": options, "target_level": 3}


@st.composite
def multi_choices(draw: Any) -> dict[str, Any]:
    """Options that are counted, some of them required."""
    values = draw(st.lists(st.sampled_from("abcdef"), min_size=4, unique=True))
    options = [
        {"value": value, "label": f"Option {value}", "required": draw(st.booleans())}
        for value in values
    ]
    return {
        "type": "multi_choice",
        "options": options,
        "bands": _bounds(draw, 1, len(values)),
        "required_missing_cap": draw(st.integers(0, 4)),
        "target_level": 3,
    }


@st.composite
def documents(draw: Any) -> dict[str, Any]:
    """Elements that are counted, with an age and with publicity."""
    values = draw(st.lists(st.sampled_from("abcdef"), min_size=4, unique=True))
    return {
        "type": "document",
        "elements": [{"value": value, "label": f"Element {value}"} for value in values],
        "max_age_days": draw(st.integers(1, 60)),
        "must_be_public": draw(st.booleans()),
        "bands": _bounds(draw, 1, len(values)),
        "stale_cap": draw(st.integers(0, 4)),
        "not_public_cap": draw(st.integers(0, 4)),
        "target_level": 3,
    }


RULES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "metric": metrics(),
    "date": dates(),
    "choice": choices(),
    "multi_choice": multi_choices(),
    "document": documents(),
}


@st.composite
def eased(draw: Any, rule: dict[str, Any]) -> dict[str, Any]:
    """The same rule with its bounds moved, or with one part of another: often no stricter."""
    key = "max_age_days" if rule["type"] == "date" else "bands"
    if key in rule and draw(st.booleans()):
        by = draw(st.integers(-2, 2))
        return rule | {key: {level: max(0, bound + by) for level, bound in rule[key].items()}}
    other = draw(RULES[rule["type"]])
    shared = sorted(key for key in rule.keys() & other.keys() if rule[key] != other[key])
    return rule | {key: deepcopy(other[key]) for key in draw(st.permutations(shared))[:1]}


@st.composite
def answers(draw: Any, rule: dict[str, Any]) -> dict[str, Any]:
    """An answer that the rule rates; days are counted back from `AS_OF`."""
    kind = rule["type"]
    if kind == "metric":
        value = draw(st.integers(0, 100))
        return {"value": value, "coverage_pct": draw(st.integers(0, 100))}
    if kind == "date":
        return {"value": _day(draw(st.integers(0, 70)))}
    known = [row["value"] for row in rule.get("options", rule.get("elements", ()))]
    if kind == "choice":
        return {"value": draw(st.sampled_from(known))}
    ticked = draw(st.lists(st.sampled_from(known), unique=True))
    if kind == "multi_choice":
        return {"value": ticked}
    answer = {"elements": ticked, "dated": _day(draw(st.integers(0, 70)))}
    if rule["must_be_public"] or draw(st.booleans()):
        answer["public"] = draw(st.booleans())
    return answer


def _day(age: int) -> str:
    return (AS_OF - timedelta(days=age)).isoformat()


@st.composite
def followers(draw: Any, older: dict[str, Any], used: set[str]) -> dict[str, Any]:
    """An edition that follows `older` by random edits, each declared as it must be.

    `used` are all codes used so far; those that are made anew are added to it.
    """
    data = deepcopy(older)
    number = int(older["edition"]["version"].partition(".")[2]) + 1
    data["edition"] |= {
        "version": f"1.{number}",
        "follows": older["edition"]["version"],
        "reason": {"kind": "experience", "text": "What was learnt."},
    }
    follower = _Follower(draw, used)
    rows = data["criteria"]
    while rows:
        follower.take(rows)
    data["criteria"] = follower.made or [follower.fresh(older["criteria"][0], "new", [])]
    data["changes"] = follower.changes
    return data


class _Follower:
    """Takes the criteria of an edition one after another, and does something to each."""

    def __init__(self, draw: Any, used: set[str]) -> None:
        self.draw = draw
        self.used = used
        self.made: list[dict[str, Any]] = []
        self.changes: list[dict[str, Any]] = []

    def take(self, rows: list[dict[str, Any]]) -> None:
        row = rows.pop()
        act = self.draw(
            st.sampled_from(["keep", "keep", "edit", "edit", "retire", "split", "stay", "merge"])
        )
        if act == "edit":
            self._edited(row)
        elif act == "retire":
            self._say(row["code"], "retired")
        elif act == "split":
            self.made += [self.fresh(row, "split", [row["code"]]) for _ in range(2)]
        elif act == "stay":
            self.made += [self._bumped(row), self.fresh(row, "split", [row["code"]])]
            self._say(row["code"], "split", [row["code"]])
        elif act == "merge" and rows:
            other = rows.pop()
            self.made.append(self.fresh(row, "merged", [row["code"], other["code"]]))
        else:
            self.made.append(row)
        if self.draw(st.integers(0, 5)) == 0:
            self.made.append(self.fresh(row, "new", []))

    def _edited(self, row: dict[str, Any]) -> None:
        before = deepcopy(row)
        self._bumped(row)
        field = self.draw(
            st.sampled_from(["guidance", "weight", "must_meet", "applies_to", "rule"])
        )
        if field == "guidance":
            row["guidance"] += f" {self.draw(WORD)}"
        elif field == "weight":
            row["weight"] = self.draw(st.integers(1, 3))
        elif field == "must_meet":
            row["must_meet"] = not row["must_meet"]
        elif field == "applies_to":
            row["applies_to"] = sorted(
                self.draw(st.sets(st.sampled_from(["cloud", "ai", "connectivity"]), min_size=1))
            )
            by_layer = row["response"].get("bands_by_layer", {})
            kept = {key: each for key, each in by_layer.items() if key in row["applies_to"]}
            row["response"].pop("bands_by_layer", None)
            row["response"] |= {"bands_by_layer": kept} if kept else {}
        elif "bands_by_layer" not in row["response"] and row["response"]["type"] in RULES:
            row["response"] = self.draw(RULES[row["response"]["type"]])
            row["response"].pop("bands_by_layer", None)
        kinds = sorted(allowed(effects(before, row)))
        self._say(row["code"], str(self.draw(st.sampled_from(kinds))))
        self.made.append(row)

    def _bumped(self, row: dict[str, Any]) -> dict[str, Any]:
        first, minor, _ = row["version"].split(".")
        row["version"] = f"{first}.{int(minor) + 1}.0"
        return row

    def fresh(self, like: dict[str, Any], kind: str, sources: list[str]) -> dict[str, Any]:
        """A criterion under a code that nothing ever had, and its declaration."""
        principle = like["principle"]
        code = next(c for n in range(1, 100) if (c := f"{principle}-{n:02}") not in self.used)
        self.used.add(code)
        self._say(code, kind, sources)
        return deepcopy(like) | {"code": code, "version": "1.0.0"}

    def _say(self, code: str, kind: str, sources: list[str] | None = None) -> None:
        row = {"criterion": code, "class": kind, "note": f"{code} is {kind}."}
        self.changes.append(row | ({"from": sources} if sources else {}))


@st.composite
def chains(draw: Any) -> list[dict[str, Any]]:
    """Two to four editions, each following the one before it."""
    first = small_edition()
    used = {row["code"] for row in first["criteria"]}
    chain = [first]
    for _ in range(draw(st.integers(1, 3))):
        chain.append(draw(followers(chain[-1], used)))
    return chain
