"""The assessor's own figures: rated by the code of the score, kept with each version."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assessments.models import Engagement, EvidenceVerdict, Verdict, VerdictVersion
from assessments.own_figure_fields import own_fields, own_initial, own_response
from assessments.own_figures import OWN, worked_out
from assessments.verdict_rules import EvidenceView, VerdictRefused
from assessments.verdicts import give_verdicts
from assessments.working_papers import Row, papers_of
from principles.measures import explain
from principles.vocabulary import AnswerType
from tests.assessed import given_for, reread
from tests.people import acting, sign_in


def row_of(engagement: Engagement, kind: AnswerType = AnswerType.METRIC) -> Row:
    rows = papers_of(reread(engagement)).rows
    return next(row for row in rows if row.criterion.rule["type"] == kind)


def posted(row: Row, **own: str) -> dict[str, object]:
    said: dict[str, object] = {
        f"{row.key}-seen": "0",
        f"{row.key}-level": "3",
        f"{row.key}-confidence": "high",
        f"{row.key}-reason": "Counted again.",
    }
    said |= {f"{row.key}-evidence-{each.piece.id}": "accept" for each in row.evidence}
    return said | {f"{row.key}-{OWN}{name}": value for name, value in own.items()}


def test_it_works(client: Client, in_assessment: Engagement, assessor: User) -> None:
    row = row_of(in_assessment)
    code = row.criterion.code
    address = reverse("assessments:criterion", args=[in_assessment.pk, code])
    sign_in(client, assessor)
    page = client.get(address).text
    assert "By the member’s answer" in page
    assert "By the assessor’s own figures" not in page
    answer = {"value": "0", "coverage_pct": "100"}
    working = client.post(address, posted(row, **answer) | {"then": "work_out"})
    assert "By the assessor’s own figures" in working.text
    assert "Counted again." in working.text
    assert not Verdict.objects.exists()  # nothing was saved
    client.post(address, posted(row, **answer))
    verdict = Verdict.objects.get(layer=row.layer)
    kept = verdict.own_figures
    as_of = in_assessment.attestation.as_of
    asked = {"value": "0"} | (
        {"coverage_pct": "100"} if row.criterion.rule.get("min_coverage_pct") else {}
    )
    found = explain(
        row.criterion.rule, asked, has_evidence=True, as_of=as_of, layer=row.layer or None
    )
    assert kept["level"] == found.level
    assert kept["response"] == asked
    assert VerdictVersion.objects.get(verdict=verdict).own_figures == kept
    result = client.get(reverse("assessments:result", args=[in_assessment.pk])).text
    assert "by the assessor’s own figures level" in result


def test_what_cannot_be_rated_is_said_at_its_field(
    client: Client, in_assessment: Engagement, assessor: User
) -> None:
    row = row_of(in_assessment)
    address = reverse("assessments:criterion", args=[in_assessment.pk, row.criterion.code])
    sign_in(client, assessor)
    for then in ("work_out", ""):
        response = client.post(address, posted(row, value="many") | {"then": then})
        assert response.status_code == 422
        assert f'href="#id_{row.key}-own-value"' in response.text
    one = replace(given_for(row), own={"value": "many"}, own_asked=True)
    with pytest.raises(VerdictRefused) as refused:
        give_verdicts(in_assessment.pk, [one], by=acting(assessor))
    assert refused.value.field == "own-value"


def test_only_accepted_evidence_lifts_them(in_assessment: Engagement, assessor: User) -> None:
    row = row_of(in_assessment)
    best = {"value": "0" if row.criterion.rule["direction"] == "lower_is_better" else "100"}
    if row.criterion.rule.get("min_coverage_pct"):
        best["coverage_pct"] = "100"
    one = replace(given_for(row), own=best, own_asked=True)
    give_verdicts(in_assessment.pk, [one], by=acting(assessor))
    assert Verdict.objects.get().own_figures["level"] == 4
    # Not asked for, they stay; and refused evidence lowers what they give.
    row = row_of(in_assessment)
    refused = {pk: EvidenceView(accepted=False, reason="Of another year.") for pk in one.evidence}
    again = replace(given_for(row, 1), evidence=refused, reason_code="evidence_insufficient")
    give_verdicts(in_assessment.pk, [again], by=acting(assessor))
    assert not EvidenceVerdict.objects.filter(accepted=True).exists()
    verdict = Verdict.objects.get()
    assert (verdict.version, verdict.own_figures["level"]) == (2, 1)
    assert [each.own_figures["level"] for each in verdict.versions.order_by("version")] == [4, 1]


def in_order(response: Mapping[str, Any]) -> dict[str, Any]:
    return {k: sorted(v) if isinstance(v, list) else v for k, v in response.items()}


@pytest.mark.parametrize("kind", AnswerType)
def test_every_type_of_answer_can_be_entered_and_comes_back(
    kind: AnswerType, in_assessment: Engagement
) -> None:
    row = row_of(in_assessment, kind)
    rule, response = row.criterion.rule, row.claim.response
    assert response
    initial = own_initial(response)
    said = {}
    for name, field in own_fields(rule).items():
        said[name] = field.clean(initial.get(name))
    assert in_order(own_response(rule, said) or {}) == in_order(response)
    assert (
        own_response(rule, {name: field.clean(None) for name, field in own_fields(rule).items()})
        is None
    )
    as_of = in_assessment.attestation.as_of
    found = worked_out(rule, response, layer=row.layer, has_evidence=True, as_of=as_of)
    assert found is not None
    assert found["level"] == row.claim.level


def test_nothing_entered_is_nothing_kept() -> None:
    assert worked_out({}, None, layer="", has_evidence=True, as_of=date(2026, 1, 1)) is None
