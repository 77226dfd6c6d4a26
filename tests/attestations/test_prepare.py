"""Before starting: the page, its checklist, and what the page for opening says of it."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from attestations.delegation import delegated
from attestations.models import Attestation
from attestations.spreadsheets import cell
from tests.people import acting, sign_in


def before(scope, edition) -> str:
    return reverse("attestations:before_opening", args=[scope.pk, edition.pk])


def test_it_works(client, editor, draft) -> None:
    sign_in(client, editor)
    page = client.get(reverse("attestations:prepare", args=[draft.pk]))
    assert page.status_code == 200
    assert page.context["found"].answers == draft.answers.count()
    assert "The time is our own estimate" in page.text
    assert "Resolution or minutes that approve the policy" in page.text
    assert "Median days to remediate critical vulnerabilities" in page.text
    assert "a signatory, not the person who made it ready" in page.text.lower()


def test_layers_decide_the_numbers_before_anything_is_opened(
    client, editor, scope, edition
) -> None:
    sign_in(client, editor)
    whole = client.get(before(scope, edition)).context["found"]
    type(scope).objects.filter(pk=scope.pk).update(layers=["ai"])
    fewer = client.get(before(scope, edition)).context["found"]
    assert fewer.answers < whole.answers
    page = client.get(reverse("attestations:open"))
    (row,) = page.context["takes"]
    assert row["found"].answers == fewer.answers
    assert f"about {fewer.hours}" in page.text
    assert not Attestation.objects.exists()


def test_the_as_of_date_moves_the_periods(client, editor, scope, edition) -> None:
    sign_in(client, editor)
    page = client.get(before(scope, edition), {"as_of": "2026-03-31"}).text
    assert "1 April 2025" in page
    today = now().date()
    for wrong in ("2026-02-31", "soon", (today + timedelta(days=9)).isoformat()):
        answer = client.get(before(scope, edition), {"as_of": wrong})
        assert answer.context["as_of"] == today


def test_the_checklist_can_be_had_as_a_table(client, editor, draft) -> None:
    sign_in(client, editor)
    answer = client.get(reverse("attestations:prepare", args=[draft.pk]), {"as": "csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "what-to-have-at-hand.csv" in answer["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    found = client.get(reverse("attestations:prepare", args=[draft.pk])).context["found"]
    kinds = [row["kind"] for row in rows]
    assert kinds.count("document") == found.documents
    figure = next(row for row in rows if row["criteria"] == "SEC-05" and row["kind"] == "figure")
    assert (figure["unit"], figure["to"]) == ("days", draft.as_of.isoformat())


def test_no_cell_is_a_formula() -> None:
    assert cell("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert cell("Register") == "Register"


def test_a_contributor_is_told_of_what_is_delegated_only(
    client, editor, contributor, draft
) -> None:
    delegated(draft.pk, contributor.pk, ["SEC-05"], by=acting(editor), at=now())
    sign_in(client, contributor)
    page = client.get(reverse("attestations:prepare", args=[draft.pk]))
    assert [share.code for share in page.context["found"].shares] == ["SEC"]
    assert "GOV-01" not in page.text
    assert "What happens afterwards" not in page.text


def test_earlier_ones_say_how_long_they_took(client, editor, submitted, edition) -> None:
    Attestation.objects.filter(pk=submitted.pk).update(
        opened_at=submitted.submitted_at - timedelta(days=20, hours=2)
    )
    sign_in(client, editor)
    page = client.get(before(submitted.scope, edition))
    assert page.context["took"] == [20]
    assert "took 20 days from opening to signing" in page.text


@pytest.mark.parametrize("who", ["viewer", "signatory", "contributor", "other_owner", "registrar"])
def test_what_opening_takes_is_for_those_who_open(who, request, client, scope, edition) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.get(before(scope, edition)).status_code == 404


def test_statements_are_few(client, editor, draft, edition) -> None:
    sign_in(client, editor)
    address = reverse("attestations:prepare", args=[draft.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert len(queries) <= 14, [q["sql"][:90] for q in queries]
