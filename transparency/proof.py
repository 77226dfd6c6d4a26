"""One leaf's proof as a text of its own (C2SP tlog-proof): checkable without us. Pure."""

import base64
from dataclasses import dataclass
from typing import Final

from custody.vkey import VerifierKey
from transparency.checkpoint import (
    Checkpoint,
    NotANote,
    strict_base64,
    strict_decimal,
    verified,
)
from transparency.merkle import HASH_BYTES, inclusion_holds, leaf_hash

FIRST_LINE: Final = "c2sp.org/tlog-proof@v1"
_MAX_HASHES: Final = 63  # a tree of 2**63 leaves


class ProofDoesNotHold(ValueError):
    """The proof is well formed, but does not show that this content stands in the log."""


@dataclass(frozen=True)
class Proof:
    """A leaf's index, its audit path from the sibling upwards, and a checkpoint that covers it."""

    index: int
    hashes: tuple[bytes, ...]
    note: str

    @property
    def text(self) -> str:
        """The `.tlog-proof` file."""
        path = "".join(f"{base64.b64encode(hashed).decode()}\n" for hashed in self.hashes)
        return f"{FIRST_LINE}\nindex {self.index}\n{path}\n{self.note}"


def parsed(text: str) -> Proof:
    """The proof in a `.tlog-proof` file; NotANote when malformed. Extra data is passed over."""
    head, blank, note = text.partition("\n\n")
    lines = head.split("\n")
    if not blank or lines.pop(0) != FIRST_LINE:
        raise NotANote("This is not a proof of the form tlog-proof, version 1.")
    if lines and lines[0].startswith("extra "):
        strict_base64(lines.pop(0).removeprefix("extra "))
    if not lines or not lines[0].startswith("index "):
        raise NotANote("The proof does not name the leaf's index.")
    index = strict_decimal(lines.pop(0).removeprefix("index "))
    hashes = tuple(strict_base64(line) for line in lines)
    if len(hashes) > _MAX_HASHES or any(len(hashed) != HASH_BYTES for hashed in hashes):
        raise NotANote("The proof's hashes have 32 bytes each, and there are at most 63.")
    return Proof(index, hashes, note)


def holds(proof: Proof, content: bytes, key: VerifierKey) -> Checkpoint:
    """The signed checkpoint under which `content` stands in the log.

    NotANote or NotSigned when the checkpoint is not one of this log, ProofDoesNotHold when the
    content is not the leaf that the proof shows.
    """
    checkpoint = verified(proof.note, key)
    if not inclusion_holds(
        leaf_hash(content), proof.index, checkpoint.size, proof.hashes, checkpoint.root
    ):
        raise ProofDoesNotHold("The log does not hold this content at this place.")
    return checkpoint
