"""Every hostile file through the form and through the confined child."""

import pytest

from tests.security.conftest import undone, world, world_folder  # noqa: F401
from tests.security.hostile_files import REFUSED, TAKEN, Hostile
from tests.security.test_hostile_files import called, is_refused, is_served_as_it_came
from tests.security.world import World


@pytest.mark.parametrize("each", REFUSED, ids=called)
def test_it_is_refused_and_nothing_is_kept(each: Hostile, undone: World) -> None:  # noqa: F811
    is_refused(each, undone)


@pytest.mark.parametrize("each", TAKEN, ids=called)
def test_it_is_served_as_it_came(each: Hostile, undone: World) -> None:  # noqa: F811
    is_served_as_it_came(each, undone)
