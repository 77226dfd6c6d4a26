"""What is wrong with an edition: each problem with the criterion and field it stands in (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: where (a criterion's code, or empty), in which field, and what."""

    criterion: str
    field: str
    sentence: str

    def __str__(self) -> str:
        place = ": ".join(part for part in (self.criterion, self.field) if part)
        return f"{place}: {self.sentence}" if place else self.sentence


class UnfitFile(ValueError):
    """A data file that cannot become an edition; carries every problem at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
