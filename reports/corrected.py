"""What a report says of the one that it corrects (pure)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final


class Code(StrEnum):
    """Why a live report is made anew. Never the decision: another decision is another report."""

    RENDERING = "rendering"
    FACTS = "facts"
    TEMPLATE = "template"
    KEY = "key"


WORDS: Final[Mapping[Code, str]] = {
    Code.RENDERING: "The document showed something wrongly",
    Code.FACTS: "Facts were taken over wrongly from the record",
    Code.TEMPLATE: "Issued again in a newer layout, with the same facts",
    Code.KEY: "Issued again under a newer key, with the same facts",
}


@dataclass(frozen=True, kw_only=True)
class Corrects:
    """The report that this one takes the place of: by number and SHA-256 of its whole PDF."""

    number: str
    sha256: str
    code: str
    what: str

    @property
    def words(self) -> str:
        """The reason in words."""
        return WORDS[Code(self.code)]


def to_twin(corrects: Corrects | None) -> dict[str, Any] | None:
    """As the machine-readable twin says it."""
    return None if corrects is None else asdict(corrects)
