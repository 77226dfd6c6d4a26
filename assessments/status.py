"""The states of engagements and findings, what moves them, and their words (pure)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from accounts.refusal import Refusal


class EngagementStatus(StrEnum):
    """Where an engagement stands."""

    ASKED = "asked"
    QUOTED = "quoted"
    REQUESTED = "requested"
    OFFERED = "offered"
    ACTIVE = "active"
    FOLLOW_UP = "follow_up"
    FOLLOWED_UP = "followed_up"
    CLOSED = "closed"
    NOT_CHOSEN = "not_chosen"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CONFLICTED = "conflicted"
    TERMINATED = "terminated"


E = EngagementStatus
ENGAGEMENT_WORDS: Final[dict[str, str]] = {
    E.ASKED: "Asked for a quote",
    E.QUOTED: "Quoted",
    E.REQUESTED: "Requested",
    E.OFFERED: "Offered: interests and objections",
    E.ACTIVE: "Active",
    E.FOLLOW_UP: "Follow-up",
    E.FOLLOWED_UP: "Follow-up: recommended",
    E.CLOSED: "Closed",
    E.NOT_CHOSEN: "Not chosen",
    E.DECLINED: "Declined",
    E.WITHDRAWN: "Withdrawn",
    E.CONFLICTED: "Ended: conflict of interest",
    E.TERMINATED: "Terminated",
}
ENDED: Final = (
    E.CLOSED,
    E.NOT_CHOSEN,
    E.DECLINED,
    E.WITHDRAWN,
    E.CONFLICTED,
    E.TERMINATED,
)
# Several bodies may stand here for one attestation; beyond it is only the one that was chosen.
BEFORE_CHOICE: Final = (E.ASKED, E.QUOTED)
# After a conditional outcome: what is open is worked on, or its recommendation waits.
FOLLOWING: Final = (E.FOLLOW_UP, E.FOLLOWED_UP)
# Where people are named, declare interests and are taken off.
STAFFED: Final = (E.OFFERED, E.ACTIVE, *FOLLOWING)


class EngagementAct(StrEnum):
    """What moves an engagement."""

    QUOTE = "quote"
    CHOOSE = "choose"
    LET_GO = "let_go"
    OFFER = "offer"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    ACTIVATE = "activate"
    CONFLICT = "conflict"
    TERMINATE = "terminate"
    FOLLOW_UP = "follow_up"
    RECOMMEND_AGAIN = "recommend_again"
    TAKE_UP_AGAIN = "take_up_again"
    LAPSE = "lapse"
    CLOSE = "close"


ENGAGEMENT_MOVES: Final[
    Mapping[EngagementAct, tuple[frozenset[EngagementStatus], EngagementStatus]]
] = {
    # A quote that waits can be replaced by its body.
    EngagementAct.QUOTE: (frozenset({E.ASKED, E.QUOTED}), E.QUOTED),
    EngagementAct.CHOOSE: (frozenset({E.QUOTED}), E.REQUESTED),
    EngagementAct.LET_GO: (frozenset({E.ASKED, E.QUOTED}), E.NOT_CHOSEN),
    EngagementAct.OFFER: (frozenset({E.REQUESTED}), E.OFFERED),
    EngagementAct.DECLINE: (
        frozenset({E.ASKED, E.QUOTED, E.REQUESTED, E.OFFERED}),
        E.DECLINED,
    ),
    EngagementAct.WITHDRAW: (
        frozenset({E.ASKED, E.QUOTED, E.REQUESTED, E.OFFERED}),
        E.WITHDRAWN,
    ),
    EngagementAct.ACTIVATE: (frozenset({E.OFFERED}), E.ACTIVE),
    EngagementAct.CONFLICT: (
        frozenset({E.ASKED, E.QUOTED, E.REQUESTED, E.OFFERED, E.ACTIVE, E.FOLLOW_UP}),
        E.CONFLICTED,
    ),
    EngagementAct.TERMINATE: (frozenset({E.ACTIVE}), E.TERMINATED),
    # With a conditional decision; sent back or not confirmed, it is taken up again.
    EngagementAct.FOLLOW_UP: (frozenset({E.ACTIVE}), E.FOLLOW_UP),
    EngagementAct.RECOMMEND_AGAIN: (frozenset({E.FOLLOW_UP}), E.FOLLOWED_UP),
    EngagementAct.TAKE_UP_AGAIN: (frozenset({E.FOLLOWED_UP}), E.FOLLOW_UP),
    # By the clock, at the hard end.
    EngagementAct.LAPSE: (frozenset(FOLLOWING), E.CLOSED),
    EngagementAct.CLOSE: (frozenset({E.ACTIVE, E.FOLLOWED_UP}), E.CLOSED),
}


class WrongEngagementStatus(Refusal):
    """The act does not lead on from the state that the engagement is in."""

    def __init__(self, act: EngagementAct, status: EngagementStatus) -> None:
        super().__init__(
            f"The engagement is {ENGAGEMENT_WORDS[status].lower()}; this step is not open any "
            "more. Reload the page to see what has happened."
        )
        self.act = act
        self.status = status


def after(act: EngagementAct, status: EngagementStatus) -> EngagementStatus:
    """The state that `act` leads to from `status`, or `WrongEngagementStatus`."""
    sources, target = ENGAGEMENT_MOVES[act]
    if status not in sources:
        raise WrongEngagementStatus(act, status)
    return target


class FindingStatus(StrEnum):
    """Where a finding stands."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    DISPUTED = "disputed"
    DISMISSED = "dismissed"
    PLANNED = "planned"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    PROVED = "proved"
    VERIFIED = "verified"
    CLOSED = "closed"


F = FindingStatus
FINDING_WORDS: Final[dict[str, str]] = {
    FindingStatus.RAISED: "Raised",
    FindingStatus.ACKNOWLEDGED: "Acknowledged",
    FindingStatus.DISPUTED: "Disputed",
    FindingStatus.DISMISSED: "Dismissed",
    FindingStatus.PLANNED: "Plan proposed",
    FindingStatus.ACCEPTED: "Plan accepted",
    FindingStatus.RETURNED: "Plan returned",
    FindingStatus.PROVED: "Evidence given",
    FindingStatus.VERIFIED: "Verified",
    FindingStatus.CLOSED: "Closed",
}
# Nothing is left to mend: closed by the assessors, or dismissed by the panel.
SETTLED_FINDINGS: Final = (F.CLOSED, F.DISMISSED)
# The accepted plan stands while its action is proved and verified.
PLAN_STANDS: Final = (F.ACCEPTED, F.PROVED, F.VERIFIED)


class FindingAct(StrEnum):
    """What moves a finding."""

    ACKNOWLEDGE = "acknowledge"
    DISPUTE = "dispute"
    UPHOLD = "uphold"
    DISMISS = "dismiss"
    PLAN = "plan"
    ACCEPT_PLAN = "accept_plan"
    RETURN_PLAN = "return_plan"
    PROVE = "prove"
    VERIFY = "verify"
    REFUSE_PROOF = "refuse_proof"
    CLOSE = "close"
    # To let it stand though whoever raised it is not independent any more; one for each state.
    CONFIRM_RAISED = "confirm_raised"
    CONFIRM_ACKNOWLEDGED = "confirm_acknowledged"
    CONFIRM_PLANNED = "confirm_planned"
    CONFIRM_RETURNED = "confirm_returned"
    CONFIRM_ACCEPTED = "confirm_accepted"
    CONFIRM_PROVED = "confirm_proved"
    CONFIRM_VERIFIED = "confirm_verified"
    # To judge anew what somebody judged who is not independent any more; one for each state that
    # a closure leads back to.
    REOPEN_PLAN = "reopen_plan"
    REOPEN_PROOF = "reopen_proof"
    REOPEN_RAISED = "reopen_raised"
    REOPEN_ACKNOWLEDGED = "reopen_acknowledged"
    REOPEN_PLANNED = "reopen_planned"
    REOPEN_RETURNED = "reopen_returned"
    REOPEN_ACCEPTED = "reopen_accepted"
    REOPEN_VERIFIED = "reopen_verified"


# By the state that it is, and stays, in: not where the panel rules, and not once it is settled.
CONFIRMED: Final[Mapping[FindingStatus, FindingAct]] = {
    F.RAISED: FindingAct.CONFIRM_RAISED,
    F.ACKNOWLEDGED: FindingAct.CONFIRM_ACKNOWLEDGED,
    F.PLANNED: FindingAct.CONFIRM_PLANNED,
    F.RETURNED: FindingAct.CONFIRM_RETURNED,
    F.ACCEPTED: FindingAct.CONFIRM_ACCEPTED,
    F.PROVED: FindingAct.CONFIRM_PROVED,
    F.VERIFIED: FindingAct.CONFIRM_VERIFIED,
}
# By the state before it was closed.
REOPENED: Final[Mapping[FindingStatus, FindingAct]] = {
    F.RAISED: FindingAct.REOPEN_RAISED,
    F.ACKNOWLEDGED: FindingAct.REOPEN_ACKNOWLEDGED,
    F.PLANNED: FindingAct.REOPEN_PLANNED,
    F.RETURNED: FindingAct.REOPEN_RETURNED,
    F.ACCEPTED: FindingAct.REOPEN_ACCEPTED,
    F.VERIFIED: FindingAct.REOPEN_VERIFIED,
}
# A plan that waits can be changed by its author; one that was accepted stands.
FINDING_MOVES: Final[Mapping[FindingAct, tuple[frozenset[FindingStatus], FindingStatus]]] = {
    FindingAct.ACKNOWLEDGE: (frozenset({F.RAISED}), F.ACKNOWLEDGED),
    FindingAct.DISPUTE: (frozenset({F.RAISED, F.ACKNOWLEDGED}), F.DISPUTED),
    FindingAct.UPHOLD: (frozenset({F.DISPUTED}), F.ACKNOWLEDGED),
    FindingAct.DISMISS: (frozenset({F.DISPUTED}), F.DISMISSED),
    FindingAct.PLAN: (frozenset({F.RAISED, F.ACKNOWLEDGED, F.PLANNED, F.RETURNED}), F.PLANNED),
    FindingAct.ACCEPT_PLAN: (frozenset({F.PLANNED}), F.ACCEPTED),
    FindingAct.RETURN_PLAN: (frozenset({F.PLANNED}), F.RETURNED),
    FindingAct.PROVE: (frozenset({F.ACCEPTED, F.PROVED}), F.PROVED),
    FindingAct.VERIFY: (frozenset({F.PROVED}), F.VERIFIED),
    FindingAct.REFUSE_PROOF: (frozenset({F.PROVED}), F.ACCEPTED),
    # Which of them for which grade: `closing.closed`.
    FindingAct.CLOSE: (
        frozenset({F.RAISED, F.ACKNOWLEDGED, F.PLANNED, F.ACCEPTED, F.RETURNED, F.VERIFIED}),
        F.CLOSED,
    ),
    **{act: (frozenset({state}), state) for state, act in CONFIRMED.items()},
    FindingAct.REOPEN_PLAN: (frozenset(PLAN_STANDS), F.PLANNED),
    FindingAct.REOPEN_PROOF: (frozenset({F.VERIFIED, F.CLOSED}), F.PROVED),
    **{act: (frozenset({F.CLOSED}), before) for before, act in REOPENED.items()},
}


class WrongFindingStatus(Refusal):
    """The act does not lead on from the state that the finding is in."""

    def __init__(self, act: FindingAct, status: FindingStatus) -> None:
        super().__init__(
            f"The finding stands at “{FINDING_WORDS[status].lower()}”, and this step is not open "
            "from there. Reload the page to see what has happened."
        )
        self.act = act
        self.status = status


def finding_after(act: FindingAct, status: FindingStatus) -> FindingStatus:
    """The state that `act` leads a finding to from `status`, or `WrongFindingStatus`."""
    sources, target = FINDING_MOVES[act]
    if status not in sources:
        raise WrongFindingStatus(act, status)
    return target
