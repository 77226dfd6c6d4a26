import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actor import SYSTEM
from crosswalk.loading import loaded
from crosswalk.models import Mapping
from crosswalk.reading import Files, read
from journal.models import Entry
from principles.models import Edition
from reports.laws_touched import as_it_stands, crosswalk_of
from reports.models import Report
from reports.twin import twin_bytes
from tests.reports.sample import assessed_contents

KEPT = ("nis2", "csf2")  # two sources are enough, and quick to load


@pytest.fixture(scope="module")
def files() -> Files:
    whole = read()
    mappings = {
        code: [row for row in rows if row["regulation"] in KEPT]
        for code, rows in whole.mappings["mappings"].items()
    }
    return Files(
        {**whole.mappings, "mappings": {code: rows for code, rows in mappings.items() if rows}},
        {slug: whole.regulations[slug] for slug in KEPT},
    )


def test_it_works(edition: Edition, files: Files) -> None:
    assert as_it_stands(edition) is None
    loaded(files, by=SYSTEM)
    with CaptureQueriesContext(connection) as asked:
        found = as_it_stands(edition)
    assert len(asked) == 4
    assert found is not None
    assert [law.slug for law in found.laws] == ["csf2", "nis2"]
    law = found.laws[1]
    assert (law.kind, law.listed) == ("law", len(files.regulations["nis2"]["clauses"]))
    clause = next(each for each in law.clauses if each.ref == "Art. 20(1)")
    first = clause.criteria[0]
    assert (first.criterion, first.relationship, first.verified) == (
        "GOV-01", "intersects-with", True,
    )  # fmt: skip
    touched = [one for law in found.laws for clause in law.clauses for one in clause.criteria]
    assert len(touched) == Mapping.objects.count()
    assert [each.author for each in found.judged] == ["Trustportal catalogue"]


def test_it_names_the_files_that_were_loaded(edition: Edition, files: Files) -> None:
    loaded(files, by=SYSTEM)
    found = as_it_stands(edition)
    assert found is not None
    assert found.sha256 == Entry.objects.get(act="mappings.changed").after_sha256


def test_a_report_that_is_frozen_keeps_the_mappings_of_its_day(
    edition: Edition, files: Files
) -> None:
    loaded(files, by=SYSTEM)
    assert crosswalk_of(Report(edition=edition)) == as_it_stands(edition)
    contents = assessed_contents()
    frozen = Report(edition=edition, twin=twin_bytes(contents))
    assert crosswalk_of(frozen) == contents.crosswalk
