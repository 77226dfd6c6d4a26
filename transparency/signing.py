"""Signing checkpoints: only over what is committed, only if it extends what was signed before.

The order makes every crash harmless. The new checkpoint is written to the store outside the
database first and to the database after that, and only what is in the database is served. If the
process dies in between, the next tick finds the store ahead and serves the very same note.
"""

import logging
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from custody import keyring
from custody.vkey import VerifierKey
from transparency import checkpoint as notes
from transparency import merkle
from transparency.models import Checkpoint, Leaf
from transparency.signed_store import SignedStore, StoreBusy
from transparency.stored import committed_size, hashes, latest_checkpoint

log = logging.getLogger("transparency")

_AT_ONCE: Final = 1000
_NOTHING: Final = notes.Checkpoint("", 0, merkle.EMPTY_ROOT)  # what every log extends
RECOVERY: Final = "Nothing was signed. docs/log.md, “When signing is refused”, says how to recover."


class DoesNotExtend(Exception):
    """What the database holds does not extend what was signed before; nothing is signed."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason} {RECOVERY}")


def store() -> SignedStore:
    """The store that settings name."""
    return SignedStore(Path(settings.CHECKPOINT_DIR))


def _damaged(place: str) -> DoesNotExtend:
    return DoesNotExtend(f"The stored entries do not hash to what the tree says of {place}.")


def _new_leaf_hashes(begin: int, end: int) -> list[bytes]:
    """The hashes of the leaves that no checkpoint covers yet, computed from their contents."""
    new = Leaf.objects.filter(index__gte=begin, index__lt=end).order_by("index")
    rows = new.values_list("index", "content").iterator(chunk_size=_AT_ONCE)
    found = []
    for expected, (index, content) in enumerate(rows, start=begin):
        if index != expected:
            raise DoesNotExtend(f"Entry {expected} is missing.")
        found.append(merkle.leaf_hash(bytes(content)))
    if len(found) != end - begin:
        raise DoesNotExtend(f"Entry {begin + len(found)} is missing.")
    return found


def extended_root(last: notes.Checkpoint, size: int) -> bytes:
    """The root over `size` leaves, which extends `last`, or DoesNotExtend.

    It rests on nothing but the root signed last and the contents of the leaves after it; the
    stored tree must then say the same. Costs O(log n) look-ups and one hash per new leaf.
    """
    if last.size > size:
        raise DoesNotExtend(
            f"A checkpoint over {last.size} entries was signed, but the database holds {size}: "
            "it is older than the log that others have seen."
        )
    frontier = hashes(merkle.places((0, last.size)))
    if merkle.root(last.size, lambda _: frontier) != last.root:
        raise DoesNotExtend(
            f"The first {last.size} entries in the database are not those over which "
            "a checkpoint was signed: the log has forked."
        )
    known = frontier | merkle.grown(last.size, _new_leaf_hashes(last.size, size), frontier)
    root = merkle.root(size, lambda _: known)
    if merkle.root(size, hashes) != root:
        raise _damaged(f"the entries from {last.size} on")
    proof = merkle.consistency_proof(last.size, size, hashes)
    if not merkle.consistency_holds(last.size, size, proof, last.root, root):
        raise _damaged("those before them")
    return root


def _last_signed(kept: SignedStore, key: VerifierKey) -> tuple[str | None, notes.Checkpoint | None]:
    """What the store holds, verified; refused when it is empty though checkpoints were served."""
    note = kept.last()
    if note is None:
        if Checkpoint.objects.exists():
            raise DoesNotExtend("Checkpoints were served, but the store of the last one is empty.")
        return None, None
    try:
        return note, notes.verified(note, key)
    except (notes.NotANote, notes.NotSigned) as error:
        raise DoesNotExtend(
            f"The store of the last checkpoint cannot be trusted: {error}"
        ) from error


def _serve(note: str, head: notes.Checkpoint) -> Checkpoint:
    """Put a note into the database, from where it is served; the one that stands if it is there."""
    made, _ = Checkpoint.objects.get_or_create(
        size=head.size, defaults={"root": head.root, "note": note, "signed_at": now()}
    )
    if bytes(made.root) != head.root:
        raise DoesNotExtend(f"Two different roots over {head.size} entries are on record.")
    return made


def _nothing_to_do(kept: SignedStore) -> bool:
    """Whether all is covered, and what is served is what was signed last."""
    with transaction.atomic(durable=True):  # raises inside a transaction of somebody else
        served = latest_checkpoint()
        return served is not None and served.size == committed_size() and served.note == kept.last()


def sign_checkpoint() -> Checkpoint | None:
    """Sign a checkpoint over every committed leaf, if there are any that none covers yet.

    Returns what is now the latest checkpoint when this call added one, None when there was nothing
    to do or another process is at it. DoesNotExtend when the database is not an extension of what
    was signed before; RuntimeError inside a transaction, where leaves could still be rolled back.
    """
    kept = store()
    if _nothing_to_do(kept):
        return None
    signer = keyring.signer("checkpoints")
    try:
        with kept.locked():
            return _signed_under_lock(kept, signer)
    except StoreBusy:
        log.warning("Another process is signing; the next tick looks again.")
        return None


def _signed_under_lock(kept: SignedStore, signer: keyring.CheckpointSigner) -> Checkpoint | None:
    size = committed_size()
    seen, last = _last_signed(kept, signer.verifier)
    served = latest_checkpoint()
    root = extended_root(last or _NOTHING, size)
    if last is not None and seen is not None:
        if served is not None and served.size > last.size:
            raise DoesNotExtend("A newer checkpoint was served than the store of the last one.")
        healed = _serve(seen, last)  # a crash between store and database is mended here
        if last.size == size:
            return None if served is not None and served.size == size else healed
    head = notes.Checkpoint(signer.name, size, root)
    note = notes.signed(head, signer)
    kept.replace(seen, note)
    return _serve(note, head)
