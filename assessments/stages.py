"""Where verdicts and findings are worked on, and where the alliance is waited for (pure).

Two ways through one work: the assessment itself, on an attestation in assessment, and the follow-up
of a conditional outcome, on a published one (docs/decisions/follow-up.md).
"""

from typing import Final

from django.db.models import Q

from assessments.status import EngagementStatus
from attestations.status import Status

E = EngagementStatus
# Of an engagement: what its attestation is while people work in it, or wait for the alliance.
AT_WORK: Final = {E.ACTIVE: Status.IN_ASSESSMENT, E.FOLLOW_UP: Status.PUBLISHED}
RECOMMENDED: Final = {E.ACTIVE: Status.RECOMMENDED, E.FOLLOWED_UP: Status.PUBLISHED}


def is_at_work(engagement: str, attestation: str) -> bool:
    """Whether verdicts and findings may be worked on, by the two states."""
    return AT_WORK.get(E(engagement)) == attestation


def is_recommended(engagement: str, attestation: str) -> bool:
    """Whether a recommendation waits for the body or for the alliance, by the two states."""
    return RECOMMENDED.get(E(engagement)) == attestation


def why_it_rests(engagement: str, attestation: str) -> str:
    """Why nothing can be done about a finding now; empty where something can, or never again could."""
    if is_recommended(engagement, attestation):
        return "The alliance is deciding on the recommendation. Until it has, nothing can be done here."
    if E(engagement) == E.FOLLOW_UP and attestation == Status.DECIDED:
        return (
            "The decision is made and its report is being made. Once it is published, you can go on "
            "with this finding here."
        )
    if E(engagement) == E.CLOSED:
        return "The assessment has ended. This finding stays as it is."
    return ""


def at_work(prefix: str = "") -> Q:
    """The engagements at work; `prefix` leads to them, as in `engagement__`."""
    return _any(AT_WORK, prefix)


def recommended(prefix: str = "") -> Q:
    """The engagements whose recommendation waits; `prefix` leads to them."""
    return _any(RECOMMENDED, prefix)


def _any(states: dict[EngagementStatus, Status], prefix: str) -> Q:
    found = Q(pk__in=[])
    for engagement, attestation in states.items():
        pair = {f"{prefix}status": engagement, f"{prefix}attestation__status": attestation}
        found |= Q(**pair)
    return found
