"""Every figure of a report is found again from its published JSON alone, by a second program."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.timezone import now
from hypothesis import given as given_some
from hypothesis import settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from accounts.models import User
from assessments.assurance import Ground, Grounds, Looked, grounds_of, overall
from assessments.carried_out import DONE
from assessments.models import Engagement
from assessments.verdicts import given
from assessments.working_papers import Row, papers_of
from principles.scoring import Item, NotApplicable, Thresholds, recommended, scored
from principles.scoring import Result as Scored
from reports.basis import Computed, GroundSums, Uncertainty
from reports.basis import Grounds as ShownGrounds
from reports.contents import ReportContents, Result
from reports.due import open_due_reports
from reports.gathering import figures, gathered, thresholds_shown
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
from tests.reports.sample import assessed_contents
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
    assert twin["assessment"]["questions"]["unanswered"] == found["unanswered"]
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


WAY = st.frozensets(st.sampled_from(sorted(DONE)))
LOOKED = st.builds(Looked, WAY, st.sampled_from(SURE))
JUDGED = st.tuples(
    st.integers(1, 3),  # weight
    st.booleans(),  # must-meet
    st.sampled_from([None, *range(5), 3, 3, 4]),  # level; None: an accepted claim
    st.sampled_from([None, 30, 180, 181]),  # corrective action due
    st.booleans(),  # in the sample
    st.sampled_from(["public", "public_level_confidential_detail"]),
    LOOKED,
)
GRADES = st.sampled_from(["major", "minor", "observation", "good_practice"])
STRICT = Thresholds.from_data(
    {
        "target": 3,
        "conform_threshold_pct": 80,
        "conditional_overall_threshold_pct": "72.5",
        "conditional_principle_floor_pct": 60,
        "corrective_action_days": 180,
        "na_weight_flag_pct": 30,
        "open_findings": {"major": "not_conforming", "minor": "conditional"},
        "may_not_stay_open": ["GOV-01"],
    }
)


@settings(max_examples=25, deadline=None)
@given_some(
    st.lists(st.tuples(st.sampled_from(["GOV", "SEC"]), JUDGED), min_size=1, max_size=7),
    st.lists(st.tuples(GRADES, st.sampled_from(["GOV-01", "SEC-01"])), max_size=2),
    st.integers(1, 3),
)
def test_whatever_was_judged_is_found_again(
    judged: list[tuple[str, Any]], findings: list[tuple[str, str]], weight: int
) -> None:
    codes = numbered([principle for principle, _ in judged])
    rows = [(code, *one) for code, (_, one) in zip(codes, judged, strict=True)]
    items = [
        Item(code, code[:3], w, must, NotApplicable.CLAIMED if level is None else level, due)
        for code, w, must, level, due, *_ in rows
    ]
    result = scored(items, principle_weights={"SEC": weight}, thresholds=STRICT)
    grounds = grounds_of(
        Ground(code[:3], w, deep, (looked,))
        for code, w, _, level, _, deep, _, looked in rows
        if level is not None
    )
    contents = random_contents(rows, findings, weight)
    contents = with_scores(contents, result, grounds, weight)
    outcome = recommended(result.outcome, findings, STRICT)
    computed = Computed(score=result.outcome.value, outcome=outcome.value)
    assert contents.assessment is not None
    agrees(
        json.loads(
            twin_bytes(
                replace(contents, assessment=replace(contents.assessment, computed=computed))
            )
        )
    )


def numbered(principles: list[str]) -> list[str]:
    return [
        f"{each}-{principles[: place + 1].count(each):02}" for place, each in enumerate(principles)
    ]


def random_contents(
    rows: list[Any], findings: list[tuple[str, str]], weight: int
) -> ReportContents:
    """Contents of these criteria, with nothing computed yet; declared levels are the assessed ones."""
    base = assessed_contents()
    assert base.sample is not None
    model, sample = base.principles[0].criteria[0], base.sample
    made = {
        code: replace(
            model,
            code=code,
            weight=w,
            must_meet=must,
            disclosure=disclosure,
            declared_level=level,
            assessed_level=level,
            action_due_days=due,
            results=(
                Result(
                    layer=None,
                    declared_level=level,
                    not_applicable="claimed" if level is None else "",
                    not_applicable_accepted=True if level is None else None,
                    assessed_level=level,
                    confidence="" if level is None else looked.confidence,
                    done=tuple(sorted(looked.done)),
                ),
            ),
        )
        for code, w, must, level, due, _, disclosure, looked in rows
    }
    return replace(
        base,
        sample=replace(sample, must_meet=(), drawn=tuple(row[0] for row in rows if row[5])),
        thresholds=thresholds_shown(STRICT),
        findings=tuple(
            replace(base.findings[0], grade=grade, criterion=code, counted=True)
            for grade, code in findings
        ),
        principles=tuple(
            replace(
                each,
                weight=weight if each.code == "SEC" else 1,
                criteria=tuple(one for code, one in made.items() if code[:3] == each.code),
                grounds=None,
            )
            for each in base.principles
        ),
    )


def with_scores(
    contents: ReportContents, result: Scored, grounds: dict[str, Grounds], weight: int
) -> ReportContents:
    """The contents with the product's own figures, declared as assessed."""
    shares = overall(grounds, {"SEC": weight})
    scores = result.principles or {}
    return replace(
        contents,
        declared=figures(result.overall),
        assessed=figures(result.overall),
        flags=result.flags,
        uncertainty=Uncertainty(**shares.texts()) if shares else None,
        principles=tuple(
            replace(
                each,
                declared=figures(scores.get(each.code)),
                assessed=figures(scores.get(each.code)),
                grounds=shown_grounds(grounds.get(each.code)),
            )
            for each in contents.principles
        ),
    )


def shown_grounds(found: Grounds | None) -> ShownGrounds | None:
    if found is None:
        return None
    told = found.data()
    return ShownGrounds(
        assurance=told["assurance"],
        uncertainty=Uncertainty(**told["uncertainty"]),
        sums=GroundSums(**told["grounds"]),
    )
