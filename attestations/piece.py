"""One piece of evidence as its page tells it: its versions with what changed, files, answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from accounts.actor import Actor
from attestations.evidence_models import PARTICULARS
from attestations.models import (
    Attestation,
    DisclosureClass,
    Evidence,
    EvidenceFile,
    EvidenceLink,
    EvidenceVersion,
)
from organisations.permissions import Permission

LABELS: Final[Mapping[str, str]] = {
    "title": "Title",
    "disclosure": "Who may see it",
    "description": "Description",
    "public_summary": "Public summary",
    "effective_on": "Effective",
    "covers_from": "Covers from",
    "covers_until": "Covers until",
    "expires_on": "Stale from",
    "url": "Link",
    "text": "Statement",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a version says otherwise than the one before."""

    label: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Told:
    """One version: what was said, the files it holds, and what changed with it."""

    row: EvidenceVersion
    files: Sequence[EvidenceFile]
    changes: Sequence[Change]
    said: Sequence[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Serving:
    """An attestation and its answers that a piece serves."""

    attestation: Attestation
    links: Sequence[EvidenceLink]


def versions_of(piece: Evidence, *, by: Actor, own: bool) -> list[Told]:
    """The versions that this person may read, the newest first; two queries.

    Whom a grant lets in does not see what the piece was while it was closed to all but its owner.
    """
    readable = EvidenceFile.objects.where_user_may(Permission.EVIDENCE_READ, by)
    files: dict[int, list[EvidenceFile]] = {}
    rows = readable.filter(evidence=piece).select_related("uploaded_by", "revealed_by")
    for file in rows.order_by("uploaded_at", "id"):
        file.evidence = piece
        files.setdefault(file.version, []).append(file)
    told: list[Told] = []
    before: EvidenceVersion | None = None
    for row in piece.versions.select_related("saved_by"):
        if own or row.disclosure != DisclosureClass.MEMBER:
            held = files.get(row.version, [])
            earlier = told[-1].files if told else []
            told.append(Told(row, held, _changes(before, row, earlier, held), _said(row)))
            before = row
    return told[::-1]


def _said(row: EvidenceVersion) -> list[tuple[str, Any]]:
    return [(LABELS[field], _shown(row, field)) for field in PARTICULARS if getattr(row, field)]


def _changes(
    before: EvidenceVersion | None,
    after: EvidenceVersion,
    earlier: Sequence[EvidenceFile],
    held: Sequence[EvidenceFile],
) -> list[Change]:
    if before is None:
        return []
    changes = [
        Change(LABELS[field], _shown(before, field), _shown(after, field))
        for field in PARTICULARS
        if getattr(before, field) != getattr(after, field)
    ]
    had, has = _files(earlier), _files(held)
    return changes + ([Change("Files", had, has)] if had != has else [])


def _files(files: Sequence[EvidenceFile]) -> str:
    return "\n".join(
        f"{file.name} ({file.sha256[:12]}…"
        + (f"; {DisclosureClass(file.disclosure).label})" if file.disclosure else ")")
        for file in files
    )


def _shown(row: EvidenceVersion, field: str) -> Any:
    return row.get_disclosure_display() if field == "disclosure" else getattr(row, field)


def serving(piece: Evidence) -> list[Serving]:
    """The answers that a piece serves, by attestation, the newest first; one query."""
    links = piece.links.select_related(
        "answer__criterion", "answer__attestation__scope", "answer__attestation__edition"
    ).order_by("-answer__attestation__opened_at", "answer__criterion__order", "answer__layer")
    groups: dict[Any, list[EvidenceLink]] = {}
    for link in links:
        groups.setdefault(link.answer.attestation_id, []).append(link)
    return [Serving(group[0].answer.attestation, group) for group in groups.values()]


def said_side_by_side(theirs: EvidenceVersion, mine: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Two versions of a piece field by field, for somebody whose own is not saved."""
    rows = []
    for field in PARTICULARS:
        left, right = _shown(theirs, field), mine.get(field) or ""
        if field == "disclosure" and right:
            right = DisclosureClass(right).label
        if left or right:
            same = str(left or "") == str(right or "")
            rows.append({"field": LABELS[field], "theirs": left, "mine": right, "same": same})
    return rows
