from copy import deepcopy
from functools import cache
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts.actor import SYSTEM
from crosswalk.loading import Change, loaded
from crosswalk.models import Clause, Mapping, Regulation
from crosswalk.reading import Files, problems, read
from journal.models import Entry
from principles.adoption import adopted
from principles.edition_file import EDITION_1_1, UnfitFile
from principles.edition_file import read as read_edition
from principles.loading import loaded as drafted
from principles.models import Criterion, Edition
from tests.editions import edition_data

ROWS = 439


@cache
def _files() -> Files:
    return read()


@pytest.fixture
def files() -> Files:
    held = _files()
    return Files(deepcopy(held.mappings), dict(held.regulations))


@cache
def _later() -> dict[str, Any]:
    return read_edition(EDITION_1_1)


@pytest.fixture
def later() -> dict[str, Any]:
    """Edition 1.1, in which ETH-08 and OPN-02 read otherwise."""
    return deepcopy(_later())


@pytest.mark.usefixtures("edition")
def test_it_works(files: Files) -> None:
    change = loaded(files, by=SYSTEM)
    assert (change.added, change.changed, change.removed) == (ROWS, 0, 0)
    row = Mapping.objects.get(criterion__code="GOV-01", clause__regulation__slug="nis2")
    assert (row.clause.ref, row.relationship, row.verified) == (
        "Art. 20(1)", "intersects-with", True,
    )  # fmt: skip
    assert (row.confidence, row.author, row.verified_by) == (
        "medium", "Trustportal catalogue", "Trustportal catalogue",
    )  # fmt: skip
    assert not row.carried_over
    assert Regulation.objects.count() == len(files.regulations) == 38


@pytest.mark.usefixtures("edition")
def test_loading_again_writes_nothing(files: Files) -> None:
    loaded(files, by=SYSTEM)
    with CaptureQueriesContext(connection) as queries:
        assert loaded(files, by=SYSTEM) == Change()
    assert [query["sql"][:6] for query in queries] == ["SELECT"] * 5


@pytest.mark.usefixtures("edition")
def test_what_is_not_verified_is_less_sure_and_names_nobody(files: Files) -> None:
    loaded(files, by=SYSTEM)
    unverified = Mapping.objects.filter(verified=False)
    assert unverified.exists()
    assert set(unverified.values_list("confidence", "verified_by", "verified_on")) == {
        ("low", "", None)
    }


@pytest.mark.usefixtures("edition")
@pytest.mark.parametrize(
    "wrong",
    [
        {"verified": False},
        {"verified_by": ""},
        {"verified_on": None},
        {"verified": False, "verified_by": ""},
    ],
)
def test_the_database_refuses_a_check_by_nobody(files: Files, wrong: dict[str, Any]) -> None:
    loaded(files, by=SYSTEM)
    row = Mapping.objects.filter(verified=True)[:1].get()
    named = "mapping_verified_says_by_whom_and_when"
    with pytest.raises(IntegrityError, match=named), transaction.atomic():
        Mapping.objects.filter(pk=row.pk).update(**wrong)


@pytest.mark.usefixtures("edition")
def test_a_mapping_can_be_corrected_beside_a_published_edition(files: Files) -> None:
    loaded(files, by=SYSTEM)
    rows = files.mappings["mappings"]
    rows["GOV-01"][0]["relationship"] = "supports"
    rows["GOV-01"].pop()
    rows["GOV-02"].append(
        {"regulation": "nis2", "ref": "Art. 23(1)", "relationship": "supports", "verified": False}
    )
    assert loaded(files, by=SYSTEM) == Change(added=1, changed=1, removed=1)
    new = Mapping.objects.get(criterion__code="GOV-02", clause__ref="Art. 23(1)")
    assert new.check_note == files.mappings["checks"]["unverified"]["note"]


@pytest.mark.usefixtures("edition")
def test_a_law_that_the_files_drop_goes_with_its_clauses(files: Files) -> None:
    loaded(files, by=SYSTEM)
    gone = files.regulations.pop("nesas")
    for rows in files.mappings["mappings"].values():
        rows[:] = [row for row in rows if row["regulation"] != "nesas"]
    change = loaded(files, by=SYSTEM)
    assert change.removed > 0
    assert change.clauses == len(gone["clauses"]) + 1
    assert not Regulation.objects.filter(slug="nesas").exists()


@pytest.mark.usefixtures("edition")
def test_a_mapping_judged_on_another_text_is_carried_over(
    files: Files, later: dict[str, Any]
) -> None:
    adopted(later, by=SYSTEM, at=now())
    assert loaded(files, by=SYSTEM).added == 2 * ROWS
    of = Mapping.objects.select_related("criterion").filter(criterion__edition__version="1.1")
    assert {row.criterion.code for row in of if row.carried_over} == {"ETH-08", "OPN-02"}
    assert {row.judged_on for row in of} == {"1.0"}
    assert loaded(files, by=SYSTEM) == Change()


@pytest.mark.usefixtures("edition")
def test_a_mapping_judged_again_is_not_carried_over(files: Files, later: dict[str, Any]) -> None:
    adopted(later, by=SYSTEM, at=now())
    rows = files.mappings["mappings"]["OPN-02"]
    again = [dict(row, editions=["1.1"], judged_on="1.1", dated="2027-01-01") for row in rows]
    files.mappings["mappings"]["OPN-02"] = again
    loaded(files, by=SYSTEM)
    of = Mapping.objects.select_related("criterion").filter(criterion__code="OPN-02")
    assert {(row.criterion.edition.version, row.carried_over) for row in of} == {("1.1", False)}


@pytest.mark.usefixtures("edition")
def test_a_draft_gets_no_mappings_so_that_it_can_be_replaced(
    files: Files, later: dict[str, Any]
) -> None:
    drafted(later)
    assert loaded(files, by=SYSTEM).added == ROWS
    later["edition"]["note"] = "Another note."
    drafted(later)
    assert Edition.objects.get(version="1.1").note == "Another note."


@pytest.mark.usefixtures("edition")
def test_a_criterion_that_a_later_edition_lacks_is_told(
    files: Files, later: dict[str, Any]
) -> None:
    later["criteria"] = [row for row in later["criteria"] if row["code"] != "SUP-01"]
    later["changes"].append({"criterion": "SUP-01", "class": "retired", "note": "Not asked."})
    adopted(later, by=SYSTEM, at=now())
    with pytest.raises(UnfitFile, match=r"SUP-01: editions: Edition 1\.1 has no such criterion"):
        loaded(files, by=SYSTEM)
    for row in files.mappings["mappings"]["SUP-01"]:
        row["editions"] = ["1.0"]
    loaded(files, by=SYSTEM)
    held = Mapping.objects.filter(criterion__code="SUP-01")
    assert set(held.values_list("criterion__edition__version", flat=True)) == {"1.0"}


@pytest.mark.usefixtures("edition")
def test_a_judgement_on_an_edition_that_is_not_there_is_refused(files: Files) -> None:
    files.mappings["mappings"]["GOV-01"][0]["judged_on"] = "0.9"
    with pytest.raises(UnfitFile, match=r"GOV-01: judged_on: Edition 0\.9"):
        loaded(files, by=SYSTEM)


def test_every_problem_is_listed_at_once(files: Files) -> None:
    rows = files.mappings["mappings"]["GOV-01"]
    rows[0]["relationship"] = "loves"
    rows[1]["regulation"] = "moon"
    rows[2]["verified"] = "yes"
    del rows[3]["ref"]
    rows[4]["ref"] = "Art. 999"
    rows[5]["confidence"] = "certain"
    rows[6]["editions"] = ["3.0"]
    files.mappings["mappings"]["GOV-02"].append(files.mappings["mappings"]["GOV-02"][0])
    files.mappings["mappings"]["GOV-03"] = 3
    files.mappings["dated"] = "yesterday"
    del files.mappings["checks"]["verified"]["verified_by"]
    text = "\n".join(map(str, problems(files.mappings, files.regulations)))
    for expected in (
        "GOV-01: 1.relationship: “loves” is no relationship.",
        "GOV-01: 2.regulation: “moon” is not among the regulations.",
        "GOV-01: 3.verified: It is neither true nor false.",
        "GOV-01: 4.ref: It is missing, or not known.",
        "GOV-01: 5.ref: “Art. 999” is not among the clauses of dora.",
        "GOV-01: 6.confidence: “certain” is no confidence.",
        "GOV-01: 7.editions: They are not among the editions of the file.",
        "GOV-02: ref: eu-cloud-sov SOV-1 stands 2 times.",
        "GOV-03: mappings: It is not a list.",
        "dated: “yesterday” is no day.",
        "checks.verified: It says confidence, note, verified_by, verified_on, nothing else.",
    ):
        assert expected in text, expected


@pytest.mark.parametrize("data", [None, [], {}, {"schema": "trust-mappings/2"}])
def test_what_is_no_file_of_mappings_is_told(data: object) -> None:
    assert list(problems(data, {}))


@pytest.mark.django_db
def test_without_a_published_edition_nothing_is_loaded(files: Files) -> None:
    drafted(edition_data())
    with pytest.raises(UnfitFile, match="editions: None of them is published"):
        loaded(files, by=SYSTEM)
    assert not Regulation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_command_loads_them() -> None:
    out = StringIO()
    with pytest.raises(CommandError, match="1 problems"):
        call_command("load_mappings", stdout=out)
    with transaction.atomic():
        adopted(edition_data(), by=SYSTEM, at=now())
    call_command("load_mappings", stdout=out)
    assert f"{ROWS} mappings added, 0 changed, 0 removed" in out.getvalue()


@pytest.mark.usefixtures("edition")
def test_a_change_is_journalled_and_a_repetition_is_not(files: Files) -> None:
    loaded(files, by=SYSTEM)
    loaded(files, by=SYSTEM)
    entry = Entry.objects.get(act="mappings.changed")
    clauses = Clause.objects.count() + Regulation.objects.count()
    assert entry.facts == {"added": ROWS, "changed": 0, "removed": 0, "clauses": clauses}


@pytest.mark.usefixtures("edition")
def test_every_mapped_criterion_has_its_rows_in_its_own_edition(files: Files) -> None:
    loaded(files, by=SYSTEM)
    asked = Criterion.objects.filter(mappings__isnull=False).distinct().count()
    assert asked == len(files.mappings["mappings"])
