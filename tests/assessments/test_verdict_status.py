"""The table of moves of a verdict, every cell, and when two levels lie too far apart."""

from pathlib import Path

import pytest

from assessments.judgements import REVIEWED, SETTLED, Review
from assessments.looks import Looked
from assessments.verdict_status import (
    SETTLED_VERDICTS,
    VERDICT_MOVES,
    VERDICT_WORDS,
    VerdictAct,
    VerdictStatus,
    WrongVerdictStatus,
    are_apart,
    between,
    verdict_after,
)

READ = ("given", "disagreed", "settled")
# act: from -> to. Whatever is not here is refused.
VERDICT = {
    "give": dict.fromkeys(("unassessed", *READ, "ruled"), "given"),
    "agree": dict.fromkeys(READ, "settled"),
    "disagree": dict.fromkeys(READ, "disagreed"),
    "part": dict.fromkeys(READ, "apart"),
    "third_look": {"apart": "ruled"},
}


def test_it_works() -> None:
    assert verdict_after(VerdictAct.PART, VerdictStatus.GIVEN) is VerdictStatus.APART
    assert verdict_after(VerdictAct.THIRD_LOOK, VerdictStatus.APART) in SETTLED_VERDICTS


@pytest.mark.parametrize("act", VerdictAct)
@pytest.mark.parametrize("status", VerdictStatus)
def test_every_cell(act: VerdictAct, status: VerdictStatus) -> None:
    expected = VERDICT[act].get(status)
    if expected is not None:
        assert verdict_after(act, status) == expected
        return
    with pytest.raises(WrongVerdictStatus, match="not open") as refused:
        verdict_after(act, status, "SEC-05.cloud")
    assert str(refused.value).startswith("SEC-05, cloud: ")
    assert VERDICT_WORDS[status].lower() in str(refused.value)


def test_what_is_apart_leads_on_by_a_third_look_alone() -> None:
    ways = {act for act, (sources, _) in VERDICT_MOVES.items() if VerdictStatus.APART in sources}
    assert ways == {VerdictAct.THIRD_LOOK}


def test_every_state_has_words_and_a_way_to_it() -> None:
    assert set(VERDICT_WORDS) == set(VerdictStatus)
    reached = {target for _, target in VERDICT_MOVES.values()}
    assert reached == set(VerdictStatus) - {VerdictStatus.UNASSESSED}


def test_every_review_is_a_state_and_is_kept() -> None:
    assert set(REVIEWED) == set(Review.values) == set(Looked.values)
    assert set(SETTLED) == {Review.AGREED.value, Review.RULED.value}


@pytest.mark.parametrize("level", [None, 0, 1, 2, 3, 4])
@pytest.mark.parametrize("other", [None, 0, 1, 2, 3, 4])
def test_more_than_one_level_is_apart(level: int | None, other: int | None) -> None:
    if level is None or other is None:
        assert are_apart(level, other) is (level != other)
        return
    assert are_apart(level, other) is (abs(level - other) >= 2)
    low, high = sorted((level, other))
    assert between(level, other) == tuple(range(low, high + 1))


DOCS = {
    "give": "give",
    "agree": "agree",
    "disagree": "disagree, at most one level apart",
    "part": "disagree, further apart",
    "third_look": "third look",
}


@pytest.mark.parametrize("act", VerdictAct)
def test_the_docs_have_the_same_table(act: VerdictAct) -> None:
    sources, target = VERDICT_MOVES[act]
    words = ", ".join(VERDICT_WORDS[each].lower() for each in VerdictStatus if each in sources)
    row = f"| {DOCS[act]} | {words} | {VERDICT_WORDS[target].lower()} |"
    assert row in Path("docs/lifecycle.md").read_text(encoding="utf-8")
