"""What a content says otherwise than an earlier one: pure."""

from typing import Any

from hypothesis import given

from attestations.since import Move, compared
from principles.scoring import NotApplicable
from tests.attestations.contents import answer, content, contents, criterion, piece


def told(now: dict[str, Any], was: dict[str, Any], sources=None) -> list[tuple[str, str, str]]:
    return [(each.move.value, *each.place) for each in compared(now, was, sources).changes]


def test_it_works() -> None:
    was = content(answer("GOV-01", 3), answer("GOV-02", 2), answer("GOV-03", 3))
    now = content(answer("GOV-01", 2), answer("GOV-02", 3), answer("GOV-03", 3))
    found = compared(now, was)
    fell, rose = found.changes
    assert (fell.move, fell.place, fell.before, fell.after) == (Move.FELL, ("GOV-01", ""), 3, 2)
    assert (rose.move, rose.before, rose.after) == (Move.ROSE, 2, 3)
    assert found.same == 1


def test_claims_new_and_gone() -> None:
    was = content(answer("GOV-01"), answer("GOV-02", None), answer("GOV-03"))
    now = content(answer("GOV-01", None), answer("GOV-02", 1), answer("SEC-01", 2))
    assert told(now, was) == [
        ("claimed", "GOV-01", ""),
        ("gone", "GOV-03", ""),
        ("new", "SEC-01", ""),
        ("applies", "GOV-02", ""),
    ]
    assert compared(now, was).changes[0].after is NotApplicable.CLAIMED


def test_what_must_be_met_and_fell_deepest_comes_first() -> None:
    told_now = [criterion("GOV-01"), criterion("GOV-02"), criterion("SEC-01", must_meet=True)]
    was = content(answer("GOV-01"), answer("GOV-02"), answer("SEC-01"), criteria=told_now)
    now = content(answer("GOV-01", 2), answer("GOV-02", 0), answer("SEC-01", 2), criteria=told_now)
    assert [each.place[0] for each in compared(now, was).changes] == ["SEC-01", "GOV-02", "GOV-01"]


def test_the_parts_written_anew_are_named() -> None:
    was = content(answer("GOV-01", evidence=[piece("a")]))
    now = content(answer("GOV-01", reason="New.", evidence=[piece("a", version=2)]))
    (one,) = compared(now, was).changes
    assert (one.move, one.parts) == (Move.REWORDED, ("reason", "evidence"))


def test_content_of_the_first_schema_is_compared() -> None:
    was = content(answer("GOV-01"))
    for key in ("figure", "counter_claim", "confidence"):
        del was["answers"][0][key]
    assert compared(content(answer("GOV-01")), was).changes == ()
    (one,) = compared(content(answer("GOV-01", confidence="low")), was).changes
    assert one.parts == ("confidence",)


def test_codes_that_moved_are_followed() -> None:
    was = content(answer("GOV-01", 3), answer("GOV-02", 1), answer("GOV-03", 4))
    now = content(answer("GOV-09", 2), answer("SEC-01", 3), answer("SEC-02", 3))
    sources = {"GOV-09": ("GOV-01", "GOV-02"), "SEC-01": ("GOV-03",), "SEC-02": ()}
    fell, new, rose = compared(now, was, sources).changes
    assert (fell.place, fell.before, fell.after) == (("SEC-01", ""), 4, 3)
    assert (rose.before, rose.sources) == (1, (("GOV-01", ""), ("GOV-02", "")))  # the weakest
    assert new.place == ("SEC-02", "")


def test_layers_are_followed() -> None:
    once, apart = (
        content(answer("GOV-01", 3)),
        content(answer("GOV-01", 3, "cloud"), answer("GOV-01", 1, "ai")),
    )
    assert told(apart, once) == [("fell", "GOV-01", "ai")]
    assert told(once, apart) == [("rose", "GOV-01", "")]
    other = content(answer("GOV-01", 3, "semiconductors"))
    assert told(other, apart)[:2] == [("gone", "GOV-01", "cloud"), ("gone", "GOV-01", "ai")]


@given(contents())
def test_nothing_has_changed_since_itself(one: dict[str, Any]) -> None:
    found = compared(one, one)
    assert found.changes == ()
    assert found.same == len(one["answers"])


@given(contents(), contents())
def test_each_answer_is_told_once_and_the_way_back_is_the_opposite(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    there, back = compared(other, one), compared(one, other)
    assert len(there.changes) + there.same == len(other["answers"])
    assert len({each.place for each in there.changes}) == len(there.changes)
    opposite = {Move.FELL: Move.ROSE, Move.CLAIMED: Move.APPLIES, Move.REWORDED: Move.REWORDED}
    for move, reverse in opposite.items():
        assert {each.place for each in there.of(move)} == {each.place for each in back.of(reverse)}
