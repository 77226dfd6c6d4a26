"""What a member claims, read from its frozen submission, in words (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from principles.vocabulary import AnswerType

MEMBER_ONLY: Final = "member"


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence as it was when the member signed; `id` is the evidence's."""

    id: str
    title: str
    kind: str
    disclosure: str
    url: str
    files: tuple[Mapping[str, Any], ...]

    @property
    def is_closed(self) -> bool:
        """Whether only the member's own people may see it; it can support no verdict then."""
        return self.disclosure == MEMBER_ONLY


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


def claim_of(answer: Mapping[str, Any], rule: Mapping[str, Any]) -> Claim:
    """Read one answer of the submission's content (shape: attestations/snapshot.py)."""
    due = answer["plan_due"]
    claimed_away = answer["not_applicable"]
    return Claim(
        words="Not applicable" if claimed_away else words(rule, answer["response"] or {}),
        reason=answer["reason"],
        not_applicable=claimed_away,
        level=answer["level"],
        level_reason=answer["level_reason"],
        plan=answer["plan"],
        plan_due=date.fromisoformat(due) if due else None,
        evidence=tuple(_piece(each) for each in answer["evidence"]),
    )


def words(rule: Mapping[str, Any], response: Mapping[str, Any]) -> str:
    """A typed response as people read it."""
    kind = AnswerType(rule["type"])
    value = response.get("value")
    if kind is AnswerType.METRIC:
        return _figure(rule, response)
    if kind is AnswerType.MATURITY:
        rubric = {int(level): text for level, text in rule["rubric"].items()}
        level = int(value or 0)
        return f"Level {level}: {rubric.get(level, '')}"
    if kind is AnswerType.CHOICE:
        return _labels(rule["options"], [value])
    if kind is AnswerType.MULTI_CHOICE:
        return _labels(rule["options"], value or [])
    if kind is AnswerType.DOCUMENT:
        return _document(rule, response)
    return str(value).capitalize()


def _figure(rule: Mapping[str, Any], response: Mapping[str, Any]) -> str:
    if response.get("not_exercised"):
        return "No case in the period"
    unit = {"percent": "%"}.get(rule["unit"], rule["unit"].replace("_", " "))
    told = f"{response.get('value')} {unit}"
    coverage = response.get("coverage_pct")
    return told if coverage is None else f"{told}, covering {coverage} %"


def _document(rule: Mapping[str, Any], response: Mapping[str, Any]) -> str:
    told = [_labels(rule["elements"], response.get("elements", []))]
    if response.get("dated"):
        told.append(f"dated {response['dated']}")
    if response.get("public") is not None:
        told.append("public" if response["public"] else "not public")
    return "; ".join(told)


def _labels(options: list[Mapping[str, Any]], values: list[Any]) -> str:
    known = {each["value"]: str(each.get("label") or each["value"]) for each in options}
    return "; ".join(known.get(value, str(value)) for value in values) or "None of them"


def _piece(each: Mapping[str, Any]) -> Piece:
    return Piece(
        id=str(each["id"]),
        title=each["title"] or "A document that stays with the organisation",
        kind=each["kind"],
        disclosure=each["class"],
        url=each["url"],
        files=tuple(each["files"]),
    )
