"""Where an accreditation stands on a day, and its words (pure)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final


class AccreditationStatus(StrEnum):
    """Where an accreditation stands."""

    NOT_YET = "not_yet"
    IN_FORCE = "in_force"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


WORDS: Final[dict[str, str]] = {
    AccreditationStatus.NOT_YET: "Not in force yet",
    AccreditationStatus.IN_FORCE: "In force",
    AccreditationStatus.ENDED: "Ended",
    AccreditationStatus.WITHDRAWN: "Withdrawn",
}


def status_on(
    day: date, *, valid_from: date, valid_until: date, withdrawn_at: datetime | None
) -> AccreditationStatus:
    """The status on `day`; both days of the validity are inclusive.

    A withdrawal counts whatever the dates say: nobody should read "ended" of what was taken away.
    """
    if withdrawn_at is not None:
        return AccreditationStatus.WITHDRAWN
    if day < valid_from:
        return AccreditationStatus.NOT_YET
    if day > valid_until:
        return AccreditationStatus.ENDED
    return AccreditationStatus.IN_FORCE
