"""The saved versions of one answer: who, when, how, what changed, and the level of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from attestations.asking import Asking
from attestations.differences import (
    EvidenceDifference,
    FieldDifference,
    changed,
    evidence_changed,
    texts,
)
from attestations.drafting import Content
from attestations.models import AnswerVersion, Evidence, How
from attestations.rating import Rating, rated
from attestations.reading import asked_of, given_of

PAGE: Final = 10
NOTHING: Final = Content()


@dataclass(frozen=True, slots=True)
class Told:
    """One version in words, with what it changed; `gone` counts pieces that are no longer there."""

    row: AnswerVersion
    rating: Rating
    texts: Mapping[str, str]
    changes: Sequence[FieldDifference]
    evidence: EvidenceDifference
    gone: int

    @property
    def how(self) -> str:
        """By which way it came in, in words."""
        if self.row.how == How.RESTORED and self.row.restored_from:
            return f"restored from version {self.row.restored_from}"
        return self.row.get_how_display()


@dataclass(frozen=True, slots=True)
class Compared:
    """Any two versions held against each other."""

    was: Told
    now: Told
    changes: Sequence[FieldDifference]
    evidence: EvidenceDifference


class History:
    """Reads versions of one answer; two statements for as many as are asked for at once."""

    def __init__(self, asking: Asking) -> None:
        self.asking = asking
        self.rule = asking.answer.criterion.rule

    def page(self, top: int) -> list[Told]:
        """The versions from `top` down, the newest first; at most `PAGE`."""
        wanted = range(max(top - PAGE, 1), top + 1)  # and the one before, to compare with
        rows, pieces = self._read(wanted)
        numbers = [n for n in sorted(rows, reverse=True) if n > top - PAGE]
        return [self._told(rows[n], rows.get(n - 1), pieces) for n in numbers]

    def two(self, first: int, second: int) -> Compared | None:
        """What the second version changes of the first; None where one does not exist."""
        rows, pieces = self._read((first, second))
        if len(rows) != len({first, second}):
            return None
        was, now = rows[first], rows[second]
        titles = {key: piece.title for key, piece in pieces.items()}
        return Compared(
            was=self._told(was, None, pieces),
            now=self._told(now, None, pieces),
            changes=changed(self.rule, Content.of(was), Content.of(now)),
            evidence=evidence_changed(was.evidence_ids, now.evidence_ids, titles),
        )

    def _read(
        self, wanted: Sequence[int]
    ) -> tuple[dict[int, AnswerVersion], Mapping[UUID, Evidence]]:
        found = self.asking.answer.versions.filter(version__in=wanted).select_related("saved_by")
        rows = {row.version: row for row in found}
        ids = {each for row in rows.values() for each in row.evidence_ids}
        own = Evidence.objects.filter(organisation=self.asking.attestation.scope.organisation_id)
        return rows, own.in_bulk(ids) if ids else {}

    def _told(
        self, row: AnswerVersion, before: AnswerVersion | None, pieces: Mapping[UUID, Evidence]
    ) -> Told:
        criterion, attestation = self.asking.answer.criterion, self.asking.attestation
        attached = [pieces[each] for each in row.evidence_ids if each in pieces]
        titles = {key: piece.title for key, piece in pieces.items()}
        was = Content.of(before) if before else NOTHING
        one = asked_of(criterion, criterion.principle.code)
        return Told(
            row=row,
            rating=rated(one, given_of(row, attached), self.asking.answer.layer, attestation.as_of),
            texts=texts(self.rule, Content.of(row)),
            changes=changed(self.rule, was, Content.of(row)),
            evidence=evidence_changed(
                before.evidence_ids if before else (), row.evidence_ids, titles
            ),
            gone=len(row.evidence_ids) - len(attached),
        )
