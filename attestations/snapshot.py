"""The content of an attestation as it is signed: canonical JSON and its digest (pure).

The bytes are those of RFC 8785 (JSON Canonicalization Scheme), the digest is their SHA-256 in
lower-case hex. The same rows always give the same bytes; no clock is read. What the content is
worth on a day (plans are counted from the day of signing) is asked of `declared`.

    {"schema": "trustportal-submission/2",
     "attestation": id, "as_of": "2026-11-22",
     "organisation": {"id", "slug", "name", "country"},
     "scope": {"id", "slug", "title", "statement", "included", "excluded", "why",
               "layers": [slug, …]},
     "edition": {"framework", "version", "title", "sha256", "method"},
     "principles": [{"code", "title", "weight"}, …],
     "criteria": [{"code", "principle", "title", "weight", "must_meet", "per_layer",
                   "applies_to", "na_allowed", "disclosure", "sha256"}, …],   all of the edition
     "answers": [{"criterion", "layer", "version", "response", "figure", "reason",
                  "not_applicable", "counter_claim", "confidence", "plan", "plan_due",
                  "level", "level_reason", "evidence": [
                    {"id", "title", "kind", "class", "version", "effective_on", "covers_from",
                     "covers_until", "expires_on", "public_summary", "text", "url",
                     "sha256": [of each file],
                     "files": [{"name", "sha256", "size", "class"}]}]}, …],
     "warnings": [{"key", "sentence", "reason"}, …]}

`layer` is "" where one answer serves all layers; `level` is null for a not-applicable claim. A
criterion without an answer is not applicable by layer. Of evidence whose class is `member` only
kind, class, days and digests are told, and the summary that is public. What
`trustportal-submission/1` did not have yet (the three parts of the scope's statement; figure, counter_claim, confidence; of evidence the
days but the first, public_summary, text, and the class of a file) may be absent in old content.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import rfc8785

from attestations.rating import Asked, Given, Place, item_of
from principles.scoring import Item, NotApplicable, Result, Thresholds, scored

SCHEMA: Final = "trustportal-submission/2"
STATEMENT: Final = "statement"


def canonical(content: Mapping[str, Any]) -> bytes:
    """The content as RFC 8785 bytes."""
    return bytes(rfc8785.dumps(dict(content)))


def digest(content: bytes) -> str:
    """SHA-256 of the canonical bytes, lower-case hex."""
    return hashlib.sha256(content).hexdigest()


def answers_by_place(content: Mapping[str, Any]) -> dict[Place, Mapping[str, Any]]:
    """The content's answers by criterion code and layer."""
    return {(each["criterion"], each["layer"]): each for each in content["answers"]}


def level_of(answer: Mapping[str, Any]) -> int | NotApplicable | None:
    """The declared level of one of the content's answers, or the claim."""
    if answer["not_applicable"]:
        return NotApplicable.CLAIMED
    level: int | None = answer["level"]
    return level


def declared(content: Mapping[str, Any], *, signed_on: date, thresholds: Thresholds) -> Result:
    """The declared result: the member's own levels, plans counted from the day of signing."""
    items = items_of(content, signed_on=signed_on, target=thresholds.target)
    return scored(items, principle_weights=weights_of(content), thresholds=thresholds)


def items_of(content: Mapping[str, Any], *, signed_on: date, target: int) -> list[Item]:
    """The content's criteria as they are scored, each at its weakest layer."""
    answers = answers_by_place(content)
    levels = {place: level_of(each) for place, each in answers.items()}
    given = {place: _given(each) for place, each in answers.items()}
    layers: Sequence[str] = content["scope"]["layers"]
    return [
        item_of(asked_of(each), layers, levels, given, signed_on, target)
        for each in content["criteria"]
    ]


def weights_of(content: Mapping[str, Any]) -> dict[str, int]:
    """The principles' weights by code."""
    return {each["code"]: each["weight"] for each in content["principles"]}


def asked_of(criterion: Mapping[str, Any]) -> Asked:
    """One of the content's criteria; its rule stands in the edition, not in the content."""
    return Asked(
        code=criterion["code"],
        principle=criterion["principle"],
        title=criterion["title"],
        weight=criterion["weight"],
        must_meet=criterion["must_meet"],
        per_layer=criterion["per_layer"],
        applies_to=tuple(criterion["applies_to"]),
        na_allowed=criterion["na_allowed"],
        rule={},
        sha256=criterion["sha256"],
        disclosure=criterion["disclosure"],
    )


def _given(answer: Mapping[str, Any]) -> Given:
    due = answer["plan_due"]
    return Given(
        response=answer["response"],
        reason=answer["reason"],
        not_applicable=answer["not_applicable"],
        plan=answer["plan"],
        plan_due=date.fromisoformat(due) if due else None,
        evidence=sum(1 for piece in answer["evidence"] if piece["kind"] != STATEMENT),
    )
