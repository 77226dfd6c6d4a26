"""The world of the matrix stands as it is described."""

from tests.security.world import STATES, World


def test_it_works(world: World) -> None:
    found = {name: one.status for name, one in world.attestations.items()}
    assert found == {
        "draft": "draft",
        "ready": "ready",
        "submitted": "submitted",
        "accepted": "accepted",
        "requested": "accepted",
        "offered": "accepted",
        "begun": "accepted",
        "assessed": "in_assessment",
        "unconfirmed": "recommended",
        "recommended": "recommended",
        "decided": "decided",
        "other": "draft",
    }
    assert [world.engagements[state].status for state in STATES[4:]] == [
        "requested",
        "offered",
        "active",
        "active",
        "active",
        "active",
        "closed",
    ]
