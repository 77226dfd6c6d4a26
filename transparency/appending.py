"""Adding leaves: one writer at a time, in the caller's transaction."""

from collections.abc import Sequence

from django.db import models
from django.utils.timezone import now

from journal.recording import require_transaction
from transparency import merkle
from transparency.manifests import LeafContent, NotALeaf
from transparency.models import Head, Leaf, Node
from transparency.stored import hashes
from transparency.tiles import MAX_ENTRY_BYTES

_AT_ONCE = 1000


def _locked_head() -> Head:
    """The head, locked until the caller's transaction ends; made at the first append of all."""
    head = Head.objects.select_for_update().first()
    if head is None:
        last = Leaf.objects.aggregate(last=models.Max("index"))["last"]
        size = 0 if last is None else last + 1
        Head.objects.bulk_create([Head(size=size)], ignore_conflicts=True)
        head = Head.objects.select_for_update().get()
    return head


def append(leaves: Sequence[LeafContent]) -> tuple[int, ...]:
    """Add `leaves` at the end of the log; their indexes, in the same order.

    Joins the caller's transaction (OutsideTransaction without one) and keeps the log's only lock
    until it ends: call it last, with nothing slow behind it. If the transaction is rolled back, the
    leaves never were, and their indexes go to others. NotALeaf when one is longer than an entry
    of a bundle may be. At most six queries for up to a thousand leaves at a time, however large the log is.
    """
    require_transaction()
    if any(len(leaf.content) > MAX_ENTRY_BYTES for leaf in leaves):
        raise NotALeaf("A leaf holds at most 65,535 bytes.")
    if not leaves:
        return ()
    head = _locked_head()
    leaf_hashes = [merkle.leaf_hash(leaf.content) for leaf in leaves]
    added = merkle.grown(head.size, leaf_hashes, hashes(merkle.places((0, head.size))))
    at = now()
    rows = [
        Leaf(index=index, kind=leaf.kind, content=leaf.content, leaf_hash=hashed, appended_at=at)
        for index, (leaf, hashed) in enumerate(zip(leaves, leaf_hashes, strict=True), head.size)
    ]
    Leaf.objects.bulk_create(rows, batch_size=_AT_ONCE)
    nodes = [Node(level=p.level, index=p.position, hash=h) for p, h in added.items() if p.level]
    Node.objects.bulk_create(nodes, batch_size=_AT_ONCE)
    head.size += len(rows)
    head.save(update_fields=["size"])
    return tuple(row.index for row in rows)
