"""What somebody chose between the saved version of an answer and her own, as the form sends it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.http import QueryDict

from attestations.drafting import Content
from attestations.merging import PARTS, Said, settled
from attestations.models import SAID_FIELDS, Answer, AnswerVersion

LONGEST_VERSION = 10  # digits of a version; what is too large all the same is simply not there


def said_by(content: Content, evidence: Collection[UUID] | None) -> Said:
    """A version as the merging takes it; without `evidence` where that is left as it is."""
    told = {field: getattr(content.normal, field) for field in SAID_FIELDS}
    return told if evidence is None else told | {"evidence": frozenset(evidence)}


def content_of(said: Said) -> Content:
    """A version's content again."""
    return Content(**{field: said[field] for field in SAID_FIELDS})


def version_said(row: AnswerVersion | None) -> Said:
    """What a version said; nothing at all, before anybody had saved."""
    return said_by(Content(), ()) if row is None else said_by(Content.of(row), row.evidence_ids)


class BothVersions(Exception):
    """Somebody else saved meanwhile: both versions are shown, and a person chooses.

    `mine` is what she wants to save, `seen` the version that she had before her, `missing` the
    parts that she has sent without a choice.
    """

    def __init__(
        self, current: Answer, mine: Said, seen: int, missing: Collection[str] = ()
    ) -> None:
        super().__init__(f"version {current.version} of {current} was saved over {seen}")
        self.current = current
        self.mine = mine
        self.seen = seen
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Choice:
    """The choice that was sent: over which saved version, whose part of which, and of what."""

    version: int
    sides: Mapping[str, str]
    shown: frozenset[str]

    @classmethod
    def sent(cls, data: QueryDict) -> Self | None:
        """Read it; None where both versions were not on the page."""
        text = data.get("settles", "")
        if not (text.isascii() and text.isdigit()) or len(text) > LONGEST_VERSION:
            return None
        sides = {part: data.get(f"keep-{part}", "") for part in PARTS}
        return cls(int(text), sides, frozenset(data.getlist("shown")) & set(PARTS))

    def made(self, answer: Answer, mine: Said) -> Said | None:
        """The version that it makes; None where there never was the version that it is over.

        One statement. Raises `merging.Unsettled`.
        """
        row = answer.versions.filter(version=self.version).first()
        if row is None and self.version:
            return None
        return settled(version_said(row), mine, self.sides, self.shown)
