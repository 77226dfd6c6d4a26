"""How much the assessors asked of the member, and how much of it stayed unanswered."""

from dataclasses import dataclass

from assessments.clarification_status import ClarificationStatus
from assessments.models import Clarification, Engagement

ANSWERED = (ClarificationStatus.ANSWERED, ClarificationStatus.SETTLED)


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions and requests for evidence; what was withdrawn is not among them."""

    asked: int
    answered: int

    @property
    def unanswered(self) -> int:
        """What waits, or was not answered in time."""
        return self.asked - self.answered

    def data(self) -> dict[str, int]:
        """As a recommendation keeps them."""
        return {"asked": self.asked, "answered": self.answered, "unanswered": self.unanswered}


def asked_in(engagement: Engagement) -> Asked:
    """As it stands now; one SQL statement."""
    rows = Clarification.objects.filter(engagement=engagement).order_by()
    standing = rows.exclude(status=ClarificationStatus.WITHDRAWN).values_list("status", flat=True)
    states = list(standing)
    return Asked(len(states), sum(each in ANSWERED for each in states))
