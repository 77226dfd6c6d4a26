"""What a scope covers, in three parts: what is in, what is out, and why the line is there (pure).

All three are published with every result (M18). Statements written before there were parts stand
whole in the first one, and say nothing in the others until somebody changes the scope.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

# Said, never left empty: an empty part would leave open whether anybody thought of it.
NOTHING: Final = "Nothing is excluded."
PARTS: Final = ("included", "excluded", "why")
WORDS: Final[Mapping[str, str]] = {
    "included": "Included",
    "excluded": "Excluded",
    "why": "Why the line is drawn there",
}


@dataclass(frozen=True, slots=True)
class ScopeStatement:
    """What of the organisation is covered, what is not, and why."""

    included: str
    excluded: str
    why: str

    @property
    def is_whole(self) -> bool:
        """Whether all three parts say something."""
        return all((self.included, self.excluded, self.why))

    @property
    def text(self) -> str:
        """The parts as one text; a statement of one part only is that part as it was written."""
        if not self.excluded and not self.why:
            return self.included
        said = [(WORDS[part], getattr(self, part)) for part in PARTS]
        return "\n\n".join(f"{word}: {text}" for word, text in said if text)


def parts_in(scope: Mapping[str, Any]) -> dict[str, str]:
    """The parts as a frozen record tells them; "" each where it was frozen before there were any."""
    return {part: scope.get(part, "") for part in PARTS}
