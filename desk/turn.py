"""For whom an engagement waits, in one word and one sentence (pure)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class Side(StrEnum):
    """For whom something waits; the values stand in addresses."""

    BODY = "body"
    MEMBER = "member"
    ALLIANCE = "alliance"


WORDS: Final[dict[Side, str]] = {
    Side.BODY: "The assessor body",
    Side.MEMBER: "The member",
    Side.ALLIANCE: "The alliance",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides whose turn it is; each of them is read for all engagements at once.

    `quote_by` is the day until which a quote is asked for, `quote_until` the last on which it counts;
    `plan` is `none`, `waits`, `objected` or `agreed`; `due` is the last day of the frozen plan as
    it stands now, `asked_until` the earliest day of what the member is asked; `changed` says that
    verdicts or findings are newer than the draft that was shared.
    """

    status: str
    attestation: str
    quote_by: date | None = None
    quote_until: date | None = None
    objections_until: date | None = None
    may_object: bool = False
    plan: str = "none"
    plan_until: date | None = None
    frozen: bool = False
    due: date | None = None
    asked: int = 0
    asked_until: date | None = None
    shared: bool = False
    changed: bool = False
    remarks_until: date | None = None
    remarked: bool = False
    confirmed: bool = False
    conditions_until: date | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """Who is waited for, for what, and until when (None where no day is set)."""

    side: Side
    what: str
    due: date | None = None


_BEFORE_PEOPLE: Final[dict[str, tuple[Side, str]]] = {
    "asked": (Side.BODY, "Quote, or decline"),
    "quoted": (Side.MEMBER, "Choose a body"),
    "requested": (Side.BODY, "Answer the request"),
}


def turn_of(facts: Facts) -> Turn:  # noqa: PLR0911 (one sentence for each case)
    """Whose turn it is in an engagement that has not ended."""
    if facts.status in _BEFORE_PEOPLE:
        side, what = _BEFORE_PEOPLE[facts.status]
        due = {"asked": facts.quote_by, "quoted": facts.quote_until}
        return Turn(side, what, due.get(facts.status))
    if facts.status == "offered":
        if facts.may_object:
            return Turn(Side.MEMBER, "Object, or have no objection", facts.objections_until)
        return Turn(Side.BODY, "Complete what the beginning lacks")
    if facts.status == "follow_up":
        return Turn(Side.BODY, "Follow up what is open", facts.conditions_until)
    if facts.attestation == "recommended" or facts.status == "followed_up":
        return _recommended(facts)
    if not facts.frozen:
        return _planning(facts)
    if facts.asked:
        questions = "1 question" if facts.asked == 1 else f"{facts.asked} questions"
        return Turn(Side.MEMBER, f"Answer {questions}", facts.asked_until)
    if facts.shared:
        return _shared(facts)
    return Turn(Side.BODY, "Assess", facts.due)


def _shared(facts: Facts) -> Turn:
    if facts.changed:
        return Turn(Side.BODY, "Share the draft again", facts.due)
    if not facts.remarked and facts.remarks_until:
        return Turn(Side.MEMBER, "Remark on the draft result", facts.remarks_until)
    return Turn(Side.BODY, "Recommend", facts.due)


def _recommended(facts: Facts) -> Turn:
    if facts.confirmed:
        return Turn(Side.ALLIANCE, "Decide on the recommendation", facts.conditions_until)
    return Turn(Side.BODY, "Confirm the recommendation", facts.conditions_until)


def _planning(facts: Facts) -> Turn:
    if facts.plan == "waits":
        return Turn(Side.MEMBER, "Answer the plan", facts.plan_until)
    if facts.plan == "agreed":
        return Turn(Side.BODY, "Freeze the plan")
    return Turn(Side.BODY, "Propose a plan")
