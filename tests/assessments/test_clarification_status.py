"""The table of moves of clarifications, every cell: written by hand."""

import pytest

from assessments.clarification_status import (
    CLARIFICATION_MOVES,
    CLARIFICATION_WORDS,
    ClarificationAct,
    ClarificationStatus,
    WrongClarificationStatus,
    clarification_after,
)

MOVES = {
    "answer": {"asked": "answered", "lapsed": "answered"},
    "ask_again": {"answered": "asked", "lapsed": "asked"},
    "settle": {"answered": "settled"},
    "withdraw": {"asked": "withdrawn", "lapsed": "withdrawn"},
    "lapse": {"asked": "lapsed"},
}


def test_it_works() -> None:
    answered = clarification_after(ClarificationAct.ANSWER, ClarificationStatus.ASKED)
    assert answered is ClarificationStatus.ANSWERED


@pytest.mark.parametrize("act", ClarificationAct)
@pytest.mark.parametrize("status", ClarificationStatus)
def test_every_cell(act: ClarificationAct, status: ClarificationStatus) -> None:
    expected = MOVES[act].get(status)
    if expected is not None:
        assert clarification_after(act, status) == expected
        return
    with pytest.raises(WrongClarificationStatus, match="Reload the page") as refused:
        clarification_after(act, status)
    assert CLARIFICATION_WORDS[status].lower() in str(refused.value)


def test_every_state_is_reached_and_the_end_is_the_end() -> None:
    reached = {target for _, target in CLARIFICATION_MOVES.values()}
    assert reached == set(ClarificationStatus)
    left = {status for sources, _ in CLARIFICATION_MOVES.values() for status in sources}
    assert set(ClarificationStatus) - left == {
        ClarificationStatus.SETTLED,
        ClarificationStatus.WITHDRAWN,
    }
