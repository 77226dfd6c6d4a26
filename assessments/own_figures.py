"""The level that an assessor's own figures give, by the code of the score (pure)."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from assessments.claims import Claim
from principles.answers import InvalidAnswer
from principles.judgement import Level
from principles.measures import explain
from principles.telling import told

OWN: Final = "own-"  # before the names of an answer's fields, where they are the assessor's


def worked_out(
    rule: Mapping[str, Any],
    response: Mapping[str, Any] | None,
    *,
    layer: str,
    has_evidence: bool,
    as_of: date,
) -> dict[str, Any] | None:
    """A typed response with what it comes to, as a version of a verdict keeps it; or None.

    `has_evidence` means accepted. Raises `InvalidAnswer`.
    """
    if not response:
        return None
    found = explain(rule, response, has_evidence=has_evidence, as_of=as_of, layer=layer or None)
    return {
        "response": dict(response),
        "words": told(rule, response),
        "level": found.level,
        "reason": " ".join([found.reason, *(cap.sentence for cap in found.caps)]),
        "next_needs": found.next_needs or "",
    }


def claimed_working(
    rule: Mapping[str, Any], claim: Claim, *, layer: str, as_of: date
) -> Level | None:
    """How the member's level follows from its own answer; None where it gives none."""
    if not claim.response or claim.not_applicable:
        return None
    attached = any(not piece.is_statement for piece in claim.evidence)
    try:
        return explain(
            rule, claim.response, has_evidence=attached, as_of=as_of, layer=layer or None
        )
    except InvalidAnswer:
        return None
