"""For whom an engagement waits: one row for each case, written by hand."""

from datetime import date

import pytest

from assessments.status import ENDED, EngagementStatus
from desk.turn import WORDS, Facts, Side, turn_of

DAY = date(2026, 12, 4)


def at_work(**more) -> Facts:
    return Facts("active", "in_assessment", frozen=True, plan="agreed", due=DAY, **more)


def test_every_state_under_way_has_its_turn() -> None:
    under_way = [each for each in EngagementStatus if each not in ENDED]
    told = {turn_of(Facts(each.value, "accepted")).what for each in under_way}
    assert len(told) == len(under_way)


def test_it_works() -> None:
    turn = turn_of(at_work(asked=2, asked_until=date(2026, 12, 1)))
    assert (turn.side, turn.what) == (Side.MEMBER, "Answer 2 questions")
    assert turn.due == date(2026, 12, 1)
    assert set(WORDS) == set(Side)


@pytest.mark.parametrize(
    ("facts", "side", "what", "due"),
    [
        (Facts("asked", "accepted", quote_by=DAY), "body", "Quote, or decline", DAY),
        (Facts("quoted", "accepted", quote_by=DAY), "member", "Choose a body", None),
        (Facts("quoted", "accepted", quote_until=DAY), "member", "Choose a body", DAY),
        (Facts("requested", "accepted"), "body", "Answer the request", None),
        (
            Facts("offered", "accepted", objections_until=DAY, may_object=True),
            "member",
            "Object, or have no objection",
            DAY,
        ),
        (Facts("offered", "accepted"), "body", "Complete what the beginning lacks", None),
        (
            Facts("follow_up", "published", conditions_until=DAY),
            "body",
            "Follow up what is open",
            DAY,
        ),
        (
            Facts("followed_up", "published", confirmed=True, conditions_until=DAY),
            "alliance",
            "Decide on the recommendation",
            DAY,
        ),
        (Facts("active", "accepted"), "body", "Propose a plan", None),
        (
            Facts("active", "accepted", plan="waits", plan_until=DAY),
            "member",
            "Answer the plan",
            DAY,
        ),
        (Facts("active", "accepted", plan="objected"), "body", "Propose a plan", None),
        (Facts("active", "accepted", plan="agreed"), "body", "Freeze the plan", None),
        (at_work(), "body", "Assess", DAY),
        (at_work(asked=1), "member", "Answer 1 question", None),
        (
            at_work(shared=True, remarks_until=DAY),
            "member",
            "Remark on the draft result",
            DAY,
        ),
        (at_work(shared=True, remarks_until=DAY, remarked=True), "body", "Recommend", DAY),
        (
            at_work(shared=True, changed=True, remarks_until=DAY, remarked=True),
            "body",
            "Share the draft again",
            DAY,
        ),
        (
            at_work(shared=True, changed=True, remarks_until=DAY),
            "body",
            "Share the draft again",
            DAY,
        ),
        (Facts("active", "recommended", frozen=True), "body", "Confirm the recommendation", None),
        (
            Facts("active", "recommended", frozen=True, confirmed=True),
            "alliance",
            "Decide on the recommendation",
            None,
        ),
    ],
)
def test_every_case(facts: Facts, side: str, what: str, due: date | None) -> None:
    turn = turn_of(facts)
    assert (turn.side, turn.what, turn.due) == (side, what, due)
