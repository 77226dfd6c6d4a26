import json
import math
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from principles.answers import InvalidAnswer
from principles.edition_file import EDITION_1, read
from principles.measures import Terms, explain, explain_for, level_of
from principles.scoring import NotApplicable
from tests.whole import examples

DATA = read(EDITION_1)
RULES = {row["code"]: row["response"] for row in DATA["criteria"]}
AS_OF = date(2026, 11, 22)


def codes(kind: str) -> list[str]:
    return [code for code, rule in RULES.items() if rule["type"] == kind]


def rate(code: str, answer: object, *, evidence: bool = True, layer: str | None = None) -> int:
    return level_of(RULES[code], answer, has_evidence=evidence, as_of=AS_OF, layer=layer)


def test_it_works() -> None:
    level = explain(
        RULES["SEC-05"],
        {"value": "15.0", "coverage_pct": "79.9"},
        has_evidence=True,
        layer="cloud",
    )
    assert (level.level, level.uncapped) == (2, 3)
    assert level.reason == "15.0 days reaches level 3 (at most 15 days)."
    assert level.next_needs == "A figure that covers at least 80 %."
    assert rate("SEC-05", {"value": 15, "coverage_pct": 100}, layer="cloud") == 3


def test_figures_are_exact_decimals() -> None:
    just_over = Decimal("15.0000000000000000000001")
    assert rate("SEC-05", {"value": just_over, "coverage_pct": 100}) == 2
    assert rate("SEC-05", {"value": str(just_over), "coverage_pct": 100}) == 2
    assert rate("OPN-07", {"value": 99.9, "coverage_pct": 100}) == 3
    assert rate("OPN-07", {"value": "99.9", "coverage_pct": "100"}) == 3


def test_a_layers_own_bands_replace_the_general_ones() -> None:
    answer = {"value": 30, "coverage_pct": 100}
    assert rate("SEC-05", answer, layer="cloud") == 2
    assert rate("SEC-05", answer, layer="connectivity") == 3
    assert rate("SEC-05", answer, layer="semiconductors") == 4


@pytest.mark.parametrize(("evidence", "level"), [(True, 3), (False, 1)])
def test_no_case_in_the_period(evidence, level) -> None:
    assert rate("SEC-05", {"not_exercised": True}, evidence=evidence) == level


def test_a_document_may_carry_its_date_or_its_age() -> None:
    elements = [row["value"] for row in RULES["OPN-09"]["elements"]]
    fresh = {"elements": elements, "public": True}
    assert rate("OPN-09", {**fresh, "age_days": 200}) == 4
    assert rate("OPN-09", {**fresh, "dated": "2026-05-06"}) == 4
    assert rate("OPN-09", {**fresh, "dated": "2026-05-05"}) == 1
    assert rate("OPN-09", {**fresh, "public": False, "age_days": 1}) == 2
    assert rate("OPN-09", {"elements": []}) == 0
    with pytest.raises(InvalidAnswer):
        rate("OPN-09", {**fresh, "dated": "2026-11-23"})
    with pytest.raises(InvalidAnswer):
        rate("OPN-09", {**fresh, "dated": "2026-11-20", "age_days": 2})


def test_a_missing_required_option_caps() -> None:
    options = [row["value"] for row in RULES["SEC-03"]["options"]]
    required = [row["value"] for row in RULES["SEC-03"]["options"] if row.get("required")]
    assert rate("SEC-03", {"value": options}) == 4
    level = explain(
        RULES["SEC-03"],
        {"value": [value for value in options if value != required[0]]},
        has_evidence=True,
    )
    assert level.level == 2
    assert level.next_needs is not None
    assert level.next_needs.startswith("Required and missing: ")


@pytest.mark.parametrize("given", [True, False])
def test_a_claim_of_not_applicable_only_where_allowed(given) -> None:
    rows = {row["code"]: row for row in DATA["criteria"]}

    def claim(code: str, layer: str | None = None) -> object:
        row = rows[code]
        terms = Terms(row["response"], tuple(row["applies_to"]), row["not_applicable"]["allowed"])
        return explain_for(terms, {"na": True, "reason": "None"}, has_evidence=given, layer=layer)

    assert claim("ETH-05") is NotApplicable.CLAIMED
    with pytest.raises(InvalidAnswer, match="cannot be claimed"):
        claim("GOV-01")
    assert claim("SUP-08", "enterprise-software") is NotApplicable.BY_LAYER


@settings(max_examples=examples(300), deadline=None)
@given(
    st.sampled_from(codes("metric")),
    st.decimals(0, 100, places=3),
    st.decimals(0, 100, places=3),
    st.decimals(0, 100, places=2),
    st.booleans(),
)
def test_a_metric_rises_in_its_own_direction(code, one, other, coverage, evidence) -> None:
    lower, higher = sorted((one, other))
    rated = [
        rate(code, {"value": str(value), "coverage_pct": str(coverage)}, evidence=evidence)
        for value in (lower, higher)
    ]
    falling = RULES[code]["direction"] == "lower_is_better"
    assert rated == sorted(rated, reverse=falling)


@settings(max_examples=examples(200), deadline=None)
@given(st.sampled_from(codes("date")), st.integers(0, 3000), st.integers(0, 3000))
def test_a_later_date_is_never_worse(code, one, other) -> None:
    younger, older = sorted((one, other))
    levels = [
        rate(code, {"value": (AS_OF - timedelta(days=days)).isoformat()})
        for days in (younger, older)
    ]
    assert levels[0] >= levels[1]


@settings(max_examples=examples(200), deadline=None)
@given(st.data())
def test_one_more_tick_is_never_worse(data) -> None:
    code = data.draw(st.sampled_from(codes("multi_choice") + codes("document")))
    rule = RULES[code]
    field = "options" if "options" in rule else "elements"
    values = [row["value"] for row in rule[field]]
    ticked = data.draw(st.lists(st.sampled_from(values), unique=True))
    more = [*ticked, *[value for value in values if value not in ticked][:1]]

    def answer(chosen: list[str]) -> dict[str, object]:
        if field == "options":
            return {"value": chosen}
        return {"elements": chosen, "age_days": 10, "public": True}

    assert rate(code, answer(more)) >= rate(code, answer(ticked))


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.text(max_size=8),
    st.sampled_from([10**400, -1, 5, "yes", "2026-11-22", "20261122", "2026-02-30", math.nan]),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = ["value", "coverage_pct", "not_exercised", "elements", "age_days", "public", "dated"]
KEYS += ["na", "as_of", "reason", "more"]


@settings(max_examples=examples(1500), deadline=None)
@given(
    st.sampled_from(sorted(RULES)),
    st.one_of(JSON, st.dictionaries(st.sampled_from(KEYS), JSON, max_size=5)),
    st.booleans(),
)
def test_whatever_is_given_it_is_rated_or_refused_with_a_sentence(code, answer, evidence) -> None:
    row = next(row for row in DATA["criteria"] if row["code"] == code)
    terms = Terms(row["response"], tuple(row["applies_to"]), row["not_applicable"]["allowed"])
    try:
        level = explain_for(terms, answer, has_evidence=evidence, as_of=AS_OF)
    except InvalidAnswer as told:
        refusal = told
        level = None
    if level is None:
        assert refusal.field
        assert refusal.sentence.endswith(".")
    else:
        assert level is NotApplicable.CLAIMED or 0 <= level.level <= (4 if evidence else 1)


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("GOV-01", {}),
        ("GOV-01", None),
        ("GOV-01", {"value": True}),
        ("GOV-01", {"value": "yes", "extra": 1}),
        ("GOV-03", {"value": 50}),
        ("GOV-03", {"value": 100.1, "coverage_pct": 100}),
        ("GOV-03", {"value": True, "coverage_pct": 100}),
        ("GOV-03", {"value": "1e3", "coverage_pct": 100}),
        ("GOV-03", {"value": "٥", "coverage_pct": 100}),
        ("GOV-03", {"value": math.nan, "coverage_pct": 100}),
        ("GOV-03", {"value": math.inf, "coverage_pct": 100}),
        ("GOV-03", {"value": Decimal("1e999999"), "coverage_pct": 100}),
        ("GOV-03", {"value": 50, "coverage_pct": 101}),
        ("GOV-03", {"value": -1, "coverage_pct": 100}),
        ("GOV-03", {"value": 5, "not_exercised": True}),
        ("GOV-03", {"not_exercised": 1}),
        ("GOV-04", {"value": "2026-11-23"}),
        ("GOV-04", {"value": "20251122"}),
        ("GOV-04", {"value": "2025-02-29"}),
        ("GOV-04", {"value": "2025-11-22", "as_of": "2025-11-22"}),
        ("GOV-06", {"value": 5}),
        ("GOV-06", {"value": -1}),
        ("GOV-06", {"value": 3.0}),
        ("GOV-06", {"value": "3"}),
        ("GOV-06", {"value": True}),
        ("GOV-09", {"value": ["ai", "ai"]}),
        ("GOV-09", {"value": "ai"}),
        ("GOV-09", {"value": [["ai"]]}),
        ("GOV-02", {"elements": ["legal-entity"], "age_days": 1}),
        ("GOV-02", {"elements": ["legal-entity"], "public": True}),
        ("GOV-02", {"elements": ["legal-entity"], "public": 1, "age_days": 1}),
        ("GOV-02", {"elements": ["legal-entity"], "public": True, "age_days": -1}),
        ("GOV-01", {"na": "yes"}),
        ("GOV-01", {"na": True}),
    ],
)
def test_an_invalid_answer_is_refused(code, answer) -> None:
    with pytest.raises(InvalidAnswer):
        rate(code, answer)


def test_a_number_of_thousands_of_digits_is_refused() -> None:
    for value in (10**5000, -(10**5000)):
        for code, answer in (("GOV-03", {"coverage_pct": 100}), ("GOV-06", {})):
            with pytest.raises(InvalidAnswer):
                rate(code, {**answer, "value": value})


def test_every_criterion_says_what_the_next_level_needs() -> None:
    for code in codes("maturity"):
        for value in range(4):
            level = explain(RULES[code], {"value": value}, has_evidence=True)
            assert (
                level.next_needs
                == f"Level {value + 1} needs: {RULES[code]['rubric'][str(value + 1)]}"
            )
        assert explain(RULES[code], {"value": 4}, has_evidence=True).next_needs is None
    unproven = explain(RULES["GOV-01"], {"value": "yes"}, has_evidence=False)
    assert (unproven.level, unproven.uncapped) == (1, 3)
    assert unproven.reason == "“Yes” is level 3."
    assert [cap.sentence for cap in unproven.caps] == ["Without evidence the level is 1 at most."]
    assert unproven.next_needs == "Evidence that supports the answer."


def test_number_keys_and_text_keys_mean_the_same_rule() -> None:
    as_stored = json.loads(json.dumps(RULES["SEC-05"]))
    as_written = {**as_stored, "bands": {int(k): v for k, v in as_stored["bands"].items()}}
    answer = {"value": 15, "coverage_pct": 100}
    assert level_of(as_written, answer, has_evidence=True) == level_of(
        as_stored, answer, has_evidence=True
    )
