"""Choosing between two versions of an answer, part by part (pure)."""

import pytest

from attestations.merging import PARTS, Side, Unsettled, differing, settled, suggested
from attestations.models import SAID_FIELDS

BLANK = {
    "response": None,
    "figure": None,
    "reason": "",
    "not_applicable": False,
    "counter_claim": "",
    "plan": "",
    "plan_due": None,
    "unsure": False,
    "confidence": "",
    "evidence": frozenset(),
}
THEIRS = BLANK | {"response": {"value": "no"}, "reason": "Theirs", "unsure": True}
MINE = BLANK | {"response": {"value": "yes"}, "reason": "Mine", "plan": "My plan"}


def test_it_works() -> None:
    assert differing(THEIRS, MINE) == ("answer", "reason", "plan", "unsure")
    choice = {"answer": "theirs", "reason": "mine", "plan": "theirs", "unsure": "mine"}
    found = settled(THEIRS, MINE, choice, choice)
    assert found == BLANK | {"response": {"value": "no"}, "reason": "Mine"}


def test_every_field_belongs_to_one_part() -> None:
    fields = [field for part in PARTS.values() for field in part]
    assert sorted(fields) == sorted([*SAID_FIELDS, "evidence"])


def test_the_response_and_the_claim_are_chosen_together() -> None:
    theirs = BLANK | {"not_applicable": True}
    mine = BLANK | {"response": {"value": "yes"}}
    assert differing(theirs, mine) == ("answer",)
    assert settled(theirs, mine, {"answer": "theirs"}, ["answer"]) == theirs


def test_a_figure_and_how_it_was_taken_are_chosen_together() -> None:
    """Eleven days of theirs, over my period: a statement that nobody has made."""
    theirs = BLANK | {"response": {"value": "11"}, "figure": {"population": "All sites"}}
    mine = BLANK | {"response": {"value": "13"}, "figure": {"population": "One site"}}
    assert differing(theirs, mine) == ("answer",)
    assert settled(theirs, mine, {"answer": "theirs"}, ["answer"]) == theirs


def test_what_only_one_has_changed_is_suggested() -> None:
    assert suggested("reason", BLANK, THEIRS, MINE) is None
    assert suggested("plan", BLANK, THEIRS, MINE) is Side.MINE
    assert suggested("unsure", BLANK, THEIRS, MINE) is Side.THEIRS


@pytest.mark.parametrize("said", ["", "both", "THEIRS"])
def test_nothing_is_chosen_for_anybody(said) -> None:
    choice = {"answer": "mine", "reason": said, "plan": "mine", "unsure": "mine"}
    with pytest.raises(Unsettled) as unsettled:
        settled(THEIRS, MINE, choice, choice)
    assert unsettled.value.parts == {"reason"}


def test_what_was_typed_after_the_choice_was_shown_is_meant() -> None:
    mine = MINE | {"counter_claim": "Typed below the choice"}
    shown = ["answer", "reason", "plan", "unsure"]
    found = settled(THEIRS, mine, dict.fromkeys(shown, "theirs"), shown)
    assert found == THEIRS | {"counter_claim": "Typed below the choice"}


def test_evidence_that_is_left_as_it_is_does_not_differ() -> None:
    mine = {field: value for field, value in MINE.items() if field != "evidence"}
    theirs = THEIRS | {"evidence": frozenset({"a"})}
    assert "evidence" not in differing(theirs, mine)
    shown = differing(theirs, mine)
    assert "evidence" not in settled(theirs, mine, dict.fromkeys(shown, "theirs"), shown)
