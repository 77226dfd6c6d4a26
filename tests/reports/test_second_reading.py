"""Every figure of a report is found again from its published JSON alone, by a second program."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.timezone import now
from jsonschema import Draft202012Validator

from accounts.models import User
from assessments.models import Engagement
from assessments.verdicts import given
from assessments.working_papers import Row, papers_of
from reports.contents import ReportContents
from reports.due import open_due_reports
from reports.gathering import gathered
from reports.models import Report
from reports.twin import schema, twin_bytes
from tests.assessed import (
    agree_with_everything,
    find_and_plan,
    given_for,
    make_confirmation,
    make_decision,
    make_recommendation,
    reread,
)
from tests.people import acting
from tests.reports.second_reading import figures_again

WAYS = (("examine",), ("examine", "test"), ("visit", "examine", "test"), (), ("interview",))
SURE = ("high", "medium", "low")


def agrees(twin: dict[str, Any]) -> dict[str, Any]:
    """The figures found again, each held against what the twin prints."""
    found = figures_again(twin)
    for principle in twin["principles"]:
        code = principle["code"]
        for basis in ("declared", "assessed"):
            assert principle[basis] == found[basis][code], code
        for name in ("assurance", "uncertainty", "grounds"):
            assert principle[name] == found[name][code], (code, name)
    assert twin["overall"] == {
        "declared": found["overall_declared"],
        "assessed": found["overall_assessed"],
        "uncertainty": found["overall_uncertainty"],
    }
    assert twin["assessment"]["computed"] == {"score": found["score"], "outcome": found["outcome"]}
    assert twin["flags"] == found["flags"]
    return found


def contents_of(engagement: Engagement) -> ReportContents:
    """What the report on the decision will say."""
    open_due_reports(at=now())
    report = Report.objects.select_related(
        "edition__framework", "submission__signed_by", "decision__recommendation"
    ).get(decision=engagement.decisions.get())
    return gathered(report, issued_at=now().replace(microsecond=0))


def published(contents: ReportContents) -> dict[str, Any]:
    """The published bytes, read as anybody would."""
    found: dict[str, Any] = json.loads(twin_bytes(contents))
    Draft202012Validator(schema()).validate(found)
    return found


def with_everything_public(contents: ReportContents) -> ReportContents:
    """The same with no criterion confidential, so that no sum has to be believed."""
    principles = [
        replace(each, criteria=tuple(replace(c, disclosure="public") for c in each.criteria))
        for each in contents.principles
    ]
    return replace(contents, principles=tuple(principles))


def done_in(twin: dict[str, Any]) -> list[list[str] | None]:
    return [
        result["done"]
        for principle in twin["principles"]
        for criterion in principle["criteria"]
        for result in criterion["results"]
    ]


def judge(
    engagement: Engagement,
    assessor: User,
    reviewer: User,
    levels: dict[str, int],
    ways: Sequence[tuple[str, ...]] = WAYS,
) -> list[Row]:
    rows = papers_of(reread(engagement)).rows
    with transaction.atomic():
        said = [
            replace(
                given_for(row, levels.get(row.criterion.code)),
                confidence=SURE[place % len(SURE)],
                done=ways[place % len(ways)],
            )
            for place, row in enumerate(rows)
        ]
        given(engagement.pk, said, by=acting(assessor), at=now())
        agree_with_everything(engagement, reviewer)
    return list(rows)


def test_it_works(assessed_live: Report) -> None:
    twin = json.loads(bytes(assessed_live.twin or b""))
    found = agrees(twin)
    assert set(found["assurance"].values()) == {"evidence-reviewed"}
    assert twin["outcome"] == found["outcome"] == "conforming"
    assert twin["overall"]["uncertainty"]["not_tested"] == "100.0"
    assert assessed_live.figures["uncertainty"] == twin["overall"]["uncertainty"]
    assert assessed_live.figures["principles"][0]["assurance"] == "evidence-reviewed"


def test_a_conditional_outcome_of_many_ways_of_looking(
    in_assessment: Engagement,
    assessor: User,
    reviewer: User,
    lead: User,
    owner: User,
    signatory: User,
    body_admin: User,
    decision_maker: User,
) -> None:
    optional = [each for each in papers_of(in_assessment).criteria if not each.must_meet]
    weak, worse = optional[1].code, optional[-1].code
    rows = judge(in_assessment, assessor, reviewer, {weak: 2, worse: 2})
    key = next(row.key for row in rows if row.criterion.code == weak)
    find_and_plan(in_assessment, key, assessor, lead, owner)
    make_recommendation(in_assessment, lead, signatory)
    make_confirmation(in_assessment, body_admin)
    make_decision(in_assessment, decision_maker)
    contents = contents_of(in_assessment)
    twin = published(contents)
    found = agrees(twin)
    assert (found["score"], found["outcome"]) == ("conforming", "conditional")
    assert set(found["assurance"].values()) == {"plausibility-checked"}
    assert twin["findings"][0]["counted"] is True
    assert None in done_in(twin)
    assert ["examine", "test", "visit"] in done_in(twin)
    opened = published(with_everything_public(contents))
    assert None not in done_in(opened)
    assert agrees(opened) == found


def test_what_was_seen_on_site_is_found_again(
    in_assessment: Engagement,
    assessor: User,
    reviewer: User,
    lead: User,
    signatory: User,
    body_admin: User,
    decision_maker: User,
) -> None:
    judge(in_assessment, assessor, reviewer, {}, (("visit", "test"),))
    make_recommendation(in_assessment, lead, signatory)
    make_confirmation(in_assessment, body_admin)
    make_decision(in_assessment, decision_maker)
    twin = published(contents_of(in_assessment))
    assert set(agrees(twin)["assurance"].values()) == {"on-site"}
    assert twin["overall"]["uncertainty"]["not_tested"] == "0.0"
