"""The log's own examination: everything recomputed from the leaves' bytes, nothing believed."""

from collections.abc import Iterator

from django.db import connection, transaction

from custody import keyring
from custody.vkey import VerifierKey
from transparency import checkpoint as notes
from transparency import merkle
from transparency.merkle import Place
from transparency.models import Checkpoint, Leaf, Node
from transparency.signing import store
from transparency.stored import committed_size

_AT_ONCE = 1024


def problems() -> Iterator[str]:
    """Every way in which the stored log is not what it should be, one sentence each.

    Reads one snapshot of the database, so appends may go on meanwhile. Nothing is found: each leaf
    stands in its place and hashes to what is stored, each stored hash follows from the leaves, and
    each checkpoint, the one outside the database included, is signed by the log's key over the
    root that the leaves give. RuntimeError inside a transaction.
    """
    key = keyring.verifier("checkpoints")
    signed_last = store().last()  # before the snapshot: what it covers was committed by then
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        examination = _Examination(key, signed_last)
        yield from examination.of_leaves()
        yield from examination.of_tree_size()
        yield from examination.of_checkpoints()
        yield from examination.of_store()


class _Examination:
    """One pass over the leaves; holds the right edge of the tree and the roots asked for."""

    def __init__(self, key: VerifierKey, signed_last: str | None) -> None:
        self.key = key
        self.signed_last = signed_last
        self.kept, self.store_problem = self._understood(signed_last, "outside the database")
        self.wanted = set(Checkpoint.objects.values_list("size", flat=True))
        if self.kept is not None:
            self.wanted.add(self.kept.size)
        self.roots = {0: merkle.EMPTY_ROOT}
        self.edge: dict[Place, bytes] = {}
        self.size = 0

    def _understood(self, note: str | None, where: str) -> tuple[notes.Checkpoint | None, str]:
        if note is None:
            return None, ""
        try:
            return notes.verified(note, self.key), ""
        except (notes.NotANote, notes.NotSigned) as error:
            return None, f"The checkpoint {where} does not hold: {error}"

    def of_leaves(self) -> Iterator[str]:
        """Leaf by leaf, from the first; stops at a gap, after which nothing can be computed."""
        rows = Leaf.objects.order_by("index").values_list("index", "content", "leaf_hash")
        batch: list[bytes] = []
        for index, content, stored_hash in rows.iterator(chunk_size=_AT_ONCE):
            if index != self.size + len(batch):
                yield from self._grow(batch)
                yield f"Entry {self.size} is missing."
                return
            hashed = merkle.leaf_hash(bytes(content))
            if hashed != bytes(stored_hash):
                yield f"Entry {index} was changed: its content does not hash to what is stored."
            batch.append(hashed)
            if len(batch) == _AT_ONCE:
                yield from self._grow(batch)
                batch = []
        yield from self._grow(batch)

    def _grow(self, batch: list[bytes]) -> Iterator[str]:
        """Add a batch to the tree, compare what is stored with it, note the roots asked for."""
        begin, end = self.size, self.size + len(batch)
        added = merkle.grown(begin, batch, self.edge)
        known = self.edge | added
        for size in range(begin + 1, end + 1):
            if size in self.wanted:
                self.roots[size] = merkle.root(size, lambda _: known)
        self.edge = {place: known[place] for place in merkle.places((0, end))}
        self.size = end
        for level in range(1, end.bit_length()):
            low, high = begin >> level, end >> level
            rows = Node.objects.filter(level=level, index__gte=low, index__lt=high)
            stored = {index: bytes(hashed) for index, hashed in rows.values_list("index", "hash")}
            for index in range(low, high):
                if stored.get(index) != added[Place(level, index)]:
                    yield f"The stored hash at level {level}, index {index} is wrong or missing."

    def of_tree_size(self) -> Iterator[str]:
        """Whether head and tree count what the leaves count."""
        if committed_size() != self.size:
            yield f"The head counts {committed_size()} entries; there are {self.size}."
        expected = sum(self.size >> level for level in range(1, self.size.bit_length()))
        surplus = Node.objects.count() - expected
        if surplus > 0:
            yield f"The tree holds {surplus} hashes that no entries stand behind."

    def of_checkpoints(self) -> Iterator[str]:
        """Whether every checkpoint ever served is signed and says what the leaves give."""
        for served in Checkpoint.objects.order_by("size").iterator():
            where = f"over {served.size} entries"
            head, problem = self._understood(served.note, where)
            if head is None:
                yield problem
            elif (head.size, head.root) != (served.size, bytes(served.root)):
                yield f"The checkpoint {where} is stored beside a note that says otherwise."
            elif self.roots.get(head.size) != head.root:
                yield f"The checkpoint {where} is not over the entries that are stored."

    def of_store(self) -> Iterator[str]:
        """Whether the checkpoint kept outside the database fits what is in it."""
        if self.store_problem:
            yield self.store_problem
        elif self.kept is None and self.wanted:
            yield "Checkpoints were served, but none is kept outside the database."
        elif self.kept is not None and self.roots.get(self.kept.size) != self.kept.root:
            yield (
                f"The checkpoint kept outside the database, over {self.kept.size} entries, is not "
                "over the entries that are stored: the database is older, or the log has forked."
            )
        elif self.kept is not None and max(self.wanted) > self.kept.size:
            yield "The checkpoint kept outside the database is older than one that was served."
