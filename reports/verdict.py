"""What a signed report is compared with, and what came of it (pure)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from reports.keys.terms import Term, from_plain, to_plain
from reports.levels import Level

FIELD: Final = "TrustportalSeal"  # of a report's seal
ARCHIVE_FIELD: Final = "TrustportalArchiveStamp"  # of the second time stamp, at B-LTA
RECEIPT_FIELD: Final = "TrustportalReceiptSeal"  # so that no receipt passes for a report


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What must hold of a file, taken from the log's leaf and our published certificates.

    Digests are lower-case hex SHA-256. A None is something the asker does not know: the check is
    then not made, and the file is not called verified. `data` names every attachment that the file
    must carry, with its digest. `at` is when the document was issued; the certificates are judged
    at that instant, or at that of the time stamp where the level has one, which must lead to one of
    `time_stamp_roots`. `history` is the published one of keys: the seal's must have been in use at
    the time of the stamp, else at `logged_at`, the time of the leaf, else at `at`. `field` is the signature field that holds the seal.
    """

    sha256: str | None
    data: Mapping[str, str] | None
    root: bytes
    at: datetime
    certificate_sha256: str | None = None
    field: str = FIELD
    level: Level = Level.B_B
    time_stamp_roots: tuple[bytes, ...] = ()
    history: tuple[Term, ...] | None = None
    logged_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Check:
    """One condition: `passed` is None when it could not be judged; `sentence` is for people."""

    name: str
    passed: bool | None
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """All conditions of "verified"; less than all of them is not "verified"."""

    checks: tuple[Check, ...]

    @property
    def verified(self) -> bool:
        """Whether every condition was judged and holds."""
        return bool(self.checks) and all(check.passed is True for check in self.checks)

    @property
    def failures(self) -> tuple[Check, ...]:
        """Give the conditions that do not hold or could not be judged."""
        return tuple(check for check in self.checks if check.passed is not True)


def expected_to_plain(expected: Expected) -> dict[str, Any]:
    """Write `expected` as JSON-ready values."""
    return {
        **asdict(expected),
        "root": expected.root.hex(),
        "at": expected.at.isoformat(),
        "time_stamp_roots": [each.hex() for each in expected.time_stamp_roots],
        "history": None
        if expected.history is None
        else [to_plain(each) for each in expected.history],
        "logged_at": expected.logged_at.isoformat() if expected.logged_at else None,
    }


def expected_from_plain(plain: dict[str, Any]) -> Expected:
    """Read what `expected_to_plain` wrote."""
    history, logged_at = plain["history"], plain["logged_at"]
    read = {
        "root": bytes.fromhex(plain["root"]),
        "at": datetime.fromisoformat(plain["at"]),
        "level": Level(plain["level"]),
        "time_stamp_roots": tuple(bytes.fromhex(each) for each in plain["time_stamp_roots"]),
        "history": None if history is None else tuple(from_plain(each) for each in history),
        "logged_at": datetime.fromisoformat(logged_at) if logged_at else None,
    }
    return Expected(**{**plain, **read})


def verdict_to_plain(verdict: Verdict) -> list[dict[str, Any]]:
    """Write `verdict` as JSON-ready values."""
    return [asdict(check) for check in verdict.checks]


def verdict_from_plain(plain: list[dict[str, Any]]) -> Verdict:
    """Read what `verdict_to_plain` wrote."""
    return Verdict(checks=tuple(Check(**check) for check in plain))
