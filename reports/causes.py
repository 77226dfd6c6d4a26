"""Why a step of a report or a receipt failed, in words for those who wait (pure).

The row keeps two things: the sentence of whatever failed, which operators read, and its cause, whose
words here are for everybody else. They say what is wrong, and nothing of files, keys or content.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Cause(StrEnum):
    """What sort of thing went wrong."""

    NONE = ""
    DOCUMENT = "document"
    CHECK = "check"
    SEAL = "seal"
    KEYS = "keys"
    STAMPS = "stamps"
    ROOM = "room"
    DATABASE = "database"
    WORKER = "worker"
    UNEXPECTED = "unexpected"
    TAKEN_BACK = "taken_back"


SENTENCES: Final[Mapping[Cause, str]] = {
    Cause.DOCUMENT: "The document could not be typeset.",
    Cause.CHECK: "The document was typeset, but it did not pass the checks before signing.",
    Cause.SEAL: "The document was not sealed, or our own verifier did not accept the seal.",
    Cause.KEYS: "The alliance’s key for sealing could not be used.",
    Cause.STAMPS: "The authority that stamps the time, or the lists of what was revoked, could not be had.",
    Cause.ROOM: "There was no room left to work in.",
    Cause.DATABASE: "The database could not be reached.",
    Cause.WORKER: "The program that makes it stopped in the middle of the work.",
    Cause.UNEXPECTED: "Something happened that nobody foresaw.",
    Cause.TAKEN_BACK: "What it rests on was taken back before it was published.",
}
# What somebody else must mend: it is tried for as long as it takes.
PATIENT: Final = frozenset({Cause.STAMPS})
AGAIN: Final = "It is tried again by itself; you need not do anything."
STOPPED: Final = (
    "It is not tried again by itself. The alliance’s operators have been told: once they have mended "
    "what was wrong, they have it made again from the step that failed, and it goes on here."
)
ENDED: Final = "It will not be made. Nothing was published."
DIED: Final = (
    "The worker ended in the middle of the step each time, and left no word. Look in the system's "
    "log for what ended it, such as a lack of memory."
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step failed. `sentence` is for operators; `reference` finds the whole error in the log."""

    cause: Cause
    sentence: str
    reference: str = ""


def sentence(cause: str) -> str:
    """What went wrong, for those who wait; a row from before causes were kept says no more."""
    return SENTENCES[Cause(cause) if cause else Cause.UNEXPECTED]
