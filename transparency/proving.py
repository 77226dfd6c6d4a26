"""Proofs of single leaves out of the stored tree.

Apart from `stored`, because whoever appends must not come near keys, and a proof names one.
"""

from transparency import merkle, stored
from transparency.models import Checkpoint
from transparency.proof import Proof


class NotCovered(Exception):
    """No signed checkpoint covers the leaf yet; within seconds one will."""


def proof(index: int, under: Checkpoint | None = None) -> Proof:
    """The proof that the leaf at `index` stands in the log, under the latest checkpoint or `under`.

    NotCovered when that checkpoint does not contain it.
    """
    checkpoint = under or stored.latest_checkpoint()
    if checkpoint is None or index >= checkpoint.size:
        raise NotCovered(f"No signed checkpoint covers entry {index} yet.")
    return Proof(
        index, merkle.inclusion_proof(index, checkpoint.size, stored.hashes), checkpoint.note
    )
