"""What a difference computes to, and that it never promises too much."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from principles.effects import allowed, edition_effects, effects
from principles.lineage import ChangeClass, Direction
from principles.measures import level_of
from tests.principles.random_editions import AS_OF, LAYERS, RULES, answers, eased, small_edition
from tests.whole import examples

MORE, LESS, NEUTRAL = Direction.TIGHTENING, Direction.LOOSENING, Direction.NEUTRAL
EDITION = small_edition()
BY_CODE = {row["code"]: row for row in EDITION["criteria"]}
TITLES = {row["id"]: row["title"] for row in EDITION["layers"]}


def told(code: str, change: Any) -> list[tuple[Direction, str]]:
    """The effects of a change to one criterion of the edition."""
    new = deepcopy(BY_CODE[code])
    change(new)
    return [(each.direction, each.sentence) for each in effects(BY_CODE[code], new, TITLES)]


def set_(*path: Any, to: Any) -> Any:
    def change(row: dict[str, Any]) -> None:
        for part in path[:-1]:
            row = row[part]
        row[path[-1]] = to

    return change


def test_it_works() -> None:
    bands = {"1": 60, "2": 30, "3": 7, "4": 3}
    old = deepcopy(BY_CODE["GOV-03"])
    old["response"] |= {"unit": "days", "direction": "lower_is_better", "bands": bands}
    new = deepcopy(old)
    new["response"]["bands"] |= {"2": 40, "3": 5}
    assert [(each.direction, each.sentence) for each in effects(old, new)] == [
        (LESS, "Level 2 now needs at most 40 days, before at most 30 days."),
        (MORE, "Level 3 now needs at most 5 days, before at most 7 days."),
    ]


@pytest.mark.parametrize(
    ("code", "change", "way", "sentence"),
    [
        ("GOV-03", set_("must_meet", to=True), MORE, "It must now be met."),
        ("GOV-01", set_("must_meet", to=False), LESS, "It need not be met any more."),
        ("GOV-01", set_("weight", to=1), NEUTRAL, "Its weight is now 1, before 3."),
        ("GOV-01", set_("per_layer", to=True), MORE, "old answers do not fit"),
        ("SEC-05", set_("per_layer", to=False), MORE, "old answers do not fit"),
        ("GOV-01", set_("not_applicable", "allowed", to=True), LESS, "It may now be claimed"),
        ("GOV-01", set_("met_needs", "reason", to=True), MORE, "now needs a reason"),
        ("GOV-01", set_("disclosure", to="x"), NEUTRAL, "The public now sees the level only."),
        ("GOV-01", set_("principle", to="ETH"), NEUTRAL, "now stands under ETH"),
        ("GOV-01", set_("assessment", "methods", to=["test"]), NEUTRAL, "Assessed by: test"),
        ("GOV-01", set_("evidence", 0, "kind", to="oath"), MORE, "wanted: oath."),
        ("GOV-01", set_("evidence", 0, "visibility", to="public"), NEUTRAL, "is now public"),
        ("GOV-01", set_("response", to=BY_CODE["GOV-03"]["response"]), MORE, "by a figure"),
        ("GOV-01", set_("response", "levels", "partial", to=1), MORE, "“Partly” is now level 1"),
        ("GOV-01", set_("response", "justification_required", to=["no"]), LESS, "needs no reason"),
        ("GOV-03", set_("response", "unit", to="hours"), MORE, "now hours, before percent"),
        ("GOV-03", set_("response", "period_months", to=6), MORE, "now 6 months"),
        ("GOV-03", set_("response", "statistic", to="median"), MORE, "do not compare"),
        ("GOV-03", set_("response", "denominator", to="All"), MORE, "counted out of is now “All”"),
        ("GOV-03", set_("response", "min_coverage_pct", to=50), LESS, "before at least 100 %"),
        ("GOV-04", set_("response", "max_age_days", "3", to=400), LESS, "at most 400 days"),
        ("GOV-03", set_("response", "bands", "4", to=100), MORE, "needs at least 100 %"),
        ("GOV-03", set_("response", "bands", "1", to=0), LESS, "needs at least 0 %"),
        ("GOV-09", set_("response", "required_missing_cap", to=0), MORE, "Without what is req"),
        ("OPN-09", set_("response", "must_be_public", to=False), LESS, "need not any more"),
        ("OPN-09", set_("response", "stale_cap", to=0), MORE, "When it is too old"),
        ("OPN-09", set_("response", "max_age_days", to=100), MORE, "at most 100 days old"),
        ("OPN-09", set_("response", "bands", "4", to=5), LESS, "Level 4 now needs 5 elements"),
    ],
)
def test_what_is_told(code: str, change: Any, way: Direction, sentence: str) -> None:
    found = told(code, change)
    assert any(each == way and sentence in text for each, text in found), found
    assert all(each == way for each, text in found if sentence in text)


def test_options_come_and_go() -> None:
    def asked(row: dict[str, Any]) -> None:
        options = [{"value": "oath", "label": "An oath", "required": True}]
        row["response"]["options"] += [*options, {"value": "seal", "label": "A seal"}]
        row["response"]["options"][0]["required"] = not row["response"]["options"][0]["required"]

    first = BY_CODE["GOV-09"]["response"]["options"][0]
    way, said = (LESS, "not required any more") if first["required"] else (MORE, "now required")
    assert told("GOV-09", asked) == [
        (way, f"“{first['label']}” is {said}."),
        (MORE, "“An oath” is a new option, and required."),
        (LESS, "“A seal” is a new option."),
    ]


def test_a_document_that_must_become_public() -> None:
    closed = deepcopy(BY_CODE["OPN-09"])
    closed["response"]["must_be_public"] = False
    (effect,) = effects(closed, BY_CODE["OPN-09"])
    assert (effect.direction, effect.sentence) == (MORE, "The document must now be public.")


def test_layers_come_and_go() -> None:
    assert told("GOV-01", lambda row: row["applies_to"].remove("ai")) == [
        (LESS, "It does not apply to the layer “Artificial intelligence” any more.")
    ]
    new = deepcopy(BY_CODE["GOV-01"])
    new["applies_to"] = ["cloud"]
    (effect,) = effects(new, new | {"applies_to": ["cloud", "ai"]}, TITLES)
    assert effect.direction is MORE


def test_bands_of_a_layer_are_those_in_force() -> None:
    by_layer = BY_CODE["SEC-05"]["response"]["bands_by_layer"]
    layer, bands = next(iter(by_layer.items()))

    def dropped(row: dict[str, Any]) -> None:
        del row["response"]["bands_by_layer"][layer]

    found = told("SEC-05", dropped)
    assert found
    assert all(f"({TITLES[layer]})." in text for _, text in found)

    def written_out(row: dict[str, Any]) -> None:
        other = next(each for each in row["applies_to"] if each not in by_layer)
        row["response"]["bands_by_layer"][other] = row["response"]["bands"]

    assert told("SEC-05", written_out) == [
        (NEUTRAL, "The bands are written in another way; for no layer does a level change.")
    ]
    assert bands


def test_words_alone_have_no_effect() -> None:
    def reworded(row: dict[str, Any]) -> None:
        row["requirement"] = row["guidance"] = row["title"] = "Other words."
        row["evidence"][0]["description"] = "Other words."
        row["threshold_sources"].append({"source": "A law", "kind": "external", "seen": True})
        row["version"] = "9.0.0"
        row["good_evidence"] = ["A signed record."]

    assert [code for code in BY_CODE if told(code, reworded)] == []
    comma = BY_CODE["GOV-03"]["response"]["denominator"] + ","
    assert told("GOV-03", set_("response", "denominator", to=comma)) == []


def test_no_class_may_say_less_than_what_is_computed() -> None:
    stricter = effects(BY_CODE["GOV-03"], BY_CODE["GOV-03"] | {"must_meet": True})
    looser = effects(BY_CODE["GOV-01"], BY_CODE["GOV-01"] | {"must_meet": False})
    neutral = effects(BY_CODE["GOV-01"], BY_CODE["GOV-01"] | {"weight": 1})
    tightening, loosening = ChangeClass.TIGHTENING, ChangeClass.LOOSENING
    assert allowed([*stricter, *looser]) == {tightening}
    assert allowed(looser) == allowed([*looser, *neutral]) == {loosening, tightening}
    assert allowed(neutral) == {ChangeClass.CLARIFYING, loosening, tightening}
    assert ChangeClass.EDITORIAL in allowed([])
    assert ChangeClass.UNCHANGED not in allowed([])


def criterion(rule: dict[str, Any], *, per_layer: bool) -> dict[str, Any]:
    return BY_CODE["GOV-01"] | {
        "response": rule,
        "per_layer": per_layer,
        "applies_to": list(LAYERS),
    }


@pytest.mark.parametrize("kind", RULES)
def test_where_nothing_tightens_no_answer_loses_a_level(kind: str) -> None:
    @settings(max_examples=examples(80), deadline=None, database=None)
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        rule = data.draw(RULES[kind])
        other = data.draw(eased(rule))
        per_layer = data.draw(st.booleans())
        found = effects(criterion(rule, per_layer=per_layer), criterion(other, per_layer=per_layer))
        if any(each.direction is MORE for each in found):
            return
        event("nothing tightens")
        for answer in data.draw(st.lists(answers(rule), min_size=6, max_size=6)):
            for layer in LAYERS if per_layer else [None]:
                before, after = (
                    level_of(each, answer, has_evidence=True, as_of=AS_OF, layer=layer)
                    for each in (rule, other)
                )
                assert after >= before, (answer, layer, found)
                if not any(each.direction is LESS for each in found):
                    assert after == before, (answer, layer, found)

    holds()


@settings(max_examples=examples(150), deadline=None)
@given(RULES["metric"], st.integers(0, 100), st.integers(0, 100), st.sampled_from([None, *LAYERS]))
def test_levels_are_monotone_in_the_metrics_direction(
    rule: dict[str, Any], one: int, other: int, layer: str | None
) -> None:
    worse, better = sorted([one, other], reverse=rule["direction"] == "lower_is_better")
    low, high = (
        level_of(rule, {"value": each, "coverage_pct": 100}, has_evidence=True, layer=layer)
        for each in (worse, better)
    )
    assert low <= high
    bands = rule.get("bands_by_layer", {}).get(layer, rule["bands"])
    for level, bound in bands.items():
        answer = {"value": bound, "coverage_pct": 100}
        assert level_of(rule, answer, has_evidence=True, layer=layer) == int(level)


def test_what_differs_outside_the_criteria() -> None:
    newer = deepcopy(EDITION)
    newer["scoring"] |= {"conform_threshold_pct": 90, "corrective_action_days": 200}
    newer["layers"] = [*newer["layers"][1:], {"id": "quantum", "title": "Quantum"}]
    newer["principles"][0] |= {"weight": 2, "title": "Good governance"}
    found = [(each.direction, each.sentence) for each in edition_effects(EDITION, newer)]
    assert found == [
        (MORE, "Conforming needs 90 %, before 80 %."),
        (LESS, "A corrective action is due within 200 days, before 180 days."),
        (NEUTRAL, "“Quantum” is a new layer."),
        (NEUTRAL, "The layer “Connectivity and network equipment” is gone."),
        (NEUTRAL, "“Good governance” now weighs 2, before 1."),
    ]
    assert edition_effects(EDITION, EDITION) == ()
