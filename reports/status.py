"""The steps of a report's way, and the words for them (pure)."""

from enum import StrEnum
from typing import Final


class State(StrEnum):
    """How far a report has come; the state is the request, the row is the queue."""

    DUE = "due"
    PREPARED = "prepared"
    SIGNED = "signed"
    LIVE = "live"
    FAILED = "failed"
    ENDED = "ended"


WORDS: Final[dict[str, str]] = {
    State.DUE: "Waiting to be rendered",
    State.PREPARED: "Rendered, waiting to be signed",
    State.SIGNED: "Signed, waiting to be logged",
    State.LIVE: "Published",
    State.FAILED: "Failed",
    State.ENDED: "Ended before it was published",
}


class Kind(StrEnum):
    """What a report rests on."""

    DECLARED = "declared"
    ASSESSED = "assessed"


class CorrectionStatus(StrEnum):
    """How far the correction of a report has come."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


CORRECTION_WORDS: Final[dict[str, str]] = {
    CorrectionStatus.ASKED: "Waits for a decision maker",
    CorrectionStatus.CONFIRMED: "Confirmed",
    CorrectionStatus.DECLINED: "Declined",
}


class NoticeKind(StrEnum):
    """What can happen to a report after it is live."""

    CORRECTION = "correction"
    SUSPENSION = "suspension"
    REINSTATEMENT = "reinstatement"
    REVOCATION = "revocation"
    WITHDRAWAL = "withdrawal"
    SUPERSESSION = "supersession"
    AFFIRMATION = "affirmation"
