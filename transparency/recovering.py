"""Getting a refused log to sign again without telling the world two stories (docs/log.md)."""

from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from custody import keyring
from transparency import checkpoint as notes
from transparency import merkle, signing, tiles
from transparency.appending import append
from transparency.manifests import LeafContent, LeafKind, facts_of
from transparency.models import Checkpoint
from transparency.stored import committed_size, hashes, latest_checkpoint


class NotRecovered(Exception):
    """What was offered does not lead back to the log that was signed; nothing was changed."""


def _bundle(folder: Path, index: int) -> tuple[bytes, ...]:
    """The entries of the widest bundle at `index` that the copy holds."""
    whole = folder / tiles.path(index)
    if whole.is_file():
        return tiles.entries_of(whole.read_bytes())
    partial = whole.with_name(f"{whole.name}.p")
    widths = [int(file.name) for file in partial.glob("*") if file.name.isdecimal()]
    if not widths:
        raise NotRecovered(f"The copy lacks the bundle {tiles.path(index)}.")
    return tiles.entries_of((partial / str(max(widths))).read_bytes())


def _entries(folder: Path, begin: int, end: int) -> Iterator[LeafContent]:
    """The entries from `begin` to before `end` out of a copy of `tile/entries`."""
    index = begin
    while index < end:
        bundle = _bundle(folder, index // tiles.WIDTH)
        offset = index % tiles.WIDTH
        if offset >= len(bundle):
            raise NotRecovered(f"The copy lacks entry {index}.")
        for content in bundle[offset : offset + end - index]:
            yield LeafContent(LeafKind(facts_of(content)["kind"]), content)
            index += 1


def restore_entries(folder: Path) -> int:
    """Add back the entries that an older database lost, from a copy of `tile/entries`; how many.

    They are added only if the tree then has the very root that was signed last; NotRecovered
    otherwise, and nothing is changed.
    """
    note = signing.store().last()
    if note is None:
        raise NotRecovered(
            "No checkpoint is kept outside the database, so nothing says what is lost."
        )
    head = notes.verified(note, keyring.verifier("checkpoints"))
    with transaction.atomic(durable=True):
        size = committed_size()
        if size >= head.size:
            raise NotRecovered("The database holds as many entries as were signed; none is lost.")
        try:
            indexes = append(tuple(_entries(folder, size, head.size)))
        except (tiles.NotATile, ValueError) as error:
            raise NotRecovered(f"The copy cannot be read: {error}") from error
        if indexes[0] != size or merkle.root(head.size, hashes) != head.root:
            raise NotRecovered("With the copy's entries the log is not the one that was signed.")
    return len(indexes)


def adopt_checkpoint(note: str) -> notes.Checkpoint:
    """Fill an empty store with the newest checkpoint that the outside world has seen.

    Only a person can know which that is: ask every mirror and witness first. NotRecovered unless
    the store is empty, the note is this log's own, no newer one was served from here, and the
    database extends it.
    """
    kept = signing.store()
    with kept.locked():
        if kept.last() is not None:
            raise NotRecovered("The store is not empty.")
        try:
            head = notes.verified(note, keyring.verifier("checkpoints"))
            signing.extended_root(head, committed_size())
        except (notes.NotANote, notes.NotSigned, signing.DoesNotExtend) as error:
            raise NotRecovered(f"The checkpoint cannot be adopted: {error}") from error
        served: Checkpoint | None = latest_checkpoint()
        if served is not None and served.size > head.size:
            raise NotRecovered("A newer checkpoint than this one was served.")
        kept.replace(None, note)
    return head
