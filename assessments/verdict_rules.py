"""The rules of a single verdict: what must be said, and how high it may stand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.refusal import Refusal
from assessments.models import Confidence, NotApplicableVerdict, ReasonCode
from assessments.working_papers import Row


class VerdictRefused(Refusal):
    """A verdict breaks a rule; `key` names the row and `field` the field of its form."""

    def __init__(self, key: str, field: str, sentence: str) -> None:
        super().__init__(f"{key.removesuffix('.all').replace('.', ', ')}: {sentence}")
        self.key = key
        self.field = field
        self.sentence = sentence


class VerdictChanged(VerdictRefused):
    """Somebody else has changed the verdict since it was read."""


def changed_meanwhile(key: str) -> VerdictChanged:
    """Somebody gave the verdict on this row while another one was typed."""
    return VerdictChanged(
        key,
        "level",
        "this verdict was changed since you read it. Read it anew, then save yours again, or leave "
        "the page to let the other stand.",
    )


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """Whether a piece of evidence is accepted, and why not."""

    accepted: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What an assessor says to one row; `seen` is the version she read (0: none yet).

    `says_nothing` means that only the evidence was judged. `own` are the assessor's own figures, as
    a typed response; where they were not asked for, those of the version before stay.
    """

    key: str
    seen: int
    level: int | None = None
    confidence: str = ""
    reason: str = ""
    reason_code: str = ""
    not_applicable: str = ""
    done: Sequence[str] = ()
    evidence: Mapping[str, EvidenceView] = field(default_factory=dict)
    says_nothing: bool = False
    own: Mapping[str, Any] | None = None
    own_asked: bool = False


def check(row: Row, one: Given, *, target: int, cap: int) -> None:
    """Raise `VerdictRefused` where what an assessor says to a row breaks a rule.

    `cap` is the highest level that the evidence allows as it is judged with this verdict.
    """
    for refused in broken(row, one, target=target, cap=cap):
        raise refused


def broken(row: Row, one: Given, *, target: int, cap: int) -> Iterator[VerdictRefused]:
    """Every rule that is broken, each at its field."""
    ruled = one.not_applicable in NotApplicableVerdict.values
    if row.claim.not_applicable and not ruled:
        yield VerdictRefused(
            row.key, "not_applicable", "Say whether you accept that it does not apply."
        )
    elif one.not_applicable and not row.claim.not_applicable:
        yield VerdictRefused(
            row.key,
            "not_applicable",
            "The member does not claim that it does not apply. Give a level.",
        )
    if not one.reason.strip():
        yield VerdictRefused(row.key, "reason", "Give the reason for the verdict.")
    if ruled is row.claim.not_applicable and one.not_applicable != NotApplicableVerdict.ACCEPTED:
        yield from _broken_by_level(row, one, target=target, cap=cap)


def _broken_by_level(row: Row, one: Given, *, target: int, cap: int) -> Iterator[VerdictRefused]:
    level = settled_level(one)
    if level is None:
        yield VerdictRefused(row.key, "level", "Choose a level from 0 to 4.")
    if one.confidence not in Confidence.values:
        yield VerdictRefused(row.key, "confidence", "Say how sure you are.")
    if level is None:
        return
    if level > cap:
        yield VerdictRefused(row.key, "level", cap_sentence(cap))
    claimed = row.claim.level
    below = level < target or (claimed is not None and level < claimed)
    if below and one.reason_code not in ReasonCode.values:
        yield VerdictRefused(
            row.key, "reason_code", "Say what lies behind a level below target or below the claim."
        )


def settled_level(one: Given) -> int | None:
    """The level that a verdict comes to: 0 for a refused claim, None for an accepted one."""
    if one.not_applicable == NotApplicableVerdict.REFUSED:
        return 0
    if one.not_applicable == NotApplicableVerdict.ACCEPTED:
        return None
    return one.level if one.level in range(5) else None


def cap_sentence(cap: int) -> str:
    """Why a level is too high for the evidence."""
    return f"Without accepted evidence the level is {cap} at most. Choose a lower one."
