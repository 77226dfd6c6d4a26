"""How often the alliance decided lower than a body had recommended."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from assessments.conclusions import LOWER
from assessments.models import Decision


@dataclass(frozen=True, slots=True)
class Overturns:
    """Of one body: recommendations that were decided on, and those of them decided lower."""

    body: str
    decided: int
    lower: int

    @property
    def in_words(self) -> str:
        """Such as: 2 of 14 decided recommendations were decided lower."""
        what = "recommendation was" if self.decided == 1 else "recommendations were"
        how_many = f"{self.lower} of {self.decided}" if self.lower else f"None of {self.decided}"
        return f"{how_many} decided {what} decided lower"


def overturns(decisions: QuerySet[Decision]) -> list[Overturns]:
    """Of each body that has a decision among these, by name; one SQL statement."""
    rows = (
        decisions.order_by()
        .values_list("engagement__body__name")
        .annotate(decided=Count("pk"), lower=Count("pk", filter=LOWER))
        .order_by("engagement__body__name")
    )
    return [Overturns(*row) for row in rows]
