from django.db import models
from django.db.models import Q

from transparency.manifests import LeafKind


class Head(models.Model):
    """How many leaves the log holds: one row, and the lock that makes its writers one.

    Everything else here is only ever added, so this row is what an append locks.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    size = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="transparency_one_head"),
            models.CheckConstraint(condition=Q(size__gte=0), name="transparency_size_counts_up"),
        ]

    def __str__(self) -> str:
        return f"{self.size} leaves"


class Leaf(models.Model):
    """One entry of the log: its exact bytes, and where it stands for ever."""

    index = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.name) for kind in LeafKind])
    content = models.BinaryField()
    leaf_hash = models.BinaryField()
    appended_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(index__gte=0), name="transparency_leaf_index_counts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.index} {self.kind}"


class Node(models.Model):
    """The hash of a complete subtree of 2**level leaves, level 1 and up; level 0 is `Leaf`."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=62, index__gte=0),
                name="transparency_node_above_the_leaves",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class Checkpoint(models.Model):
    """A signed checkpoint that was served: one per size, for ever."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    note = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=0), name="transparency_checkpoint_counts"),
        ]

    def __str__(self) -> str:
        return f"checkpoint over {self.size} leaves"
