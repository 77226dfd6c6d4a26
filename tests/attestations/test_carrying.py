"""Where every answer goes: properties over random editions, layers and answers."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from attestations.carrying import WAYS, WHOLE, Plan, Why, planned, waits, why_it_waits
from attestations.rating import Place
from principles.comparison import CriterionChange
from principles.lineage import ChangeClass, Fate

C = ChangeClass
LAYERS = ("cloud", "ai", "chips")
ASKED_LAYERS = st.sampled_from([("",), ("cloud",), ("cloud", "ai"), ("ai", "chips")])
KINDS = {
    1: st.sampled_from(
        [C.UNCHANGED, C.EDITORIAL, C.CLARIFYING, C.LOOSENING, C.TIGHTENING, C.SPLIT]
    ),
    2: st.just(C.MERGED),
}


def change(code: str, kind: ChangeClass, *sources: str, gone: bool = False) -> CriterionChange:
    text: dict[str, Any] = {"code": code}
    return CriterionChange(code, kind, sources, text, None if gone else text)


@st.composite
def moves(draw: st.DrawFn) -> dict[str, Any]:
    """Two editions, what became of each criterion, what is asked of either, what was answered.

    Nothing holds them to what an edition's author may declare: a criterion may go on and be part
    of a merger as well, and its layers may be others at every turn.
    """
    old = [f"OLD-{n}" for n in range(draw(st.integers(0, 6)))]
    changes = []
    for n in range(draw(st.integers(0, 6))):
        count = draw(st.integers(0, min(2, len(old))))
        sources = draw(
            st.lists(st.sampled_from(old), min_size=count, max_size=count, unique=True)
            if old
            else st.just([])
        )
        kind = draw(KINDS[count]) if count else C.NEW
        code = sources[0] if count == 1 and kind is not C.SPLIT else f"NEW-{n}"
        if code not in {each.code for each in changes}:
            changes.append(change(code, kind, *sources))
    retired = draw(st.booleans())
    used = {source for each in changes for source in each.sources}
    if retired:
        changes += [change(code, C.RETIRED, code, gone=True) for code in old if code not in used]
    before = [(code, layer) for code in old for layer in draw(ASKED_LAYERS)]
    now = [
        (each.code, layer)
        for each in changes
        if each.new is not None
        for layer in draw(ASKED_LAYERS)
    ]
    answered = draw(st.sets(st.sampled_from(before))) if before else set()
    return {
        "changes": changes,
        "asked_before": before,
        "answered": answered,
        "asked_now": now,
    }


def plan_of(given_moves: dict[str, Any]) -> Plan:
    return planned(
        given_moves["changes"],
        asked_before=given_moves["asked_before"],
        answered=given_moves["answered"],
        asked_now=given_moves["asked_now"],
    )


def test_it_works() -> None:
    plan = planned(
        [
            change("A", C.UNCHANGED, "A"),
            change("B", C.CLARIFYING, "B"),
            change("C", C.TIGHTENING, "C"),
            change("N", C.NEW),
            change("D", C.RETIRED, "D", gone=True),
        ],
        asked_before=[(code, "") for code in "ABCD"],
        answered={(code, "") for code in "ABCD"},
        asked_now=[(code, "") for code in "ABCN"],
    )
    assert plan.counts == {
        "carried": 1,
        "reaffirm": 1,
        "again": 1,
        "by_hand": 0,
        "new": 1,
        "kept": 1,
        "blank": 0,
    }
    assert [each.source for each in plan.of(Fate.KEPT)] == [("D", "")]


@given(moves())
def test_every_old_answer_goes_exactly_one_way(found: dict[str, Any]) -> None:
    plan = plan_of(found)
    assert sorted(each.source for each in plan.moved) == sorted(found["answered"])
    assert all(each.fate in WAYS for each in plan.moved)
    assert sum(len(plan.of(way)) for way in WAYS) == len(found["answered"])


@given(moves())
def test_every_new_place_begins_one_way(found: dict[str, Any]) -> None:
    plan = plan_of(found)
    assert list(plan.begins) == list(dict.fromkeys(found["asked_now"]))
    assert sum(plan.counts.values()) - plan.counts["kept"] == len(plan.begins)


@given(moves())
def test_what_is_kept_has_no_place_and_all_else_has_one_that_is_asked(
    found: dict[str, Any],
) -> None:
    plan = plan_of(found)
    for each in plan.moved:
        assert (each.fate is Fate.KEPT) == (each.targets == ())
        assert all(target.place in plan.begins for target in each.targets)


@given(moves())
def test_no_place_begins_with_two_answers(found: dict[str, Any]) -> None:
    whole: list[Place] = [
        target.place
        for each in plan_of(found).moved
        for target in each.targets
        if target.fate in WHOLE
    ]
    assert len(whole) == len(set(whole))


@given(moves())
def test_nothing_stands_for_what_it_was_not_said_of(found: dict[str, Any]) -> None:
    by_code = {each.code: each for each in found["changes"]}
    for each in plan_of(found).moved:
        for target in each.targets:
            if target.fate in WHOLE:
                assert target.place[1] == each.source[1]
                assert by_code[target.place[0]].sources == (each.source[0],)


@given(moves())
def test_what_is_asked_anew_was_never_asked(found: dict[str, Any]) -> None:
    plan = plan_of(found)
    asked = {code for code, _ in found["asked_before"]}
    for code, layer in plan.beginning(Fate.NEW):
        sources = next(each.sources for each in found["changes"] if each.code == code)
        layers = {at for was, at in found["asked_before"] if was in sources}
        assert not asked & set(sources) or (layer not in layers and "" not in layers)


@given(st.lists(ASKED_LAYERS, max_size=6), st.data())
def test_a_renewal_carries_everything(layers: list[tuple[str, ...]], data: st.DataObject) -> None:
    places = [(f"A-{n}", layer) for n, own in enumerate(layers) for layer in own]
    answered = data.draw(st.sets(st.sampled_from(places))) if places else set()
    plan = planned(
        [change(f"A-{n}", C.UNCHANGED, f"A-{n}") for n in range(len(layers))],
        asked_before=places,
        answered=answered,
        asked_now=places,
    )
    assert {each.fate for each in plan.moved} <= {Fate.CARRIED}
    assert set(plan.beginning(Fate.CARRIED)) == answered


def test_what_was_said_once_is_asked_again_for_each_layer() -> None:
    plan = planned(
        [change("A", C.LOOSENING, "A")],
        asked_before=[("A", "")],
        answered={("A", "")},
        asked_now=[("A", "cloud"), ("A", "ai")],
    )
    assert plan.beginning(Fate.AGAIN) == (("A", "cloud"), ("A", "ai"))


def test_what_was_said_for_each_layer_shows_beside_the_one_answer() -> None:
    plan = planned(
        [change("A", C.UNCHANGED, "A")],
        asked_before=[("A", "cloud"), ("A", "ai")],
        answered={("A", "cloud"), ("A", "ai")},
        asked_now=[("A", "")],
    )
    assert [each.targets[0].place for each in plan.of(Fate.AGAIN)] == [("A", ""), ("A", "")]


def test_a_layer_that_is_declared_no_more_is_kept() -> None:
    plan = planned(
        [change("A", C.UNCHANGED, "A")],
        asked_before=[("A", "cloud"), ("A", "ai")],
        answered={("A", "cloud"), ("A", "ai")},
        asked_now=[("A", "ai")],
    )
    assert [each.source for each in plan.of(Fate.KEPT)] == [("A", "cloud")]


@given(st.sampled_from(sorted(WHOLE)), st.booleans())
def test_whatever_does_not_move_with_its_own_draft_waits(fate: Fate, waited: bool) -> None:
    assert waits(fate, same_draft=False, waited=waited)
    assert waits(fate, same_draft=True, waited=True)
    assert waits(fate, same_draft=True, waited=False) is (fate is Fate.REAFFIRM)


@given(st.sampled_from(sorted(WHOLE)), st.booleans(), st.booleans())
def test_whatever_waits_says_why(fate: Fate, same_scope: bool, signed: bool) -> None:
    found = why_it_waits(fate, same_scope=same_scope, signed=signed)
    assert found
    assert (Why.WORDING in found) is (fate is Fate.REAFFIRM)
    assert (Why.SCOPE in found) is not same_scope
    assert not {Why.SCOPE, Why.PERIOD} <= set(found)
