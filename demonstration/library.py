"""A member's library of evidence: files, links, digests, statements, as its story tells them."""

import hashlib
from datetime import date, timedelta

from accounts.actor import Actor
from attestations import evidence, revealing, vault
from attestations.evidence_files import NewFile
from attestations.models import DisclosureClass, Evidence, EvidenceKind
from demonstration.content import Piece, dated
from organisations.models import Organisation


def added_piece(organisation: Organisation, piece: Piece, as_of: date, *, by: Actor) -> Evidence:
    """Add one piece, and reveal its file where the story does."""
    row = evidence.add_evidence(organisation.pk, _particulars(piece, as_of), by=by)
    if piece.reveal:
        stored = vault.keep(piece.name, [piece.content(as_of)])
        revealing.reveal(row.files.get().pk, stored, by=by)
    return row


def _particulars(piece: Piece, as_of: date) -> evidence.Particulars:
    def before(days: int | None) -> date | None:
        return None if days is None else as_of - timedelta(days=days)

    begins, ends = piece.covers or (None, None)
    is_statement = piece.kind == EvidenceKind.STATEMENT
    return evidence.Particulars(
        title=piece.title,
        kind=EvidenceKind(piece.kind),
        disclosure=piece.disclosure,
        description=dated(piece.note, as_of),
        public_summary=piece.summary,
        effective_on=before(piece.age),
        covers_from=before(begins),
        covers_until=before(ends),
        expires_on=None if piece.ends is None else as_of + timedelta(days=piece.ends),
        url=piece.url,
        text=dated(piece.text, as_of) if is_statement else "",
        files=_files(piece, as_of),
    )


def _files(piece: Piece, as_of: date) -> tuple[NewFile, ...]:
    """The files; or the digest of one that stays with its fictional owner, and exists as little."""
    if piece.kind == EvidenceKind.FILE:
        first = NewFile.of(vault.keep(piece.name, [piece.content(as_of)]))
        if not piece.closer:
            return (first,)
        text = dated(piece.closer["text"], as_of).encode()
        closer = vault.keep(piece.closer["name"], [text])
        return (first, NewFile.of(closer, DisclosureClass.MEMBER))
    if piece.kind == EvidenceKind.HASH:
        content = piece.content(as_of) if piece.reveal else piece.title.encode()
        name = piece.name or piece.title
        return (NewFile(name, hashlib.sha256(content).hexdigest()),)
    return ()
