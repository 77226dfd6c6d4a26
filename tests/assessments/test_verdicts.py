"""Verdicts: the evidence cap, the reasons, the versions, the second pair of eyes."""

import re
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from assessments import concluding_forms, finding_forms
from assessments.models import Engagement, Review, Verdict, VerdictVersion
from assessments.naming import NotNamed
from assessments.verdict_rules import EvidenceView, VerdictChanged, VerdictRefused
from assessments.verdicts import NotInAssessment, give_verdicts, review_verdicts
from assessments.working_papers import Row, papers_of
from tests.assessed import given_for, reread
from tests.people import acting, sign_in


def row_of(engagement: Engagement, key: str = "GOV-01.all") -> Row:
    return papers_of(reread(engagement)).by_key[key]


def test_it_works(client: Client, in_assessment: Engagement, assessor: User) -> None:
    row = row_of(in_assessment)
    piece = row.evidence[0].piece.id
    sign_in(client, assessor)
    url = reverse("assessments:criterion", args=[in_assessment.pk, "GOV-01"])
    assert row.criterion.requirement[:30] in client.get(url).text
    data = {
        "GOV-01.all-seen": "0",
        "GOV-01.all-level": "3",
        "GOV-01.all-confidence": "medium",
        "GOV-01.all-reason": "The minutes name the committee.",
        f"GOV-01.all-evidence-{piece}": "accept",
    }
    response = client.post(url, data, follow=True)
    assert "1 verdict is new or changed" in response.text
    assert f'data-saved="{url}"' in response.text  # the browser forgets what it kept
    verdict = Verdict.objects.get()
    assert (verdict.level, verdict.version, verdict.confidence) == (3, 1, "medium")


def test_what_was_done_stands_beside_what_was_planned(
    client: Client, in_assessment: Engagement, assessor: User
) -> None:
    row = row_of(in_assessment)
    assert row.planned == ("examine", "interview")
    sign_in(client, assessor)
    url = reverse("assessments:criterion", args=[in_assessment.pk, "GOV-01"])
    data = {
        "GOV-01.all-seen": "0",
        "GOV-01.all-level": "3",
        "GOV-01.all-confidence": "medium",
        "GOV-01.all-reason": "The minutes name the committee.",
        "GOV-01.all-done": ["test", "examine"],
        f"GOV-01.all-evidence-{row.evidence[0].piece.id}": "accept",
    }
    assert client.post(url, data | {"GOV-01.all-done": ["believe"]}).status_code == 422
    client.post(url, data)
    row = row_of(in_assessment)
    assert row.verdict is not None
    assert row.verdict.done == VerdictVersion.objects.get().done == ["examine", "test"]
    assert row.verdict.done_words == "Documents examined, tested"
    assert row.left_undone == "People interviewed"
    ticked = re.findall(
        r'name="GOV-01.all-done" value="(\w+)" id="[^"]+" checked', client.get(url).text
    )
    assert ticked == ["examine", "test"]
    client.post(url, data | {"GOV-01.all-seen": "1", "GOV-01.all-done": []})
    assert Verdict.objects.get().done_words == "Claim read only"
    assert VerdictVersion.objects.count() == 2


def test_an_error_in_a_page_of_many_rows_names_its_criterion(
    client: Client, in_assessment: Engagement, assessor: User
) -> None:
    sign_in(client, assessor)
    url = reverse("assessments:principle", args=[in_assessment.pk, "GOV"])
    data = {
        f"{row.key}-seen": "0" for row in papers_of(reread(in_assessment)).of_principle("GOV")
    } | {"GOV-02.all-level": "3"}
    response = client.post(url, data)
    assert response.status_code == 422
    assert "GOV-02, Reason: Give the reason for the verdict." in response.text
    assert "GOV-02, Confidence: Say how sure you are." in response.text


def test_everything_that_a_verdict_lacks_is_said_at_once(
    client: Client, in_assessment: Engagement, assessor: User
) -> None:
    row = row_of(in_assessment)
    sign_in(client, assessor)
    url = reverse("assessments:criterion", args=[in_assessment.pk, "GOV-01"])
    page = client.post(url, {"GOV-01.all-seen": "0", "GOV-01.all-level": "2"}).text
    for sentence in (
        "GOV-01, Confidence: Say how sure you are.",
        "GOV-01, Reason: Give the reason for the verdict.",
        "GOV-01, Why below target or claim: Say what lies behind a level below target",
    ):
        assert sentence in page
    # Each field of a reason is told apart by the piece that it is about.
    title = row.evidence[0].piece.title
    assert f'Why it is refused<span class="govuk-visually-hidden">: {title}</span>' in page


def test_a_stale_form_keeps_what_was_typed_beside_what_was_given_meanwhile(
    client: Client, in_assessment: Engagement, assessor: User, lead: User
) -> None:
    row = row_of(in_assessment)
    sign_in(client, assessor)
    url = reverse("assessments:criterion", args=[in_assessment.pk, "GOV-01"])
    data = {
        "GOV-01.all-seen": "0",
        "GOV-01.all-level": "3",
        "GOV-01.all-confidence": "medium",
        "GOV-01.all-reason": "Typed in the second window.",
        f"GOV-01.all-evidence-{row.evidence[0].piece.id}": "accept",
    }
    meanwhile = replace(given_for(row), reason="Given in the first window.")
    give_verdicts(in_assessment.pk, [meanwhile], by=acting(lead))
    response = client.post(url, data)
    assert response.status_code == 409
    assert "Typed in the second window." in response.text
    assert "Given in the first window." in response.text
    assert 'name="GOV-01.all-seen" value="1"' in response.text
    client.post(url, data | {"GOV-01.all-seen": "1"})
    assert Verdict.objects.get().reason == "Typed in the second window."


def test_without_accepted_evidence_the_level_is_one_at_most(
    in_assessment: Engagement, assessor: User
) -> None:
    row = row_of(in_assessment)
    bare = replace(given_for(row), evidence={})
    for level in (2, 3, 4):
        with pytest.raises(VerdictRefused, match="1 at most"):
            give_verdicts(in_assessment.pk, [replace(bare, level=level)], by=acting(assessor))
    give_verdicts(
        in_assessment.pk,
        [replace(bare, level=1, reason_code="evidence_insufficient")],
        by=acting(assessor),
    )
    assert Verdict.objects.get().level == 1


def test_refusing_the_evidence_later_cannot_leave_the_level_standing(
    in_assessment: Engagement, assessor: User
) -> None:
    row = row_of(in_assessment)
    give_verdicts(in_assessment.pk, [given_for(row)], by=acting(assessor))
    row = row_of(in_assessment)
    refused = {row.evidence[0].piece.id: EvidenceView(accepted=False, reason="Out of date.")}
    only = replace(
        given_for(row), evidence=refused, says_nothing=True, level=None, reason="", confidence=""
    )
    with pytest.raises(VerdictRefused, match="1 at most"):
        give_verdicts(in_assessment.pk, [only], by=acting(assessor))


def test_only_an_assessor_raises_a_yes_to_four(in_assessment: Engagement, assessor: User) -> None:
    row = row_of(in_assessment)
    assert row.claim.level == 3
    give_verdicts(in_assessment.pk, [given_for(row, 4)], by=acting(assessor))
    assert Verdict.objects.get().level == 4


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"level": None}, "level"),
        ({"level": 5}, "level"),
        ({"confidence": ""}, "confidence"),
        ({"reason": "  "}, "reason"),
        ({"level": 2, "reason_code": ""}, "reason_code"),
        ({"not_applicable": "accepted"}, "not_applicable"),
    ],
)
def test_a_verdict_says_everything(
    change: dict[str, object], field: str, in_assessment: Engagement, assessor: User
) -> None:
    said = replace(given_for(row_of(in_assessment)), **change)
    with pytest.raises(VerdictRefused) as refused:
        give_verdicts(in_assessment.pk, [said], by=acting(assessor))
    assert refused.value.field == field
    assert not Verdict.objects.exists()


def test_a_stale_form_is_refused_and_keeps_what_was_typed(
    client: Client, in_assessment: Engagement, assessor: User, lead: User
) -> None:
    row = row_of(in_assessment)
    give_verdicts(in_assessment.pk, [given_for(row)], by=acting(lead))
    with pytest.raises(VerdictChanged):
        give_verdicts(in_assessment.pk, [given_for(row)], by=acting(assessor))
    sign_in(client, assessor)
    data = {
        "GOV-01.all-seen": "0",
        "GOV-01.all-level": "4",
        "GOV-01.all-confidence": "low",
        "GOV-01.all-reason": "Typed with care.",
    }
    url = reverse("assessments:criterion", args=[in_assessment.pk, "GOV-01"])
    response = client.post(url, data)
    assert response.status_code == 409
    assert "Typed with care." in response.text


def test_four_eyes(
    client: Client, in_assessment: Engagement, assessor: User, reviewer: User
) -> None:
    give_verdicts(in_assessment.pk, [given_for(row_of(in_assessment))], by=acting(assessor))
    verdict = Verdict.objects.get()
    with pytest.raises(NotNamed, match="named as assessor"):
        review_verdicts(in_assessment.pk, {verdict.pk: 1}, Review.AGREED, "", by=acting(assessor))
    with pytest.raises(VerdictRefused, match="why you disagree"):
        review_verdicts(
            in_assessment.pk, {verdict.pk: 1}, Review.DISAGREED, " ", by=acting(reviewer)
        )
    sign_in(client, reviewer)
    url = reverse("assessments:review", args=[in_assessment.pk])
    assert "Seen and traced." in client.get(url).text
    assert client.post(url, {"review": "agreed"}).status_code == 422
    client.post(url, {"review": "agreed", "verdict": [f"{verdict.pk}:1"]})
    verdict.refresh_from_db()
    assert verdict.is_settled


def test_a_changed_verdict_loses_its_review(
    in_assessment: Engagement, assessor: User, reviewer: User
) -> None:
    give_verdicts(in_assessment.pk, [given_for(row_of(in_assessment))], by=acting(assessor))
    verdict = Verdict.objects.get()
    review_verdicts(in_assessment.pk, {verdict.pk: 1}, Review.AGREED, "", by=acting(reviewer))
    same = given_for(row_of(in_assessment))
    assert give_verdicts(in_assessment.pk, [same], by=acting(assessor)) == []
    verdict.refresh_from_db()
    assert verdict.is_settled
    give_verdicts(in_assessment.pk, [replace(same, level=4)], by=acting(assessor))
    verdict.refresh_from_db()
    assert not verdict.is_settled
    assert verdict.version == 2
    assert VerdictVersion.objects.count() == 2
    with pytest.raises(VerdictChanged):
        review_verdicts(in_assessment.pk, {verdict.pk: 1}, Review.AGREED, "", by=acting(reviewer))


def test_not_before_the_plan_is_frozen(engaged: Engagement, assessor: User) -> None:
    with pytest.raises(NotInAssessment):
        give_verdicts(engaged.pk, [given_for(row_of(engaged))], by=acting(assessor))


@pytest.mark.parametrize(
    "who", ["owner", "viewer", "body_admin", "registrar", "decision_maker", "other_owner"]
)
def test_working_papers_do_not_exist_for_others(
    who: str, client: Client, in_assessment: Engagement, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    one = in_assessment.pk
    for url in (
        reverse("assessments:work", args=[one]),
        reverse("assessments:principle", args=[one, "GOV"]),
        reverse("assessments:criterion", args=[one, "GOV-01"]),
        reverse("assessments:review", args=[one]),
        reverse("assessments:findings", args=[one]),
        reverse("assessments:result", args=[one]),
        reverse("assessments:recommend", args=[one]),
    ):
        assert client.get(url).status_code == 404, url
        assert client.post(url, {}).status_code in (404, 405), url


def test_the_reviewer_gives_no_verdict(
    client: Client, in_assessment: Engagement, reviewer: User
) -> None:
    sign_in(client, reviewer)
    one = in_assessment.pk
    criterion = reverse("assessments:criterion", args=[one, "GOV-01"])
    assert client.get(criterion).status_code == 200
    assert client.post(criterion, {}).status_code == 404
    assert client.get(reverse("assessments:principle", args=[one, "GOV"])).status_code == 404


def test_without_the_second_factor_nothing_is_there(
    client: Client, in_assessment: Engagement, assessor: User
) -> None:
    sign_in(client, assessor, second_factor=False)
    assert client.get(reverse("assessments:work", args=[in_assessment.pk])).status_code == 404


def test_the_list_of_criteria_takes_few_queries(
    client: Client, assessed: Engagement, assessor: User
) -> None:
    sign_in(client, assessor)
    url = reverse("assessments:work", args=[assessed.pk])
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    assert len(queries) <= 15, [q["sql"][:90] for q in queries]


@pytest.mark.django_db(transaction=True)
def test_it_is_durable(in_assessment: Engagement, assessor: User) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError):
        give_verdicts(in_assessment.pk, [], by=acting(assessor))
    give_verdicts(in_assessment.pk, [given_for(row_of(in_assessment))], by=acting(assessor))
    assert Verdict.objects.count() == 1


def said_of(row: Row) -> dict[str, str]:
    return {
        f"{row.key}-seen": "0",
        f"{row.key}-level": "3",
        f"{row.key}-confidence": "medium",
        f"{row.key}-reason": "The minutes name the committee.",
        **{f"{row.key}-evidence-{each.piece.id}": "accept" for each in row.evidence},
    }


def test_saving_can_go_on_to_the_next_with_the_filter_kept(
    client: Client, in_assessment: Engagement, assessor: User
) -> None:
    sign_in(client, assessor)
    url = reverse("assessments:criterion", args=[in_assessment.pk, "GOV-01"])
    after = reverse("assessments:criterion", args=[in_assessment.pk, "GOV-02"])
    page = client.get(f"{url}?show=unassessed").text
    assert "Save and go to GOV-02, the next to judge" in page
    assert f'href="{after}?show=unassessed"' in page
    data = said_of(row_of(in_assessment))
    response = client.post(f"{url}?show=unassessed", data | {"then": "next"})
    assert response.url == f"{after}?show=unassessed"
    page = client.get(response.url).text
    assert "GOV-01: 1 verdict is new or changed, at level 3." in page
    assert f'href="{url}?show=unassessed" data-key="b">Go back and change it</a>' in page
    many = len(papers_of(reread(in_assessment)).rows)
    told = f"1 of {many} verdicts given; {many - 1} wait for you under “Without a verdict”."
    assert told in page
    assert "Previous: GOV-01" not in page
    listed = client.get(
        reverse("assessments:work", args=[in_assessment.pk]), {"show": "unassessed"}
    )
    assert "GOV-01</a>" not in listed.text
    assert "GOV-02</a>" in listed.text


def test_going_on_stays_within_the_filter_while_something_waits_there(
    client: Client, in_assessment: Engagement, assessor: User
) -> None:
    plan = reread(in_assessment).plan
    plan["sample"] |= {"must_meet": ["GOV-01"], "drawn": ["SEC-05"]}
    Engagement.objects.filter(pk=in_assessment.pk).update(plan=plan)
    sign_in(client, assessor)
    places = [
        reverse("assessments:criterion", args=[in_assessment.pk, code])
        for code in ("GOV-01", "SEC-05", "SEC-06")
    ]
    data = said_of(row_of(in_assessment)) | {"then": "next"}
    response = client.post(f"{places[0]}?show=sampled", data)
    assert response.url == f"{places[1]}?show=sampled"
    page = client.get(response.url).text
    assert "wait for you under “In the sample”" not in page
    assert "Save and go to SEC-06, the next to judge outside “In the sample”" in page
    assert f'href="{places[2]}" data-key="u">Next to judge outside' in page


def test_the_list_shows_what_is_asked_for(
    client: Client, in_assessment: Engagement, assessor: User, lead: User
) -> None:
    given = given_for(row_of(in_assessment), 4)
    give_verdicts(in_assessment.pk, [given], by=acting(assessor))
    Engagement.objects.filter(pk=in_assessment.pk).update(
        plan={**in_assessment.plan, "sample": {"must_meet": ["GOV-01"], "drawn": ["SEC-01"]}}
    )
    sign_in(client, assessor)
    url = reverse("assessments:work", args=[in_assessment.pk])

    def codes(show: str) -> list[str]:
        page = client.get(url, {"show": show}).text
        return re.findall(r'href="[^"]+/criteria/([A-Z]{3}-\d\d)/[^"]*">\1</a>', page)

    assert set(codes("not-mine")) == set(codes("differs")) == {"GOV-01"}
    assert set(codes("sampled")) == {"GOV-01", "SEC-01"}
    must = in_assessment.attestation.edition.criteria.filter(must_meet=True)
    assert set(codes("must-meet")) == set(must.values_list("code", flat=True))
    assert codes("changed") == []
    assert len(codes("made-up")) > 50
    sign_in(client, lead)
    assert codes("not-mine") == []


def test_no_form_of_an_assessment_says_only_to_choose() -> None:
    """An error says what is to be chosen; "Choose one." under several fields says nothing."""
    for module in (concluding_forms, finding_forms):
        for form in vars(module).values():
            for field in getattr(form, "base_fields", {}).values():
                assert field.error_messages.get("required") != "Choose one.", (form, field.label)
