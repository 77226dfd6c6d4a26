"""Every act on a key says whom it tells."""

from journal.acts import ACTS
from organisations.permissions import Side
from reports.keys.handovers import HANDOVERS


def test_it_works() -> None:
    acts = {act for act in ACTS if act.startswith("key.")}
    assert acts
    assert acts == HANDOVERS.keys()
    rows = [row for each in HANDOVERS.values() for row in each]
    assert all(row.known == (Side.ALLIANCE,) for row in rows)
