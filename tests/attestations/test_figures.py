"""How a figure was taken: population, period, basis."""

from datetime import date

import pytest
from django.db import transaction
from django.test import Client
from django.utils.timezone import now

from accounts.models import User
from attestations import figures
from attestations.drafting import Content, saved
from attestations.figures import Basis, Doubt, Figure
from attestations.gaps import GapKind
from attestations.models import Answer, Attestation
from attestations.reading import draft_of
from attestations.warned import WarningKind
from principles.answers import InvalidAnswer
from tests.answers import answer_everything
from tests.attestations.test_save_answer import answer_of, url
from tests.people import acting, sign_in

AS_OF = date(2026, 10, 31)
RULE = {
    "type": "metric",
    "unit": "days",
    "direction": "lower_is_better",
    "statistic": "median",
    "period_months": 12,
    "bands": {"1": 60, "2": 30, "3": 15, "4": 7},
    "target_level": 3,
    "bands_by_layer": {"semiconductors": {"1": 180, "2": 120, "3": 90, "4": 45}},
}
SAID = {"value": "11"}
YEAR = {"period_from": "2025-11-01", "period_until": "2026-10-31"}
WHOLE = {**YEAR, "population": "41 critical vulnerabilities", "basis": "all"}


def test_it_works() -> None:
    assert (
        figures.words(RULE, SAID, WHOLE, layer="")
        == "11 days (median, 12 months to 31 Oct 2026; target ≤ 15 days)"
    )
    assert figures.taken(WHOLE) == "41 critical vulnerabilities. Counted over all cases"
    assert figures.doubts(RULE, SAID, WHOLE) == ()
    assert Figure.of(WHOLE).data == WHOLE


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (None, "11 days (median, 12 months to the as-of date; target ≤ 15 days)"),
        (YEAR, "11 days (median, 12 months to 31 Oct 2026; target ≤ 15 days)"),
        (
            {"period_from": "2026-03-01", "period_until": "2026-10-15"},
            "11 days (median, 1 Mar 2026 to 15 Oct 2026; target ≤ 15 days)",
        ),
        (
            {"period_from": "2026-10-01", "period_until": "2026-10-31"},
            "11 days (median, 1 month to 31 Oct 2026; target ≤ 15 days)",
        ),
        (
            {"period_from": "2026-10-31", "period_until": "2026-10-31"},
            "11 days (median, 31 Oct 2026; target ≤ 15 days)",
        ),
    ],
)
def test_a_figure_is_told_with_its_period(figure, words) -> None:
    assert figures.words(RULE, SAID, figure, layer="") == words


def test_a_layer_has_its_own_target() -> None:
    told = figures.words(RULE, {"value": "11", "coverage_pct": "95"}, YEAR, layer="semiconductors")
    assert told == "11 days (median, 12 months to 31 Oct 2026, coverage 95 %; target ≤ 90 days)"


def test_a_sample_is_told_with_its_size() -> None:
    assert figures.taken({"basis": "sample", "sample_size": 30}) == "Counted over a sample of 30"
    assert figures.taken(None) == ""


WRONG = [
    ({**WHOLE, "period_until": "2026-11-01"}, "period_until", "on or before the as-of date"),
    ({"period_from": "2026-11-01"}, "period_from", "on or before the as-of date"),
    ({**WHOLE, "period_from": "2026-11-01"}, "period_until", "before it begins"),
    ({"period_from": "2026-02-30"}, "period_from", "day of the calendar"),
    ({"period_from": 5}, "period_from", "day of the calendar"),
    ({"basis": "hearsay"}, "basis", "a sample or an estimate"),
    ({"basis": "all", "sample_size": 30}, "sample_size", "Only a sample"),
    ({"basis": "sample", "sample_size": 0}, "sample_size", "such as 30"),
    ({"basis": "sample", "sample_size": True}, "sample_size", "such as 30"),
    ({"population": "x" * 301}, "population", "at most 300"),
    ({"colour": "red"}, "figure", "says nothing of a figure"),
    ("text", "figure", "Only a figure"),
]


@pytest.mark.parametrize(("figure", "field", "sentence"), WRONG)
def test_what_cannot_be_true_is_refused_at_its_field(figure, field, sentence) -> None:
    with pytest.raises(InvalidAnswer, match=sentence) as refused:
        figures.checked(figure, RULE, as_of=AS_OF)
    assert refused.value.field == field


def test_only_a_metric_has_a_figure() -> None:
    with pytest.raises(InvalidAnswer):
        figures.checked(WHOLE, {"type": "yes_no_partial"}, as_of=AS_OF)


@pytest.mark.parametrize("missing", ["population", "period_from", "period_until", "basis"])
def test_what_is_missing_asks_for_a_reason(missing) -> None:
    figure = {key: value for key, value in WHOLE.items() if key != missing}
    assert Doubt.UNEXPLAINED in figures.doubts(RULE, SAID, figure)


def test_a_sample_without_its_size_asks_for_a_reason() -> None:
    assert figures.doubts(RULE, SAID, WHOLE | {"basis": "sample"}) == (Doubt.UNEXPLAINED,)


@pytest.mark.parametrize(("begins", "is_short"), [("2025-11-01", False), ("2025-11-02", True)])
def test_a_shorter_period_asks_for_a_reason(begins, is_short) -> None:
    found = figures.doubts(RULE, SAID, WHOLE | {"period_from": begins})
    assert (Doubt.SHORT in found) is is_short


def test_a_period_without_a_case_asks_for_none() -> None:
    assert figures.doubts(RULE, {"not_exercised": True}, None) == ()


def test_the_period_asked_for_ends_at_the_as_of_date() -> None:
    assert figures.wanted_period(RULE, AS_OF) == (date(2025, 11, 1), AS_OF)
    assert figures.wanted_period(RULE, date(2028, 2, 29)) == (date(2027, 3, 1), date(2028, 2, 29))


def test_it_is_typed_saved_and_read(client: Client, draft: Attestation, editor: User) -> None:
    sign_in(client, editor)
    typed = {
        "version": 0,
        "value": "52.5",
        "coverage_pct": "100",
        "population": "Nine members of the board",
        "period_from": draft.as_of.replace(year=draft.as_of.year - 1).isoformat(),
        "period_until": draft.as_of.isoformat(),
        "basis": "sample",
        "sample_size": "9",
        "counter_claim": "One of them left in spring.",
        "confidence": "medium",
    }
    assert client.post(url(draft, "GOV-03"), typed).status_code == 302
    answer = answer_of(draft, "GOV-03")
    assert answer.figure == {
        "population": "Nine members of the board",
        "period_from": typed["period_from"],
        "period_until": typed["period_until"],
        "basis": "sample",
        "sample_size": 9,
    }
    page = client.get(url(draft, "GOV-03")).text
    assert 'value="Nine members of the board"' in page
    assert "One of them left in spring." in page
    assert 'value="medium" ' in page
    checked = client.get(f"/attestations/{draft.pk}/check/").text
    assert "Nine members of the board. Counted over a sample of 9" in checked
    assert "One of them left in spring." in checked
    history = client.get(f"/attestations/{draft.pk}/history/GOV-03/").text
    assert "Nine members of the board" in history
    assert "One of them left in spring." in history


def test_a_period_after_the_as_of_date_is_told_at_its_field(client, draft, editor) -> None:
    sign_in(client, editor)
    typed = {"version": 0, "value": "50", "coverage_pct": "100", "period_until": "2999-01-01"}
    response = client.post(url(draft, "GOV-03"), typed)
    assert response.status_code == 422
    assert 'href="#id_period_until"' in response.text
    assert answer_of(draft, "GOV-03").version == 0


def test_it_warns_and_changes_no_level(draft: Attestation, editor: User) -> None:
    by = acting(editor)
    answer_everything(draft, by)
    before = draft_of(draft).picture(now().date())
    assert before.warnings == ()
    row = Answer.objects.get(attestation=draft, criterion__code="GOV-03")
    with transaction.atomic():
        content = Content(response=row.response)
        saved(draft.pk, "GOV-03", "", content, seen=row.version, by=by, at=now())
    after = draft_of(draft).picture(now().date())
    assert [each.kind for each in after.warnings] == [WarningKind.FIGURE_UNEXPLAINED]
    assert after.ratings == before.ratings


def test_an_earlier_as_of_date_leaves_it_to_be_mended(draft: Attestation, editor: User) -> None:
    answer_everything(draft, acting(editor))
    before = draft.as_of.replace(year=draft.as_of.year - 1)
    with transaction.atomic():
        Attestation.objects.filter(pk=draft.pk).update(as_of=before)
    gaps = draft_of(Attestation.objects.get(pk=draft.pk)).picture(now().date()).gaps
    assert (("GOV-03", ""), GapKind.INVALID, "period_until") in [
        (gap.place, gap.kind, gap.field) for gap in gaps
    ]


def test_every_basis_has_its_words() -> None:
    assert set(figures.BASIS_WORDS) == set(Basis)
