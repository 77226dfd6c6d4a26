"""Two editions, and chains of them: every criterion has one fate, and none disappears."""

from collections import Counter
from copy import deepcopy
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings

from principles.comparison import BY_HAND, compared
from principles.declaring import problems_of_changes
from principles.edition_file import problems
from principles.lineage import FATES, STRENGTH, ChangeClass, Fate, came_from, declared
from principles.wording import canonical
from tests.principles.random_editions import chains, small_edition
from tests.whole import examples

C = ChangeClass


def edition(*codes: str, **changed: str) -> dict[str, Any]:
    """A small edition with these codes; `changed` gives some of them other words."""
    data = small_edition()
    like = data["criteria"][0]
    data["criteria"] = [
        deepcopy(like) | {"code": code, "guidance": changed.get(code[-2:], "")} for code in codes
    ]
    return data


def saying(data: dict[str, Any], *changes: tuple[str, str, list[str]]) -> dict[str, Any]:
    data["changes"] = [
        {"criterion": code, "class": kind, "note": f"{code} {kind}.", "provision": f"Art. {code}"}
        | ({"from": sources} if sources else {})
        for code, kind, sources in changes
    ]
    return data


def became(*chain: dict[str, Any]) -> dict[str, tuple[ChangeClass, tuple[str, ...]]]:
    return {each.code: (each.kind, each.sources) for each in compared(chain).criteria}


def test_it_works() -> None:
    newer = saying(
        edition("A-01", "A-02", "A-05", "A-06", "A-07", "A-09", **{"02": "Other words."}),
        ("A-02", "clarifying", []),
        ("A-05", "split", ["A-03"]),
        ("A-06", "split", ["A-03"]),
        ("A-07", "new", []),
        ("A-09", "merged", ["A-04", "A-08"]),
    )
    older = edition("A-01", "A-02", "A-03", "A-04", "A-08", "A-10")
    found = compared([older, newer])
    assert {each.code: (each.kind, each.sources) for each in found.criteria} == {
        "A-01": (C.UNCHANGED, ("A-01",)),
        "A-02": (C.CLARIFYING, ("A-02",)),
        "A-05": (C.SPLIT, ("A-03",)),
        "A-06": (C.SPLIT, ("A-03",)),
        "A-07": (C.NEW, ()),
        "A-09": (C.MERGED, ("A-04", "A-08")),
        "A-10": (C.RETIRED, ("A-10",)),
    }
    assert [each.code for each in found.by_source()["A-03"]] == ["A-05", "A-06"]
    assert found.counts()[C.SPLIT] == 2
    assert found.counts()[C.LOOSENING] == 0
    clarified = found.criteria[1]
    assert (clarified.note, clarified.provision) == ("A-02 clarifying.", "Art. A-02")
    assert clarified.fate is Fate.REAFFIRM
    assert found.effects_of(clarified) == ()


def test_a_difference_that_nobody_declared_carries_nothing_over() -> None:
    assert became(edition("A-01"), edition("A-01", **{"01": "Other."})) == {
        "A-01": (C.TIGHTENING, ("A-01",))
    }


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        ("editorial", "clarifying", C.CLARIFYING),
        ("tightening", "editorial", C.TIGHTENING),
        ("loosening", "clarifying", C.LOOSENING),
        ("loosening", "tightening", C.TIGHTENING),
    ],
)
def test_the_strongest_class_on_the_way_counts(first: str, second: str, both: C) -> None:
    chain = [
        edition("A-01"),
        saying(edition("A-01", **{"01": "Other."}), ("A-01", first, [])),
        saying(edition("A-01", **{"01": "Again other."}), ("A-01", second, [])),
    ]
    (found,) = compared(chain).criteria
    assert found.kind is both
    assert found.note == f"A-01 {first}. A-01 {second}."
    assert found.provision == "Art. A-01"
    assert found.old is chain[0]["criteria"][0]


def test_a_code_that_is_split_and_stays_is_mapped_by_hand_like_its_sibling() -> None:
    newer = saying(
        edition("A-01", "A-02"), ("A-01", "split", ["A-01"]), ("A-02", "split", ["A-01"])
    )
    later = edition("A-01", "A-02")
    assert became(edition("A-01"), newer, later) == {
        "A-01": (C.SPLIT, ("A-01",)),
        "A-02": (C.SPLIT, ("A-01",)),
    }


def test_a_source_that_goes_on_undeclared_is_split_too() -> None:
    newer = saying(edition("A-01", "A-02"), ("A-02", "split", ["A-01"]))
    assert became(edition("A-01"), newer)["A-01"] == (C.SPLIT, ("A-01",))


def test_what_was_split_and_merged_again_comes_from_all_it_came_from() -> None:
    split = saying(
        edition("A-02", "A-03", "A-09"), ("A-02", "split", ["A-01"]), ("A-03", "split", ["A-01"])
    )
    merged = saying(edition("A-02", "A-10"), ("A-10", "merged", ["A-03", "A-09"]))
    assert became(edition("A-01", "A-09"), split, merged) == {
        "A-02": (C.SPLIT, ("A-01",)),
        "A-10": (C.MERGED, ("A-01", "A-09")),
    }


def test_the_parts_of_a_merger_come_from_all_that_was_merged() -> None:
    merged = saying(edition("A-03"), ("A-03", "merged", ["A-01", "A-02"]))
    split = saying(
        edition("A-04", "A-05"), ("A-04", "split", ["A-03"]), ("A-05", "split", ["A-03"])
    )
    assert became(edition("A-01", "A-02"), merged, split) == {
        "A-04": (C.MERGED, ("A-01", "A-02")),
        "A-05": (C.MERGED, ("A-01", "A-02")),
    }


def test_what_was_new_on_the_way_is_new_and_its_parts_too() -> None:
    new = saying(edition("A-01", "A-02"), ("A-02", "new", []))
    split = saying(
        edition("A-01", "A-03", "A-04"), ("A-03", "split", ["A-02"]), ("A-04", "split", ["A-02"])
    )
    assert became(edition("A-01"), new, split) == {
        "A-01": (C.UNCHANGED, ("A-01",)),
        "A-03": (C.NEW, ()),
        "A-04": (C.NEW, ()),
    }
    gone = saying(edition("A-01"), ("A-02", "retired", []))
    assert became(edition("A-01"), new, gone) == {"A-01": (C.UNCHANGED, ("A-01",))}


def test_what_is_retired_later_says_why() -> None:
    chain = [
        edition("A-01", "A-02"),
        saying(
            edition("A-01", "A-03", "A-04"),
            ("A-03", "split", ["A-02"]),
            ("A-04", "split", ["A-02"]),
        ),
        saying(edition("A-01"), ("A-03", "retired", []), ("A-04", "retired", [])),
    ]
    _, retired = compared(chain).criteria
    assert (retired.code, retired.kind, retired.sources) == ("A-02", C.RETIRED, ("A-02",))
    assert "retired" in retired.note
    assert retired.new is None


@settings(max_examples=examples(60), deadline=None)
@given(chains())
def test_every_old_answer_lands_in_exactly_one_bucket(chain: list[dict[str, Any]]) -> None:
    found = compared(chain)
    older = [row["code"] for row in chain[0]["criteria"]]
    newer = [row["code"] for row in chain[-1]["criteria"]]
    by_source = found.by_source()
    assert set(by_source) == set(older)
    for code, changes in by_source.items():
        assert len({each.fate for each in changes}) == 1, code
        assert len(changes) == 1 or all(each.kind in BY_HAND for each in changes), code
    assert [each.code for each in found.criteria if each.new is not None] == newer
    assert sum(found.counts().values()) == len(found.criteria)
    for each in found.criteria:
        assert set(each.sources) <= set(older)
        assert (each.kind is C.NEW) == (not each.sources)
        assert each.fate is FATES[each.kind]
        if each.kind in STRENGTH:
            assert each.sources == (each.code,)
            assert (each.kind is C.UNCHANGED) <= (canonical(each.old) == canonical(each.new))


@settings(max_examples=examples(60), deadline=None)
@given(chains())
def test_right_declarations_are_accepted_and_kept(chain: list[dict[str, Any]]) -> None:
    used: Counter[str] = Counter()
    for older, newer in pairwise(chain):
        used.update(row["code"] for row in older["criteria"])
        assert problems(newer) == []
        before = set(used) - {row["code"] for row in older["criteria"]}
        assert problems_of_changes(older, newer, before) == []
        said = declared(newer)
        for each in compared([older, newer]).criteria:
            assert each.kind is (said[each.code].kind if each.code in said else C.UNCHANGED)


@given(chains())
@settings(max_examples=examples(60), deadline=None)
def test_walking_back_from_a_code_finds_what_comparing_finds(chain: list[dict[str, Any]]) -> None:
    was = {row["code"] for row in chain[0]["criteria"]}
    for change in compared(chain).criteria:
        codes = frozenset({change.code})
        if change.new is not None:
            for step in reversed(chain[1:]):
                codes = came_from(codes, declared(step))
            assert codes & was == set(change.sources)
