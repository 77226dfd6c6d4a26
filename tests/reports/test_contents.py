import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from jsonschema import Draft202012Validator

from reports.contents import ContentsRefused, ReportContents
from reports.laws import Crosswalk
from reports.plain import from_plain, to_plain
from reports.presentation import view
from reports.rungs import published
from reports.twin import schema, to_twin, twin_bytes
from tests.reports.sample import assessed_contents, declared_contents, small

KINDS = [assessed_contents, declared_contents]


@pytest.mark.parametrize("make", KINDS)
def test_it_works(make) -> None:
    twin = to_twin(make())
    Draft202012Validator(schema()).validate(twin)
    assert json.loads(twin_bytes(make())) == twin
    assert twin["issuer"]["report_url"] == f"https://trust.example/reports/{make().number}/"
    assert sum(len(p["criteria"]) for p in twin["principles"]) == 59


def test_a_twin_without_the_parts_of_the_statement_is_still_one() -> None:
    old = to_twin(declared_contents()) | {"schema": "urn:trustportal:report-twin:1.0"}
    for part in ("included", "excluded", "why"):
        del old["scope"][part]
    Draft202012Validator(schema()).validate(old)


def test_contents_frozen_without_the_parts_are_read() -> None:
    plain = to_plain(declared_contents())
    for part in ("included", "excluded", "why"):
        del plain["scope"][part]
    scope = from_plain(plain, ReportContents).scope
    assert (scope.included, scope.statement) == ("", declared_contents().scope.statement)


@pytest.mark.parametrize("make", KINDS)
def test_contents_survive_the_way_through_plain_json(make) -> None:
    assert from_plain(json.loads(json.dumps(to_plain(make()))), ReportContents) == make()


def test_of_a_confidential_criterion_only_level_and_confidence_are_public() -> None:
    criterion = to_twin(assessed_contents())["principles"][0]["criteria"][3]
    assert criterion["disclosure"] == "public_level_confidential_detail"
    assert criterion["results"][0]["assessed_level"] == 3
    assert criterion["results"][0]["confidence"] == "high"
    assert (criterion["results"][0]["claim"], criterion["results"][0]["reason"]) == ("", "")
    assert (criterion["evidence"], criterion["evidence_withheld"]) == ([], 0)
    bare, open_one = (
        to_twin(assessed_contents())["principles"][0]["criteria"][n]["results"][0] for n in (3, 0)
    )
    assert (bare["own_figures"], bare["own_figures_level"]) == ("", None)
    assert open_one["own_figures"].startswith("14 days")


def test_nothing_confidential_is_anywhere_in_the_twin() -> None:
    text = twin_bytes(assessed_contents()).decode()
    assert "Secret internal" not in text
    assert "Confidential:" not in text
    assert "eeee" not in text


def test_a_finding_on_a_criterion_that_is_not_known_to_be_public_is_withheld() -> None:
    assert [f["text"] for f in to_twin(small(assessed_contents()))["findings"]] == ["", ""]


def test_evidence_that_is_not_public_is_counted_and_counting_twice_changes_nothing() -> None:
    once = published(assessed_contents())
    assert once.principles[0].criteria[0].evidence_withheld == 1
    assert published(once) == once


def test_a_declared_report_with_an_outcome_is_refused() -> None:
    with pytest.raises(ContentsRefused, match="no outcome"):
        replace(declared_contents(), outcome="conforming")


def test_an_assessed_report_without_a_decision_is_refused() -> None:
    with pytest.raises(ContentsRefused, match="needs outcome"):
        replace(assessed_contents(), assessment=None)


@pytest.mark.parametrize("change", [{"kind": 3}, {"as_of": "yesterday"}, {"surprise": 1}])
def test_plain_contents_of_the_wrong_shape_are_refused(change) -> None:
    with pytest.raises(ContentsRefused):
        from_plain({**to_plain(assessed_contents()), **change}, ReportContents)


def test_instants_are_written_in_utc_to_the_second() -> None:
    there = datetime(2026, 11, 16, 23, 30, 1, 999, tzinfo=timezone(timedelta(hours=-2)))
    contents = replace(assessed_contents(), issued_at=there)
    assert to_twin(contents)["issued_at"] == "2026-11-17T01:30:01Z"
    assert view(contents)["dates"]["issued_at"] == "17 November 2026, 01:30 UTC"


def test_the_laws_that_criteria_touch_are_in_the_twin() -> None:
    laws = to_twin(assessed_contents())["crosswalk"]
    assert (laws["sha256"], laws["judged"][0]["dated"]) == ("c4" * 32, "2026-11-22")
    assert laws["laws"][1]["clauses"][1]["criteria"][0] == {
        "criterion": "SUP-01",
        "relationship": "intersects-with",
        "confidence": "low",
        "verified": False,
        "judged_on": "",
    }
    assert from_plain(laws, Crosswalk) == assessed_contents().crosswalk


def test_a_twin_without_the_laws_is_one_of_before_and_none_of_today() -> None:
    twin = to_twin(replace(assessed_contents(), crosswalk=None))
    assert twin["crosswalk"] is None
    Draft202012Validator(schema()).validate(twin)
    del twin["crosswalk"]
    older = twin | {"schema": "urn:trustportal:report-twin:1.4"}
    Draft202012Validator(schema()).validate(older)
    assert not Draft202012Validator(schema()).is_valid(twin)
