"""Every act of the reports room says whom it tells, or why nobody."""

from journal.acts import ACTS
from organisations.handover import Whom
from organisations.permissions import Side
from reports.handovers import HANDOVERS, SILENT


def test_it_works() -> None:
    acts = {act for act in ACTS if act.partition(".")[0] in ("report", "receipt")}
    assert not HANDOVERS.keys() & SILENT.keys()
    assert acts | {"notice.issued"} == HANDOVERS.keys() | SILENT.keys()


def test_operators_are_told_neither_whose_it_is_nor_what_it_says() -> None:
    rows = [row for each in HANDOVERS.values() for row in each if Side.ALLIANCE in row.known]
    assert rows
    for row in rows:
        told = row.path + row.subject + row.text
        assert "{page}" not in told
        if Whom.OPERATOR in row.to:
            assert row.path == "{job}"
            assert "{what}" not in told
