"""The table of moves of an emergency access, every cell: written by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from attestations.emergency_status import (
    EMERGENCY_MOVES,
    EMERGENCY_WORDS,
    STORED,
    EmergencyAct,
    EmergencyStatus,
    WrongEmergencyStatus,
    after,
    status_at,
)

# act: from -> to. Whatever is not here is refused.
ALLOWED = {
    "grant": {"asked": "open"},
    "decline": {"asked": "declined"},
    "end": {"asked": "ended", "open": "ended"},
}
# stored -> at the last moment and later
RUN_OUT = {"asked": "lapsed", "open": "over", "declined": "declined", "ended": "ended"}
UNTIL = datetime(2026, 11, 27, 12, tzinfo=UTC)


def test_it_works() -> None:
    assert after(EmergencyAct.GRANT, EmergencyStatus.ASKED) is EmergencyStatus.OPEN


@pytest.mark.parametrize("act", EmergencyAct)
@pytest.mark.parametrize("status", EmergencyStatus)
def test_every_cell(act: EmergencyAct, status: EmergencyStatus) -> None:
    expected = ALLOWED[act].get(status)
    if expected is not None:
        assert after(act, status) == expected
        return
    with pytest.raises(WrongEmergencyStatus, match="Reload the page") as refused:
        after(act, status)
    assert EMERGENCY_WORDS[status].lower() in str(refused.value)


@pytest.mark.parametrize("stored", STORED)
def test_the_clock(stored: EmergencyStatus) -> None:
    assert status_at(stored, UNTIL, UNTIL - timedelta(microseconds=1)) is stored
    assert status_at(stored, UNTIL, UNTIL) == RUN_OUT[stored]


def test_every_state_has_words_and_a_way_to_it() -> None:
    assert set(EMERGENCY_WORDS) == set(EmergencyStatus)
    ways = {target for _, target in EMERGENCY_MOVES.values()} | set(RUN_OUT.values()) | {"asked"}
    assert ways == set(EmergencyStatus)
