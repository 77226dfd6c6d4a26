"""The tables of moves of engagements and findings, every cell: written by hand from the workflow."""

from pathlib import Path

import pytest

from assessments.status import (
    ENDED,
    ENGAGEMENT_MOVES,
    ENGAGEMENT_WORDS,
    FINDING_MOVES,
    FINDING_WORDS,
    EngagementAct,
    EngagementStatus,
    FindingAct,
    FindingStatus,
    WrongEngagementStatus,
    WrongFindingStatus,
    after,
    finding_after,
)

# act: from -> to. Whatever is not here is refused.
ENGAGEMENT = {
    "offer": {"requested": "offered"},
    "quote": {"asked": "quoted", "quoted": "quoted"},
    "choose": {"quoted": "requested"},
    "let_go": {"asked": "not_chosen", "quoted": "not_chosen"},
    "decline": dict.fromkeys(("asked", "quoted", "requested", "offered"), "declined"),
    "withdraw": dict.fromkeys(("asked", "quoted", "requested", "offered"), "withdrawn"),
    "activate": {"offered": "active"},
    "conflict": dict.fromkeys(
        ("asked", "quoted", "requested", "offered", "active", "follow_up"), "conflicted"
    ),
    "terminate": {"active": "terminated"},
    "follow_up": {"active": "follow_up"},
    "recommend_again": {"follow_up": "followed_up"},
    "take_up_again": {"followed_up": "follow_up"},
    "lapse": {"follow_up": "closed", "followed_up": "closed"},
    "close": {"active": "closed", "followed_up": "closed"},
}
FINDING = {
    "acknowledge": {"raised": "acknowledged"},
    "dispute": {"raised": "disputed", "acknowledged": "disputed"},
    "uphold": {"disputed": "acknowledged"},
    "dismiss": {"disputed": "dismissed"},
    "plan": {
        "raised": "planned",
        "acknowledged": "planned",
        "planned": "planned",
        "returned": "planned",
    },
    "accept_plan": {"planned": "accepted"},
    "return_plan": {"planned": "returned"},
    "prove": {"accepted": "proved", "proved": "proved"},
    "verify": {"proved": "verified"},
    "refuse_proof": {"proved": "accepted"},
    "close": {
        "raised": "closed",
        "acknowledged": "closed",
        "planned": "closed",
        "accepted": "closed",
        "returned": "closed",
        "verified": "closed",
    },
    "confirm_raised": {"raised": "raised"},
    "confirm_acknowledged": {"acknowledged": "acknowledged"},
    "confirm_planned": {"planned": "planned"},
    "confirm_returned": {"returned": "returned"},
    "confirm_accepted": {"accepted": "accepted"},
    "confirm_proved": {"proved": "proved"},
    "confirm_verified": {"verified": "verified"},
    "reopen_plan": {"accepted": "planned", "proved": "planned", "verified": "planned"},
    "reopen_proof": {"verified": "proved", "closed": "proved"},
    "reopen_raised": {"closed": "raised"},
    "reopen_acknowledged": {"closed": "acknowledged"},
    "reopen_planned": {"closed": "planned"},
    "reopen_returned": {"closed": "returned"},
    "reopen_accepted": {"closed": "accepted"},
    "reopen_verified": {"closed": "verified"},
}


def test_it_works() -> None:
    assert after(EngagementAct.OFFER, EngagementStatus.REQUESTED) is EngagementStatus.OFFERED
    assert finding_after(FindingAct.PLAN, FindingStatus.RAISED) is FindingStatus.PLANNED


@pytest.mark.parametrize("act", EngagementAct)
@pytest.mark.parametrize("status", EngagementStatus)
def test_every_cell_of_an_engagement(act: EngagementAct, status: EngagementStatus) -> None:
    expected = ENGAGEMENT[act].get(status)
    if expected is not None:
        assert after(act, status) == expected
        return
    with pytest.raises(WrongEngagementStatus, match="Reload the page") as refused:
        after(act, status)
    assert ENGAGEMENT_WORDS[status].lower() in str(refused.value)


@pytest.mark.parametrize("act", FindingAct)
@pytest.mark.parametrize("status", FindingStatus)
def test_every_cell_of_a_finding(act: FindingAct, status: FindingStatus) -> None:
    expected = FINDING[act].get(status)
    if expected is not None:
        assert finding_after(act, status) == expected
        return
    with pytest.raises(WrongFindingStatus, match="Reload the page") as refused:
        finding_after(act, status)
    assert FINDING_WORDS[status].lower() in str(refused.value)


def test_the_table_stands_in_the_docs() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "lifecycle.md").read_text("utf-8")
    for act, (sources, target) in ENGAGEMENT_MOVES.items():
        words = ", ".join(
            each.value.replace("_", " ") for each in EngagementStatus if each in sources
        )
        row = f"| {act.value.replace('_', ' ')} | {words} | {target.value.replace('_', ' ')} |"
        assert row in page, row


def test_nothing_leads_out_of_an_end() -> None:
    for sources, _ in ENGAGEMENT_MOVES.values():
        assert not sources & set(ENDED)
    """But out of a closure by somebody who turned out not to be independent."""
    for act, (sources, _) in FINDING_MOVES.items():
        assert act.startswith("reopen_") or FindingStatus.CLOSED not in sources
        assert FindingStatus.DISMISSED not in sources


def test_every_state_has_words_and_a_way_to_it() -> None:
    assert set(ENGAGEMENT_WORDS) == set(EngagementStatus)
    assert set(FINDING_WORDS) == set(FindingStatus)
    reached = {target for _, target in ENGAGEMENT_MOVES.values()}
    assert reached == set(EngagementStatus) - {EngagementStatus.ASKED}
    planned = {target for _, target in FINDING_MOVES.values()}
    assert planned == set(FindingStatus)
