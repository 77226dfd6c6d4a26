"""The Merkle tree of RFC 6962, section 2.1, over stored subtree hashes. Pure.

A *place* names a complete subtree: at level k and index i it spans the leaves
[i * 2**k, (i + 1) * 2**k). Its hash never changes once those leaves exist. Roots and proofs are
folded from few places, so they cost O(log n) look-ups however large the tree is.

What verifies follows RFC 9162, sections 2.1.3.2 and 2.1.4.2, and shares nothing with what proves.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()


class Place(NamedTuple):
    """A complete subtree: 2**level leaves, at a position among those of its level."""

    level: int
    position: int


Span = tuple[int, int]
Lookup = Callable[[Sequence[Place]], Mapping[Place, bytes]]
"""Gives the hash of each place asked for; a missing one is the looker's fault (KeyError)."""


def leaf_hash(content: bytes) -> bytes:
    """SHA-256(0x00 || content)."""
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def places(span: Span) -> tuple[Place, ...]:
    """The complete subtrees that make up a span, from left to right, largest first.

    The span begins where a subtree of at least its size begins, as every span of RFC 6962 does.
    """
    begin, end = span
    found = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        found.append(Place(level, begin >> level))
        begin += 1 << level
    return tuple(found)


def _folded(hashes: Sequence[bytes]) -> bytes:
    """The hash of a span out of the hashes of its places: the smaller ones hang on the right."""
    folded = hashes[-1]
    for left in reversed(hashes[:-1]):
        folded = node_hash(left, folded)
    return folded


def _hashes_of(spans: Sequence[Span], lookup: Lookup) -> tuple[bytes, ...]:
    wanted = [places(span) for span in spans]
    known = lookup([place for group in wanted for place in group])
    return tuple(_folded([known[place] for place in group]) for group in wanted)


def _split(size: int) -> int:
    """The largest power of two smaller than `size` (≥ 2): where RFC 6962 cuts a tree."""
    return 1 << ((size - 1).bit_length() - 1)


def root(size: int, lookup: Lookup) -> bytes:
    """The Merkle Tree Hash of the first `size` leaves."""
    return _hashes_of([(0, size)], lookup)[0] if size else EMPTY_ROOT


def completed_by(index: int) -> tuple[Place, ...]:
    """The subtrees above level 0 that the leaf at `index` completes, from the lowest."""
    found = []
    level, above = 1, index
    while above & 1:
        above >>= 1
        found.append(Place(level, above))
        level += 1
    return tuple(found)


def grown(
    size: int, leaf_hashes: Iterable[bytes], frontier: Mapping[Place, bytes]
) -> dict[Place, bytes]:
    """Every place that new leaves add to a tree of `size`, level 0 included.

    `frontier` holds the hashes of `places((0, size))`: all that is needed of what stands.
    """
    added: dict[Place, bytes] = {}
    for index, hashed in enumerate(leaf_hashes, start=size):
        added[Place(0, index)] = hashed
        for level, above in completed_by(index):
            left = Place(level - 1, 2 * above)
            right = added[Place(level - 1, 2 * above + 1)]
            left_hash = added[left] if left in added else frontier[left]
            added[Place(level, above)] = node_hash(left_hash, right)
    return added


def _inclusion_spans(index: int, size: int) -> tuple[Span, ...]:
    """PATH(m, D[n]) as spans, from the leaf's sibling upwards."""
    begin, end = 0, size
    found: list[Span] = []
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((begin, middle))
            begin = middle
    return tuple(reversed(found))


def inclusion_proof(index: int, size: int, lookup: Lookup) -> tuple[bytes, ...]:
    """The audit path of RFC 6962, section 2.1.1; ValueError when the leaf is not in the tree."""
    if not 0 <= index < size:
        raise ValueError(f"A tree of {size} leaves has no leaf {index}.")
    return _hashes_of(_inclusion_spans(index, size), lookup)


def _consistency_spans(old: int, new: int) -> tuple[Span, ...]:
    """PROOF(m, D[n]) as spans, in the order of RFC 6962, section 2.1.2."""
    begin, end = 0, new
    found: list[Span] = []
    while old < end:
        middle = begin + _split(end - begin)
        if old <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((begin, middle))
            begin = middle
    if begin:  # the old tree is no subtree of its own: its last part must be told
        found.append((begin, end))
    return tuple(reversed(found))


def consistency_proof(old: int, new: int, lookup: Lookup) -> tuple[bytes, ...]:
    """The proof of RFC 6962, section 2.1.2, that the tree of `new` leaves extends that of `old`.

    Empty for old = 0 and for old = new. ValueError when old > new.
    """
    if not 0 <= old <= new:
        raise ValueError(f"A tree of {new} leaves cannot extend one of {old}.")
    if old in {0, new}:
        return ()
    return _hashes_of(_consistency_spans(old, new), lookup)


def inclusion_holds(
    hashed: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether `proof` shows that the leaf with this hash stands at `index` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last, running = index, size - 1, hashed
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            running = node_hash(sibling, running)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            running = node_hash(running, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and running == root


def consistency_holds(
    old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> bool:
    """Whether `proof` shows that the new tree extends the old one (RFC 9162, 2.1.4.2).

    From the empty tree everything extends, with an empty proof and the empty tree's own root.
    """
    if not 0 <= old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root and (new > 0 or old_root == EMPTY_ROOT)
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not proof:
        return False
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old_running = new_running = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old_running = node_hash(sibling, old_running)
            new_running = node_hash(sibling, new_running)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new_running = node_hash(new_running, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and old_running == old_root and new_running == new_root
