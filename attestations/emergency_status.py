"""The states of an emergency access, its acts, and the one table of moves (pure)."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from accounts.refusal import Refusal


class EmergencyStatus(StrEnum):
    """Where an emergency access stands; the last two come by the clock and are never stored."""

    ASKED = "asked"
    OPEN = "open"
    DECLINED = "declined"
    ENDED = "ended"
    OVER = "over"
    LAPSED = "lapsed"


S = EmergencyStatus
EMERGENCY_WORDS: Final[Mapping[EmergencyStatus, str]] = {
    S.ASKED: "Asked for",
    S.OPEN: "Open",
    S.DECLINED: "Declined",
    S.ENDED: "Ended early",
    S.OVER: "Over",
    S.LAPSED: "Not answered in time",
}
STORED: Final = (S.ASKED, S.OPEN, S.DECLINED, S.ENDED)


class EmergencyAct(StrEnum):
    """What moves an emergency access from one state to another."""

    GRANT = "grant"
    DECLINE = "decline"
    END = "end"


# act -> (from any of these, to this). Whoever asked ends it before it is granted, too.
EMERGENCY_MOVES: Final[
    Mapping[EmergencyAct, tuple[frozenset[EmergencyStatus], EmergencyStatus]]
] = {
    EmergencyAct.GRANT: (frozenset({S.ASKED}), S.OPEN),
    EmergencyAct.DECLINE: (frozenset({S.ASKED}), S.DECLINED),
    EmergencyAct.END: (frozenset({S.ASKED, S.OPEN}), S.ENDED),
}


class WrongEmergencyStatus(Refusal):
    """The act does not lead on from the state that the emergency access is in."""

    def __init__(self, act: EmergencyAct, status: EmergencyStatus) -> None:
        self.act = act
        self.status = status
        super().__init__(
            f"This emergency access: {EMERGENCY_WORDS[status].lower()}. It cannot be changed this "
            "way any more. Reload the page, or ask anew."
        )


def status_at(stored: EmergencyStatus, until: datetime, at: datetime) -> EmergencyStatus:
    """Where it stands at `at`: what is asked or open until then has run out from then on."""
    if at < until:
        return stored
    return {S.ASKED: S.LAPSED, S.OPEN: S.OVER}.get(stored, stored)


def after(act: EmergencyAct, status: EmergencyStatus) -> EmergencyStatus:
    """The state that `act` leads to from `status`, or `WrongEmergencyStatus`."""
    sources, target = EMERGENCY_MOVES[act]
    if status not in sources:
        raise WrongEmergencyStatus(act, status)
    return target
