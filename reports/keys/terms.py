"""When a key was in use, and what that means for a seal (pure)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

CLOCKS_DIFFER: Final = timedelta(minutes=10)  # of a portal and of a time-stamping authority


class Store(StrEnum):
    """Where the private half is."""

    FILE = "file"
    TOKEN = "token"  # noqa: S105 - a PKCS#11 token
    SERVICE = "service"


class Why(StrEnum):
    """Why a key went out of use."""

    PLANNED = "planned"
    LOST = "lost"
    COMPROMISED = "compromised"


STORES: Final[Mapping[Store, str]] = {
    Store.FILE: "In a file of the signing machine",
    Store.TOKEN: "On a token or HSM that it cannot leave",
    Store.SERVICE: "In the key service of a cloud",
}
REASONS: Final[Mapping[Why, str]] = {
    Why.PLANNED: "Replaced as planned",
    Why.LOST: "The private key was lost or destroyed",
    Why.COMPROMISED: "Somebody else may have used it",
}


@dataclass(frozen=True, kw_only=True)
class Term:
    """One key's time of use. `certificate_sha256` is of the certificate as DER, lower-case hex.

    `ends_at` is None while it is in use. From `not_trusted_from` on, nothing that was sealed with
    it counts: somebody else may have sealed it.
    """

    certificate_sha256: str
    begins_at: datetime
    ends_at: datetime | None = None
    not_trusted_from: datetime | None = None

    def of_a_seal(self, at: datetime) -> "Use":
        """What is to be said of a seal that is known to have been there at `at`."""
        if self.not_trusted_from is not None and at >= self.not_trusted_from:
            return Use.NOT_TRUSTED
        if at < self.begins_at - CLOCKS_DIFFER:
            return Use.TOO_EARLY
        if self.ends_at is not None and at > self.ends_at + CLOCKS_DIFFER:
            return Use.TOO_LATE
        return Use.IN_TIME if self.not_trusted_from is None else Use.OLDER_THAN_THE_LEAK


class Use(StrEnum):
    """Whether a key was in use when a seal was made."""

    IN_TIME = "in_time"
    OLDER_THAN_THE_LEAK = "older_than_the_leak"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    NOT_TRUSTED = "not_trusted"

    @property
    def good(self) -> bool:
        """Whether such a seal counts."""
        return self in (Use.IN_TIME, Use.OLDER_THAN_THE_LEAK)


def term_of(terms: Iterable[Term], certificate_sha256: str) -> Term | None:
    """The term of the key with this certificate; None: the history does not know it."""
    return next((each for each in terms if each.certificate_sha256 == certificate_sha256), None)


def to_plain(term: Term) -> dict[str, Any]:
    """The term as JSON-ready values."""
    return {
        "certificate_sha256": term.certificate_sha256,
        "begins_at": term.begins_at.isoformat(),
        "ends_at": term.ends_at.isoformat() if term.ends_at else None,
        "not_trusted_from": term.not_trusted_from.isoformat() if term.not_trusted_from else None,
    }


def from_plain(plain: Mapping[str, Any]) -> Term:
    """Read what `to_plain` wrote, or an entry of the published history."""

    def moment(name: str) -> datetime | None:
        return datetime.fromisoformat(plain[name]) if plain[name] else None

    return Term(
        certificate_sha256=plain["certificate_sha256"],
        begins_at=datetime.fromisoformat(plain["begins_at"]),
        ends_at=moment("ends_at"),
        not_trusted_from=moment("not_trusted_from"),
    )
