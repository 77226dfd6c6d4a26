"""What one receipt says (pure): a signature, what it is under, and how anybody checks it.

A receipt is no report: it judges nothing, is published nowhere, and tells the member nothing that
the submission does not say already.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from reports.contents import (
    ContentsRefused,
    Edition,
    Figures,
    Issuer,
    Organisation,
    Scope,
    Signatory,
)

RECEIPT: Final = "receipt.json"  # the receipt as data
CONTENT: Final = "content.json"  # the exact bytes that were signed
MARK: Final = "RECEIPT: not an assessment, not a report"


@dataclass(frozen=True, kw_only=True)
class MadeReady:
    """Who made ready what was signed, and when."""

    name: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Logged:
    """Where the submission stands in the public log; digests and salt in lower-case hex."""

    index: int
    commitment: str
    salt: str


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How much was signed; `evidence` are pieces, `files` their files."""

    criteria: int
    answers: int
    not_applicable: int
    evidence: int
    files: int


@dataclass(frozen=True, kw_only=True)
class PrincipleResult:
    """A principle's declared figures."""

    code: str
    title: str
    declared: Figures


@dataclass(frozen=True, kw_only=True)
class Warned:
    """A warning that stood when it was made ready, and why the member signed all the same."""

    place: str
    sentence: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReceiptContents:
    """Everything one receipt shows. `made_ready` is None where the journal does not tell."""

    submission: str
    attestation: str
    sequence: int
    organisation: Organisation
    scope: Scope
    edition: Edition
    as_of: date
    sha256: str
    signed_at: datetime
    signatory: Signatory
    publish_declared: bool
    made_ready: MadeReady | None
    logged: Logged
    counted: Counted
    declared: Figures
    principles: tuple[PrincipleResult, ...]
    flags: tuple[str, ...]
    warnings: tuple[Warned, ...]
    issuer: Issuer

    def __post_init__(self) -> None:
        """Refuse an instant without its time zone."""
        ready = () if self.made_ready is None else (self.made_ready.at,)
        if any(each.utcoffset() is None for each in (self.signed_at, *ready)):
            raise ContentsRefused("Instants in a receipt carry their time zone.")

    @property
    def url(self) -> str:
        """Where the page of this receipt stands, for those who may read the submission."""
        return f"{self.issuer.portal_origin.rstrip('/')}/submissions/{self.submission}/"

    @property
    def leaf_url(self) -> str:
        """Where anybody reads the entry of the public log, with its proof."""
        return f"{self.issuer.portal_origin.rstrip('/')}/log/leaf/{self.logged.index}/"

    @property
    def root_url(self) -> str:
        """Where the root of the seal's certificate is published."""
        return f"{self.issuer.portal_origin.rstrip('/')}/verify/reports-root.pem"
