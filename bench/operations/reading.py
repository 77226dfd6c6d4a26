"""What anyone reads: the standing of an organisation, and the pages of a large edition."""

from collections.abc import Iterator
from functools import partial

from django.urls import reverse

from bench.asking import ask, floor, portal
from bench.measuring import Operation
from bench.world import World

FLOOR_IS = "a bare view: one indexed SELECT by psycopg, JSON, no middleware"


def operations(world: World) -> Iterator[Operation]:
    handler, bare = portal(), floor(world, world.report.number)
    nothing_more = partial(ask, bare, "/")
    standing = reverse("api:standing", args=[world.report.organisation.slug])
    yield Operation(
        name="read the standing of an organisation (API)",
        act=partial(ask, handler, standing),
        floor=nothing_more,
        floor_is=FLOOR_IS,
        times=100,
        floor_times=300,
        goal="1.25 × the floor, 1 SQL",
    )
    for name, address in pages(world):
        yield Operation(
            name=name,
            act=partial(ask, handler, address),
            floor=nothing_more,
            floor_is=FLOOR_IS,
            times=8,
            floor_times=300,
            goal="10 SQL",
        )


def pages(world: World) -> Iterator[tuple[str, str]]:
    """The pages of the large edition that there are."""
    edition = [world.large.framework.slug, world.large.version]
    size, last = len(world.large_data["criteria"]), world.large_data["criteria"][-1]["code"]
    yield f"page of an edition of {size} criteria", reverse("registry:edition", args=edition)
    yield (
        "page of a criterion of that edition",
        reverse("registry:criterion", args=[*edition, last]),
    )
    yield (
        f"page that compares two editions of {size} criteria",
        reverse("registry:comparison", args=[*edition, world.follower.version]),
    )
