"""The operations, one file for each thing that people or machines do."""

from collections.abc import Iterator

from bench.measuring import Operation
from bench.operations import answers, editions, principles, reading, review
from bench.world import World


def every(world: World) -> Iterator[Operation]:
    """All operations, made when their turn comes."""
    for each in (editions, reading, answers, principles, review):
        yield from each.operations(world)
