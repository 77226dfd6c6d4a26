"""The states of a clarification, what moves it, and its words (pure)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from accounts.refusal import Refusal


class ClarificationStatus(StrEnum):
    """Where a question or a request for evidence stands."""

    ASKED = "asked"
    ANSWERED = "answered"
    LAPSED = "lapsed"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


C = ClarificationStatus
CLARIFICATION_WORDS: Final[dict[str, str]] = {
    C.ASKED: "Waits for an answer",
    C.ANSWERED: "Answered",
    C.LAPSED: "Not answered in time",
    C.SETTLED: "Settled",
    C.WITHDRAWN: "Withdrawn",
}
# Somebody still has something to do about it: the member answers, or an assessor reads.
OPEN_CLARIFICATIONS: Final = (C.ASKED, C.ANSWERED)


class ClarificationAct(StrEnum):
    """What moves a clarification."""

    ANSWER = "answer"
    ASK_AGAIN = "ask_again"
    SETTLE = "settle"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"


# A late answer is better than none: it may come while the assessment is under way.
CLARIFICATION_MOVES: Final[
    Mapping[ClarificationAct, tuple[frozenset[ClarificationStatus], ClarificationStatus]]
] = {
    ClarificationAct.ANSWER: (frozenset({C.ASKED, C.LAPSED}), C.ANSWERED),
    ClarificationAct.ASK_AGAIN: (frozenset({C.ANSWERED, C.LAPSED}), C.ASKED),
    ClarificationAct.SETTLE: (frozenset({C.ANSWERED}), C.SETTLED),
    ClarificationAct.WITHDRAW: (frozenset({C.ASKED, C.LAPSED}), C.WITHDRAWN),
    ClarificationAct.LAPSE: (frozenset({C.ASKED}), C.LAPSED),
}


class WrongClarificationStatus(Refusal):
    """The act does not lead on from the state that the clarification is in."""

    def __init__(self, act: ClarificationAct, status: ClarificationStatus) -> None:
        super().__init__(
            f"This stands at “{CLARIFICATION_WORDS[status].lower()}”, and the step is not open from "
            "there. Reload the page to see what has happened."
        )
        self.act = act
        self.status = status


def clarification_after(act: ClarificationAct, status: ClarificationStatus) -> ClarificationStatus:
    """The state that `act` leads to from `status`, or `WrongClarificationStatus`."""
    sources, target = CLARIFICATION_MOVES[act]
    if status not in sources:
        raise WrongClarificationStatus(act, status)
    return target
