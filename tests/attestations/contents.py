"""Contents of submissions, written by hand or at random."""

from datetime import date, timedelta
from math import prod
from typing import Any

from hypothesis import strategies as st

ON = date(2026, 11, 22)
CODES = tuple(f"{principle}-0{n}" for principle in ("GOV", "SEC") for n in (1, 2, 3))
LAYERS = ("cloud", "ai")


def answer(code: str, level: int | None = 3, layer: str = "", **more: Any) -> dict[str, Any]:
    """One answer of a content; no level is a claim that it does not apply."""
    return {
        "criterion": code,
        "layer": layer,
        "version": 1,
        "response": None if level is None else {"value": level},
        "figure": None,
        "reason": "",
        "not_applicable": level is None,
        "counter_claim": "",
        "confidence": "",
        "plan": "",
        "plan_due": None,
        "level": level,
        "level_reason": "",
        "evidence": [piece()],
    } | more


def piece(key: str = "one", **more: Any) -> dict[str, Any]:
    return {
        "id": key,
        "title": f"Piece {key}",
        "kind": "file",
        "class": "assessor",
        "version": 1,
        "expires_on": None,
    } | more


def criterion(code: str, **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "principle": code[:3],
        "title": f"Title of {code}",
        "weight": 1,
        "must_meet": False,
        "per_layer": False,
        "applies_to": list(LAYERS),
        "na_allowed": True,
        "disclosure": "public",
        "sha256": "0" * 64,
    } | more


def content(
    *answers: dict[str, Any], criteria: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """A content with these answers, and a criterion for each of them where none are given."""
    codes = dict.fromkeys(each["criterion"] for each in answers)
    told = criteria if criteria is not None else [criterion(code) for code in codes]
    principles = dict.fromkeys(each["principle"] for each in told)
    return {
        "schema": "trustportal-submission/2",
        "as_of": ON.isoformat(),
        "scope": {"layers": list(LAYERS)},
        "principles": [{"code": each, "title": each, "weight": 1} for each in principles],
        "criteria": told,
        "answers": list(answers),
        "warnings": [],
    }


PLACES = tuple((code, each) for code in CODES for each in (LAYERS if code[-1] == "3" else ("",)))
CHOICES: tuple[tuple[Any, ...], ...] = (
    (3, None, 0, 1, 2, 4),  # the level, None for a claim
    (None, -10, 0, 90, 180, 181),  # when the plan ends, in days
    ("", "So it is."),  # the reason
    ("", "low", "high"),  # the confidence
    ("", "Not at night."),  # the counter-claim
    ((), ("a",), ("b",), ("a", "b")),  # the pieces of evidence
    (None, ON.isoformat()),  # when piece a expires
)
# One number says everything about one answer: drawing part by part would take a second each.
SAID = st.lists(
    st.integers(0, prod(len(each) for each in CHOICES) - 1),
    min_size=len(PLACES),
    max_size=len(PLACES),
)


def contents() -> st.SearchStrategy[dict[str, Any]]:
    """Any content of one small edition, whole: every criterion is answered as it is asked."""
    return SAID.map(_content_of)


def _content_of(said: list[int]) -> dict[str, Any]:
    told = [criterion(c, per_layer=c[-1] == "3", must_meet=c[-1] == "1") for c in CODES]
    answers = [_answer_of(*place, each) for place, each in zip(PLACES, said, strict=True)]
    return content(*answers, criteria=told)


def _answer_of(code: str, layer: str, said: int) -> dict[str, Any]:
    chosen = []
    for choices in CHOICES:
        said, which = divmod(said, len(choices))
        chosen.append(choices[which])
    level, due, reason, confidence, against, pieces, expires = chosen
    return answer(
        code,
        level,
        layer,
        reason=reason,
        confidence=confidence,
        counter_claim=against,
        plan="" if due is None else "A course.",
        plan_due=None if due is None else (ON + timedelta(days=due)).isoformat(),
        evidence=[piece(each, expires_on=expires if each == "a" else None) for each in pieces],
    )
