from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from principles.scoring import (
    Item,
    NotApplicable,
    Outcome,
    Result,
    Thresholds,
    fold,
    recommended,
    scored,
    scores_by,
    shown,
)
from tests.principles import second_scoring
from tests.whole import examples

BY_LAYER, CLAIMED = NotApplicable.BY_LAYER, NotApplicable.CLAIMED

LEVELS = st.one_of(
    st.integers(0, 4),
    st.sampled_from([3, 3, 3, 4, 2]),
    st.sampled_from([BY_LAYER, CLAIMED]),
)
DUE = st.sampled_from([None, -1, 0, 1, 90, 180, 181])


@st.composite
def some_items(draw: st.DrawFn, missing: bool = False) -> list[Item]:
    principles = draw(st.lists(st.sampled_from("ABCDE"), max_size=14))
    levels = st.one_of(LEVELS, st.none()) if missing else LEVELS
    return [
        Item(
            code=f"{principle}-{number}",
            principle=principle,
            weight=draw(st.integers(1, 3)),
            must_meet=draw(st.sampled_from([False, False, False, True])),
            level=draw(levels),
            action_due_days=draw(DUE),
        )
        for number, principle in enumerate(principles)
    ]


def in_other_words(items: list[Item]) -> list[dict[str, object]]:
    return [
        {
            "code": item.code,
            "principle": item.principle,
            "weight": item.weight,
            "critical": item.must_meet,
            "level": "NA" if isinstance(item.level, NotApplicable) else item.level,
            "na_kind": item.level.value if isinstance(item.level, NotApplicable) else None,
            "due": item.action_due_days,
        }
        for item in items
    ]


def compare(first: Result, second: dict[str, object]) -> None:
    assert first.outcome.name == second["outcome"]
    if first.outcome is Outcome.INCOMPLETE:
        assert sorted(first.missing) == second["missing"]
        assert first.overall is None
        assert first.principles is None
        return
    assert list(first.flags) == second["flags"]
    assert list(first.must_meet_not_met) == second.get("critical", [])
    assert list(first.below_target) == second.get("below", [])
    pairs = {**first.principles, "": first.overall}
    for code, pair in {**second["principles"], "": second["overall"]}.items():
        if pair is None:
            assert pairs[code] is None
        else:
            assert (pairs[code].conformance, pairs[code].maturity) == (
                Fraction(*pair[0]),
                Fraction(*pair[1]),
            )


def item(code: str, level: object, weight: int = 1, must: bool = False, due=None) -> Item:
    return Item(code, code[0], weight, must, level, due)


def test_it_works() -> None:
    result = scored([item("A1", 3, 3, must=True), item("A2", 1, 2, due=90), item("B1", 4)])
    assert result.outcome is Outcome.CONDITIONAL
    assert result.principles["A"].conformance_text == "73.3"
    assert result.principles["A"].points_to_target == 11
    assert result.overall.conformance == Fraction(260, 3)
    assert result.overall.maturity_text == "3.10"
    assert result.below_target == ("A2",)


@settings(max_examples=examples(600), deadline=None)
@given(some_items(), st.dictionaries(st.sampled_from("ABCDE"), st.integers(1, 5)))
def test_a_second_implementation_agrees(items: list[Item], weights: dict[str, int]) -> None:
    first = scored(items, principle_weights=weights)
    compare(first, second_scoring.outcome(in_other_words(items), weights))


@settings(max_examples=examples(150), deadline=None)
@given(some_items(missing=True))
def test_a_second_implementation_agrees_on_what_is_missing(items: list[Item]) -> None:
    compare(scored(items), second_scoring.outcome(in_other_words(items)))


@settings(max_examples=examples(200), deadline=None)
@given(some_items(), st.randoms(use_true_random=False))
def test_the_order_of_criteria_decides_nothing(items: list[Item], random) -> None:
    mixed = list(items)
    random.shuffle(mixed)
    first, second = scored(items), scored(mixed)
    assert (first.outcome, first.overall, first.flags) == (
        second.outcome,
        second.overall,
        second.flags,
    )


@settings(max_examples=examples(300), deadline=None)
@given(some_items(), st.integers(0, 13))
def test_a_better_level_never_makes_a_worse_outcome(items: list[Item], at: int) -> None:
    order = [Outcome.NOT_CONFORMING, Outcome.CONDITIONAL, Outcome.CONFORMING]
    if at >= len(items) or not isinstance(items[at].level, int) or items[at].level == 4:
        return
    raised = list(items)
    old = items[at]
    raised[at] = Item(
        old.code, old.principle, old.weight, old.must_meet, old.level + 1, old.action_due_days
    )
    assert order.index(scored(raised).outcome) >= order.index(scored(items).outcome)


def test_nothing_applicable_is_not_rated_and_its_flag_is_still_printed() -> None:
    result = scored([item("A1", CLAIMED), item("B1", BY_LAYER)])
    assert result.outcome is Outcome.NOT_RATED
    assert result.overall is None
    assert result.flags == ("limited_scope:A",)
    assert scored([]).outcome is Outcome.NOT_RATED


def test_exactly_thirty_per_cent_claimed_raises_no_flag() -> None:
    seven = [item(f"A{n}", 3) for n in range(7)]
    three = [item(f"A{n}", CLAIMED) for n in range(7, 10)]
    assert scored(seven + three).flags == ()
    assert scored([*seven, *three, item("A10", CLAIMED)]).flags == ("limited_scope:A",)
    # The base leaves out what is not applicable by layer.
    assert scored([*seven[:6], item("A6", BY_LAYER), *three]).flags == ("limited_scope:A",)


def test_an_accepted_claim_does_not_fail_a_criterion_that_must_be_met() -> None:
    result = scored([item("A1", CLAIMED, 3, must=True), *(item(f"A{n}", 3, 3) for n in (2, 3, 4))])
    assert result.outcome is Outcome.CONFORMING
    refused = scored([item("A1", 0, 3, must=True), *(item(f"A{n}", 3, 3) for n in (2, 3, 4))])
    assert refused.must_meet_not_met == ("A1",)


@pytest.mark.parametrize(
    ("levels", "folded"),
    [
        ({"cloud": 4, "ai": 2}, 2),
        ({"cloud": 4, "ai": BY_LAYER}, 4),
        ({"cloud": 4, "ai": CLAIMED}, 4),
        ({"cloud": BY_LAYER, "ai": BY_LAYER}, BY_LAYER),
        ({"cloud": BY_LAYER, "ai": CLAIMED}, CLAIMED),
        ({"cloud": 0, "ai": None}, None),
        ({}, BY_LAYER),
    ],
)
def test_the_weakest_layer_counts(levels, folded) -> None:
    assert fold(levels) == folded
    for order in permutations(levels.items()):
        assert fold(dict(order)) == folded


@pytest.mark.parametrize(
    ("outcome", "findings", "lowered"),
    [
        (Outcome.CONFORMING, [], Outcome.CONFORMING),
        (Outcome.CONFORMING, ["observation", "good_practice"], Outcome.CONFORMING),
        (Outcome.CONFORMING, ["minor"], Outcome.CONDITIONAL),
        (Outcome.CONFORMING, ["minor", "major"], Outcome.NOT_CONFORMING),
        (Outcome.CONDITIONAL, ["minor"], Outcome.CONDITIONAL),
        (Outcome.NOT_CONFORMING, ["minor"], Outcome.NOT_CONFORMING),
        (Outcome.INCOMPLETE, ["major"], Outcome.INCOMPLETE),
        (Outcome.NOT_RATED, ["major"], Outcome.NOT_RATED),
    ],
)
def test_findings_only_lower(outcome, findings, lowered) -> None:
    assert recommended(outcome, findings) is lowered


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(260, 3), 1, "86.7"),
        (Fraction(1, 20), 1, "0.1"),
        (Fraction(1999, 20), 1, "100.0"),
        (Fraction(5, 200), 2, "0.03"),
        (Fraction(0), 1, "0.0"),
        (Fraction(100), 1, "100.0"),
    ],
)
def test_rounding_is_half_up(value, places, text) -> None:
    assert shown(value, places) == text


def test_a_second_structure_cuts_the_same_levels_again() -> None:
    items = [item("A1", 3), item("A2", 0), item("B1", 3)]
    cut = scores_by({"A1": "X", "A2": "Y", "B1": "X"}, items)
    assert cut["X"].conformance == 100
    assert cut["Y"].conformance == 0


def test_an_item_out_of_range_is_refused() -> None:
    for level, weight in ((5, 1), (-1, 1), (True, 1), (3, 0), (3, 4)):
        with pytest.raises(ValueError, match="must be"):
            item("A1", level, weight)
    with pytest.raises(ValueError, match="twice"):
        scored([item("A1", 3), item("A1", 3)])


def test_an_edition_says_what_open_findings_leave() -> None:
    """Without a word about them, as in what is published, a major and a minor do what they did."""
    figures = {
        "target": 3,
        "conform_threshold_pct": 80,
        "conditional_overall_threshold_pct": 80,
        "conditional_principle_floor_pct": 60,
        "corrective_action_days": 90,
        "na_weight_flag_pct": 30,
    }
    silent = Thresholds.from_data(figures)
    assert silent.caps == Thresholds().caps
    assert recommended(Outcome.CONFORMING, [("minor", "SEC-05")], silent) is Outcome.CONDITIONAL
    strict = Thresholds.from_data(
        figures
        | {
            "open_findings": {
                "major": "not_conforming",
                "minor": "not_conforming",
                "observation": "conditional",
            },
            "may_not_stay_open": ["SEC-05"],
        }
    )
    assert recommended(Outcome.CONFORMING, ["minor"], strict) is Outcome.NOT_CONFORMING
    assert recommended(Outcome.CONFORMING, ["observation"], strict) is Outcome.CONDITIONAL
    on_it = [("observation", "SEC-05")]
    assert recommended(Outcome.CONFORMING, on_it, strict) is Outcome.NOT_CONFORMING
    praise = [("good_practice", "SEC-05")]
    assert recommended(Outcome.CONFORMING, praise, strict) is Outcome.CONFORMING
