from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts.actor import SYSTEM
from crosswalk.loading import MAPPINGS_1, Change, loaded, problems, read
from crosswalk.models import Mapping, Regulation
from journal.models import Entry
from principles.adoption import adopted
from principles.edition_file import EDITION_1, UnfitFile
from principles.edition_file import read as read_edition


@pytest.fixture
def mappings() -> dict[str, Any]:
    return read(MAPPINGS_1)


@pytest.fixture
def edition(db: None) -> None:
    adopted(read_edition(EDITION_1), by=SYSTEM, at=now())


@pytest.mark.usefixtures("edition")
def test_it_works(mappings: dict[str, Any]) -> None:
    assert loaded(mappings, by=SYSTEM) == Change(added=439)
    row = Mapping.objects.get(criterion__code="GOV-01", regulation__slug="nis2")
    assert (row.ref, row.relationship, row.verified) == ("Art. 20(1)", "intersects-with", True)
    assert Regulation.objects.count() == 38


@pytest.mark.usefixtures("edition")
def test_loading_again_writes_nothing(mappings: dict[str, Any]) -> None:
    loaded(mappings, by=SYSTEM)
    with CaptureQueriesContext(connection) as queries:
        assert loaded(mappings, by=SYSTEM) == Change()
    assert [query["sql"][:6] for query in queries] == ["SELECT"] * 3


@pytest.mark.usefixtures("edition")
def test_a_mapping_can_be_corrected_beside_a_published_edition(mappings: dict[str, Any]) -> None:
    loaded(mappings, by=SYSTEM)
    mappings["mappings"]["GOV-01"][0]["relationship"] = "supports"
    mappings["mappings"]["GOV-01"].pop()
    mappings["mappings"]["GOV-02"].append(
        {"regulation": "nis2", "ref": "Art. 1", "relationship": "supports", "verified": False}
    )
    assert loaded(mappings, by=SYSTEM) == Change(added=1, changed=1, removed=1)
    new = Mapping.objects.get(criterion__code="GOV-02", ref="Art. 1")
    assert new.check_note == mappings["checks"]["unverified"]


def test_every_problem_is_listed_at_once(mappings: dict[str, Any]) -> None:
    rows = mappings["mappings"]["GOV-01"]
    rows[0]["relationship"] = "loves"
    rows[1]["regulation"] = "moon"
    rows[2]["verified"] = "yes"
    del rows[3]["ref"]
    mappings["mappings"]["GOV-02"].append(mappings["mappings"]["GOV-02"][0])
    mappings["mappings"]["GOV-03"] = 3
    text = "\n".join(map(str, problems(mappings)))
    for expected in (
        "GOV-01: 1.relationship: “loves” is no relationship.",
        "GOV-01: 2.regulation: “moon” is not among the regulations.",
        "GOV-01: 3.verified: It is neither true nor false.",
        "GOV-01: 4.ref: It is missing, or not known.",
        "GOV-02: ref: eu-cloud-sov SOV-1 stands 2 times.",
        "GOV-03: mappings: It is not a list.",
    ):
        assert expected in text, expected


@pytest.mark.parametrize("data", [None, [], {}, {"schema": "trust-mappings/1"}])
def test_what_is_no_file_of_mappings_is_told(data: object) -> None:
    assert list(problems(data))


@pytest.mark.django_db
def test_a_criterion_that_is_not_there_is_refused(mappings: dict[str, Any]) -> None:
    with pytest.raises(UnfitFile, match="GOV-01: The edition has no such criterion"):
        loaded(mappings, by=SYSTEM)
    assert not Regulation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_command_loads_them() -> None:
    out = StringIO()
    with pytest.raises(CommandError, match="59 problems"):
        call_command("load_mappings", str(MAPPINGS_1), stdout=out)
    with transaction.atomic():
        adopted(read_edition(EDITION_1), by=SYSTEM, at=now())
    call_command("load_mappings", str(MAPPINGS_1), stdout=out)
    assert "439 mappings added, 0 changed, 0 removed" in out.getvalue()


@pytest.mark.usefixtures("edition")
def test_a_change_is_journalled_and_a_repetition_is_not(mappings: dict[str, Any]) -> None:
    loaded(mappings, by=SYSTEM)
    loaded(mappings, by=SYSTEM)
    entry = Entry.objects.get(act="mappings.changed")
    assert entry.facts == {"added": 439, "changed": 0, "removed": 0}
