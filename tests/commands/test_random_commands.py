"""Random commands by random people: no illegal state, and nobody outside her part.

`make test` takes some hundred steps, `make test-slow` ten thousand from several seeds. A failure
names the seed's last commands; the same seed takes the same way again.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from organisations.models import Organisation, Scope
from tests.commands.cast import STAGES, Cast, cast_of, reach
from tests.commands.walking import Walk
from tests.security.walking import undoing
from tests.whole import WHOLE

SEEDS = range(20) if WHOLE else range(1)
STEPS = 500 if WHOLE else 60  # of one seed, over all its episodes
BUSY = ("in_assessment", "found", "offered")
EPISODE = 50 if WHOLE else 20


@pytest.fixture
def cast(member: Organisation, body: Organisation, scope: Scope) -> Cast:
    return cast_of(member, body, scope)


@pytest.mark.parametrize("seed", SEEDS)
def test_it_works(
    seed: int,
    cast: Cast,
    settings: Settings,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    walk = Walk(cast, seed)
    stages = walk.chance.sample(STAGES, len(STAGES)) if WHOLE else BUSY
    for episode in range(STEPS):
        # What was signed lies outside the database, and is forgotten with the episode.
        settings.CHECKPOINT_DIR = tmp_path / str(episode)
        with undoing():
            walk.begin(*reach(cast, stages[episode % len(stages)]))
            for _ in range(min(EPISODE, STEPS - walk.steps)):
                if not walk.step():
                    break
        if walk.steps == STEPS:
            break
    record_property("acts", walk.judge.acts)
    told = f"{walk.accepted} of {walk.steps} commands accepted, {walk.judge.refused} refused"
    record_property("walked", told)
    # It would be worth nothing if chance had done nothing, or had never been refused.
    assert walk.accepted > STEPS // 10, f"{told}: {walk.judge.acts}"
    assert walk.judge.refused > STEPS // 10, told
