"""What a member claims, read from its frozen submission, in words (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from attestations import figures

MEMBER_ONLY: Final = "member"
STATEMENT: Final = "statement"


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence as it was when the member signed; `id` is the evidence's."""

    id: str
    title: str
    kind: str
    disclosure: str
    url: str
    files: tuple[Mapping[str, Any], ...]
    expires_on: date | None = None
    covers_from: date | None = None
    covers_until: date | None = None

    @property
    def is_closed(self) -> bool:
        """Whether only the member's own people may see it; it can support no verdict then."""
        return self.disclosure == MEMBER_ONLY

    @property
    def is_statement(self) -> bool:
        """Whether it is the member's own words; accepted or not, they lift no level."""
        return self.kind == STATEMENT


@dataclass(frozen=True, slots=True)
class Claim:
    """What the member says to one criterion (and layer); `level` None for not applicable."""

    words: str
    reason: str
    not_applicable: bool
    level: int | None
    level_reason: str
    plan: str
    plan_due: date | None
    evidence: tuple[Piece, ...]
    # Of what its figure was taken, what it says against itself, how sure it is of it.
    taken: str = ""
    counter_claim: str = ""
    confidence: str = ""
    response: Mapping[str, Any] | None = None


def claim_of(answer: Mapping[str, Any], rule: Mapping[str, Any]) -> Claim:
    """Read one answer of the submission's content (shape: attestations/snapshot.py)."""
    due = answer["plan_due"]
    claimed_away = answer["not_applicable"]
    return Claim(
        words="Not applicable" if claimed_away else _words(answer, rule),
        reason=answer["reason"],
        not_applicable=claimed_away,
        level=answer["level"],
        level_reason=answer["level_reason"],
        plan=answer["plan"],
        plan_due=date.fromisoformat(due) if due else None,
        # What submissions of schema 1 did not have yet.
        taken=figures.taken(answer.get("figure")),
        counter_claim=answer.get("counter_claim", ""),
        confidence=answer.get("confidence", ""),
        response=answer["response"],
        evidence=tuple(_piece(each) for each in answer["evidence"]),
    )


def _words(answer: Mapping[str, Any], rule: Mapping[str, Any]) -> str:
    return figures.words(rule, answer["response"], answer.get("figure"), layer=answer["layer"])


def _piece(each: Mapping[str, Any]) -> Piece:
    return Piece(
        id=str(each["id"]),
        title=each["title"] or "A document that stays with the organisation",
        kind=each["kind"],
        disclosure=each["class"],
        url=each["url"],
        files=tuple(each["files"]),
        expires_on=_day(each.get("expires_on")),
        covers_from=_day(each.get("covers_from")),
        covers_until=_day(each.get("covers_until")),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
