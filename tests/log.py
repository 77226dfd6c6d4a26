"""A checkpoint over what a test has done so far, signed and kept as the signing process does it."""

from custody import keyring
from transparency import signing
from transparency.models import Checkpoint
from transparency.stored import latest_checkpoint


def sign_now() -> Checkpoint | None:
    """Sign over every leaf that this transaction sees.

    `sign_checkpoint` itself refuses to run inside a transaction, where leaves could still be rolled
    back; a test that is taken back whole has nothing else.
    """
    kept = signing.store()
    with kept.locked():
        return signing._signed_under_lock(kept, keyring.signer("checkpoints"))


def remember() -> None:
    """Put the last checkpoint that was served into the store outside the database.

    Rows that `tests.kept` lays down again bring their checkpoint along; the store is a file.
    """
    kept, served = signing.store(), latest_checkpoint()
    if served is not None and kept.last() is None:
        with kept.locked():
            kept.replace(None, served.note)
