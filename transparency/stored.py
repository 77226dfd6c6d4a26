"""Reading the tree: hashes of places and roots out of the stored rows."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Q

from transparency import merkle
from transparency.merkle import Place
from transparency.models import Checkpoint, Head, Leaf, Node


def hashes(places: Sequence[Place]) -> dict[Place, bytes]:
    """The stored hash of each place, in at most two queries. KeyError when one is not stored."""
    by_level: dict[int, list[int]] = defaultdict(list)
    for place in places:
        by_level[place.level].append(place.position)
    found: dict[Place, bytes] = {}
    if leaves := by_level.pop(0, None):
        rows = Leaf.objects.filter(index__in=leaves).values_list("index", "leaf_hash")
        found |= {Place(0, index): bytes(hashed) for index, hashed in rows}
    if by_level:
        wanted = Q()
        for level, indexes in by_level.items():
            wanted |= Q(level=level, index__in=indexes)
        nodes = Node.objects.filter(wanted).values_list("level", "index", "hash")
        found |= {Place(level, index): bytes(hashed) for level, index, hashed in nodes}
    missing = set(places) - found.keys()
    if missing:
        raise KeyError(f"The log lacks the hash of {min(missing)}.")
    return found


def committed_size() -> int:
    """How many leaves the log holds, as this connection's transaction sees it."""
    head = Head.objects.first()
    return head.size if head else 0


def root(size: int) -> bytes:
    """The root over the first `size` leaves."""
    return merkle.root(size, hashes)


def latest_checkpoint() -> Checkpoint | None:
    """The largest signed checkpoint, which is what the world is served."""
    return Checkpoint.objects.order_by("-size").first()


def first_checkpoint_covering(index: int) -> Checkpoint | None:
    """The earliest signed checkpoint that contains the leaf at `index`."""
    return Checkpoint.objects.filter(size__gt=index).order_by("size").first()
