"""What a signatory must know of a content before signing it (pure: no Django, no clock).

Everything is read from the content that will be signed (`snapshot.py`), so that the briefing can
say nothing that the signature does not cover; only what the scanner said of the files comes from
outside. What was otherwise last time is told by `since.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from attestations.rating import Place
from attestations.snapshot import STATEMENT, level_of
from attestations.warned import LOW
from attestations.working import Working, working
from principles.scoring import Thresholds

FILE: Final = "file"


class PlanState(StrEnum):
    """Whether the plan of an answer below target counts on the day of signing."""

    NONE = "none"
    OVERDUE = "overdue"
    LATE = "late"
    IN_TIME = "in_time"


class Risk(StrEnum):
    """Why a criterion that must be met may cost the outcome."""

    BELOW_TARGET = "below_target"
    PLAN = "plan"
    LOW_CONFIDENCE = "low_confidence"
    NO_EVIDENCE = "no_evidence"
    STALE_EVIDENCE = "stale_evidence"
    REFUSED_FILE = "refused_file"


@dataclass(frozen=True, slots=True)
class Line:
    """One answer as the briefing names it; `level` is None for a claim."""

    place: Place
    title: str
    must_meet: bool
    level: int | None
    text: str = ""
    due: date | None = None
    plan: PlanState | None = None
    risks: tuple[Risk, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence as the briefing names it, and the answers that it serves."""

    id: str
    title: str
    kind: str
    until: date | None
    places: tuple[Place, ...]

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds; `until` is the first on which it does not."""
        return self.until - timedelta(days=1) if self.until else None


@dataclass(frozen=True, slots=True)
class Reasoned:
    """One sentence of warning with one reason, and the answers that they stand at."""

    sentence: str
    reason: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """The briefing of one content on one day."""

    working: Working
    at_risk: tuple[Line, ...]
    open_gaps: tuple[Line, ...]
    claims: tuple[Line, ...]
    counter_claims: tuple[Line, ...]
    without_evidence: tuple[Line, ...]
    without_file: tuple[Line, ...]
    stale: tuple[Piece, ...]
    ending: tuple[Piece, ...]
    refused: tuple[Piece, ...]
    unscanned: tuple[Piece, ...]
    reasons: tuple[Reasoned, ...]

    @property
    def any_weak(self) -> bool:
        """Whether there is anything to say of the evidence."""
        weak = (self.without_evidence, self.without_file, self.stale, self.ending)
        return any((*weak, self.refused, self.unscanned))


def facts(
    content: Mapping[str, Any],
    *,
    on: date,
    valid_until: date,
    thresholds: Thresholds,
    refused: frozenset[str] = frozenset(),
    unscanned: frozenset[str] = frozenset(),
) -> Facts:
    """The briefing if signed on the day `on`, with a report that would count until `valid_until`.

    `refused` and `unscanned` are the ids of pieces with a file that the scanner refused, or that
    it has not looked at.
    """
    pieces = _pieces(content)
    stale = {each.id for each in pieces if each.until is not None and each.until <= on}
    told = {each["code"]: each for each in content["criteria"]}
    pairs = [
        (answer, _line(answer, told[answer["criterion"]], on, thresholds, stale, refused))
        for answer in content["answers"]
    ]
    by_risk = sorted((line for _, line in pairs), key=lambda line: (line.level or 0, line.place))
    levelled = [(answer, line) for answer, line in pairs if line.level is not None]
    reached = [(a, line) for a, line in levelled if (line.level or 0) >= thresholds.target]
    below = [line for _, line in levelled if (line.level or 0) < thresholds.target]
    return Facts(
        working=working(content, on=on, thresholds=thresholds),
        at_risk=tuple(line for line in by_risk if line.must_meet and line.risks),
        open_gaps=_must_meets_first(below),
        claims=_must_meets_first(
            _with(a["reason"], line) for a, line in pairs if line.level is None
        ),
        counter_claims=_must_meets_first(
            _with(text, line) for a, line in pairs if (text := a.get("counter_claim", ""))
        ),
        without_evidence=_must_meets_first(
            line for a, line in levelled if line.level and not _carrying(a)
        ),
        without_file=_must_meets_first(
            line for a, line in reached if (kinds := _carrying(a).values()) and FILE not in kinds
        ),
        stale=tuple(each for each in pieces if each.id in stale),
        ending=tuple(
            each
            for each in pieces
            if each.id not in stale and each.until is not None and each.until <= valid_until
        ),
        refused=tuple(each for each in pieces if each.id in refused),
        unscanned=tuple(each for each in pieces if each.id in unscanned - refused),
        reasons=_reasons(content["warnings"]),
    )


def plan_state(due: date | None, text: str, *, on: date, action_days: int) -> PlanState:
    """Whether a plan counts on the day `on`: dated, not over, and within the days allowed."""
    if due is None or not text.strip():
        return PlanState.NONE
    if due < on:
        return PlanState.OVERDUE
    return PlanState.LATE if (due - on).days > action_days else PlanState.IN_TIME


def _line(
    answer: Mapping[str, Any],
    criterion: Mapping[str, Any],
    on: date,
    thresholds: Thresholds,
    stale: set[str],
    refused: frozenset[str],
) -> Line:
    level = level_of(answer)
    number = level if isinstance(level, int) else None
    due = date.fromisoformat(answer["plan_due"]) if answer["plan_due"] else None
    state = None
    if number is not None and number < thresholds.target:
        state = plan_state(due, answer["plan"], on=on, action_days=thresholds.action_days)
    return Line(
        place=(answer["criterion"], answer["layer"]),
        title=criterion["title"],
        must_meet=criterion["must_meet"],
        level=number,
        text=answer["plan"],
        due=due,
        plan=state,
        risks=tuple(_risks(answer, number, state, stale, refused)),
    )


def _risks(
    answer: Mapping[str, Any],
    level: int | None,
    plan: PlanState | None,
    stale: set[str],
    refused: frozenset[str],
) -> Iterable[Risk]:
    if level is None:
        return
    if plan is not None:
        yield Risk.BELOW_TARGET
        if plan is not PlanState.IN_TIME:
            yield Risk.PLAN
    elif answer.get("confidence") == LOW:
        yield Risk.LOW_CONFIDENCE
    ids = _carrying(answer).keys()
    if not ids:
        yield Risk.NO_EVIDENCE
    elif ids <= stale:
        yield Risk.STALE_EVIDENCE
    if ids & refused:
        yield Risk.REFUSED_FILE


def _with(text: str, line: Line) -> Line:
    return replace(line, text=text)


def _must_meets_first(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: not line.must_meet))


def _carrying(answer: Mapping[str, Any]) -> dict[str, str]:
    """The kinds of the pieces that carry the answer's level, by id; own words carry none."""
    return {p["id"]: p["kind"] for p in answer["evidence"] if p["kind"] != STATEMENT}


def _pieces(content: Mapping[str, Any]) -> tuple[Piece, ...]:
    places: dict[str, list[Place]] = {}
    told: dict[str, Mapping[str, Any]] = {}
    for answer in content["answers"]:
        for piece in answer["evidence"]:
            told[piece["id"]] = piece
            places.setdefault(piece["id"], []).append((answer["criterion"], answer["layer"]))
    return tuple(
        Piece(
            id=key,
            title=piece["title"],
            kind=piece["kind"],
            until=date.fromisoformat(until) if (until := piece.get("expires_on")) else None,
            places=tuple(places[key]),
        )
        for key, piece in told.items()
    )


def _reasons(warnings: Iterable[Mapping[str, str]]) -> tuple[Reasoned, ...]:
    found: dict[tuple[str, str], list[Place]] = {}
    for each in warnings:
        _, code, layer = each["key"].split(":", 2)
        found.setdefault((each["sentence"], each["reason"]), []).append((code, layer))
    return tuple(Reasoned(*said, tuple(places)) for said, places in found.items())
