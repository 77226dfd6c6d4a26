"""The states of an attestation, its acts, and the one table of moves (pure)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from accounts.refusal import Refusal


class Status(StrEnum):
    """Where an attestation stands."""

    DRAFT = "draft"
    READY = "ready"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    IN_ASSESSMENT = "in_assessment"
    RECOMMENDED = "recommended"
    DECIDED = "decided"
    PUBLISHED = "published"
    CLOSED_DECLARED = "closed_declared"
    CLOSED_UNPUBLISHED = "closed_unpublished"
    CANCELLED = "cancelled"


S = Status
WORDS: Final[dict[str, str]] = {
    S.DRAFT: "Draft",
    S.READY: "Ready to sign",
    S.SUBMITTED: "Submitted",
    S.RETURNED: "Returned",
    S.ACCEPTED: "Accepted",
    S.IN_ASSESSMENT: "In assessment",
    S.RECOMMENDED: "Recommended",
    S.DECIDED: "Decided",
    S.PUBLISHED: "Published",
    S.CLOSED_DECLARED: "Closed as declared",
    S.CLOSED_UNPUBLISHED: "Closed, not published",
    S.CANCELLED: "Cancelled",
}
CLOSED: Final = (S.PUBLISHED, S.CLOSED_DECLARED, S.CLOSED_UNPUBLISHED, S.CANCELLED)
EDITABLE: Final = (S.DRAFT, S.RETURNED)
# States that an attestation can be in without ever having been submitted.
BEFORE_SUBMISSION: Final = (S.DRAFT, S.READY, S.RETURNED, S.CANCELLED)


class Act(StrEnum):
    """What moves an attestation from one state to another."""

    MAKE_READY = "make_ready"
    REOPEN = "reopen"
    SUBMIT = "submit"
    RECALL = "recall"
    RETURN = "return"
    ACCEPT = "accept"
    CLOSE_AS_DECLARED = "close_as_declared"
    BEGIN_ASSESSMENT = "begin_assessment"
    STOP_ASSESSMENT = "stop_assessment"
    RECOMMEND = "recommend"
    RETURN_TO_LEAD = "return_to_lead"
    SEND_BACK = "send_back"
    DECIDE = "decide"
    PUBLISH = "publish"
    CLOSE_UNPUBLISHED = "close_unpublished"
    CANCEL = "cancel"


# act -> (from any of these, to this). The whole workflow is this table.
MOVES: Final[Mapping[Act, tuple[frozenset[Status], Status]]] = {
    Act.MAKE_READY: (frozenset({S.DRAFT, S.RETURNED}), S.READY),
    Act.REOPEN: (frozenset({S.READY}), S.DRAFT),
    Act.SUBMIT: (frozenset({S.READY}), S.SUBMITTED),
    Act.RECALL: (frozenset({S.SUBMITTED, S.ACCEPTED}), S.DRAFT),
    Act.RETURN: (frozenset({S.SUBMITTED}), S.RETURNED),
    Act.ACCEPT: (frozenset({S.SUBMITTED}), S.ACCEPTED),
    Act.CLOSE_AS_DECLARED: (frozenset({S.ACCEPTED}), S.CLOSED_DECLARED),
    Act.BEGIN_ASSESSMENT: (frozenset({S.ACCEPTED}), S.IN_ASSESSMENT),
    Act.STOP_ASSESSMENT: (frozenset({S.IN_ASSESSMENT}), S.ACCEPTED),
    Act.RECOMMEND: (frozenset({S.IN_ASSESSMENT}), S.RECOMMENDED),
    # By the body, before it is confirmed; sending back is the alliance's, after.
    Act.RETURN_TO_LEAD: (frozenset({S.RECOMMENDED}), S.IN_ASSESSMENT),
    Act.SEND_BACK: (frozenset({S.RECOMMENDED}), S.IN_ASSESSMENT),
    Act.DECIDE: (frozenset({S.RECOMMENDED}), S.DECIDED),
    Act.PUBLISH: (frozenset({S.DECIDED}), S.PUBLISHED),
    Act.CLOSE_UNPUBLISHED: (frozenset({S.DECIDED}), S.CLOSED_UNPUBLISHED),
    Act.CANCEL: (frozenset({S.DRAFT, S.RETURNED, S.READY, S.SUBMITTED}), S.CANCELLED),
}


class WrongStatus(Refusal):
    """The act does not lead on from the state that the attestation is in."""

    def __init__(self, act: Act, status: Status) -> None:
        self.act = act
        self.status = status
        super().__init__(
            f"The attestation is {WORDS[status].lower()}; it cannot be changed this way any more. "
            "Reload the page to see what has happened."
        )


def not_open(act: Act, status: Status) -> str:
    """That an act does not lead on from this state, for its page; empty where it does."""
    if status in MOVES[act][0]:
        return ""
    return f"The attestation stands at “{WORDS[status].lower()}”, so there is nothing to do here."


def after(act: Act, status: Status) -> Status:
    """The state that `act` leads to from `status`, or `WrongStatus`."""
    sources, target = MOVES[act]
    if status not in sources:
        raise WrongStatus(act, status)
    return target
