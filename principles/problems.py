"""What is wrong with an edition: each problem with the criterion and field it stands in (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

LONGEST_NAME: Final = 60
LONGEST_FIELD: Final = 200
LONGEST_SENTENCE: Final = 1000


def sayable(text: str, longest: int) -> str:
    """Cut a text and replace what UTF-8 cannot write, such as half of a surrogate pair."""
    cut = text if len(text) <= longest else f"{text[:longest]}…"
    return cut.encode(errors="replace").decode()


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: where (a criterion's code, or empty), in which field, and what."""

    criterion: str
    field: str
    sentence: str

    def sayable(self) -> "Problem":
        """The same for people: cut where a file makes it long, without halves of characters."""
        return Problem(
            sayable(self.criterion, LONGEST_NAME),
            sayable(self.field, LONGEST_FIELD),
            sayable(self.sentence, LONGEST_SENTENCE),
        )

    def __str__(self) -> str:
        place = ": ".join(part for part in (self.criterion, self.field) if part)
        return f"{place}: {self.sentence}" if place else self.sentence


class UnfitFile(ValueError):
    """A data file that cannot become an edition; carries every problem at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
