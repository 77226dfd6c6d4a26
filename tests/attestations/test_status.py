"""The table of moves of an attestation, every cell: written by hand from the workflow."""

import pytest

from attestations.status import MOVES, WORDS, Act, Status, WrongStatus, after

# act: from -> to. Whatever is not here is refused.
ALLOWED = {
    "make_ready": {"draft": "ready", "returned": "ready"},
    "reopen": {"ready": "draft"},
    "submit": {"ready": "submitted"},
    "recall": {"submitted": "draft", "accepted": "draft"},
    "return": {"submitted": "returned"},
    "accept": {"submitted": "accepted"},
    "close_as_declared": {"accepted": "closed_declared"},
    "begin_assessment": {"accepted": "in_assessment"},
    "stop_assessment": {"in_assessment": "accepted"},
    "recommend": {"in_assessment": "recommended"},
    "return_to_lead": {"recommended": "in_assessment"},
    "send_back": {"recommended": "in_assessment"},
    "decide": {"recommended": "decided"},
    "publish": {"decided": "published"},
    "close_unpublished": {"decided": "closed_unpublished"},
    "cancel": {
        "draft": "cancelled",
        "returned": "cancelled",
        "ready": "cancelled",
        "submitted": "cancelled",
    },
}


def test_it_works() -> None:
    assert after(Act.SUBMIT, Status.READY) is Status.SUBMITTED


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("status", Status)
def test_every_cell(act: Act, status: Status) -> None:
    expected = ALLOWED[act].get(status)
    if expected is not None:
        assert after(act, status) == expected
        return
    with pytest.raises(WrongStatus, match="Reload the page") as refused:
        after(act, status)
    assert WORDS[status].lower() in str(refused.value)


def test_every_state_has_words_and_a_way_to_it() -> None:
    assert set(WORDS) == set(Status)
    assert {target for _, target in MOVES.values()} == set(Status)
