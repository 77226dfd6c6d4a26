"""Two people at one row at once: nothing typed is lost, and nobody's verdict goes unnoticed."""

from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assessments.models import Engagement, Review, Verdict
from assessments.verdict_rules import VerdictChanged
from assessments.verdicts import give_verdicts, review_verdicts
from assessments.working_papers import Row, papers_of
from tests.assessed import given_for, reread
from tests.people import acting, sign_in

FIRST, SECOND = "GOV-01.all", "GOV-02.all"
CHANGED = "This verdict was changed since you read it."


def row_of(engagement: Engagement, key: str = FIRST) -> Row:
    return papers_of(reread(engagement)).by_key[key]


def give(engagement: Engagement, by: User, key: str = FIRST, **said: Any) -> None:
    one = replace(given_for(row_of(engagement, key)), **said)
    give_verdicts(engagement.pk, [one], by=acting(by))


def sent(engagement: Engagement, key: str = FIRST, **said: Any) -> dict[str, Any]:
    """What the browser sends of a row as its page shows it now."""
    row = row_of(engagement, key)
    fields: dict[str, Any] = {"seen": row.verdict.version if row.verdict else 0}
    if row.verdict:
        names = ("level", "confidence", "reason", "reason_code", "done")
        fields |= {name: getattr(row.verdict, name) for name in names}
        for each in row.evidence:
            if each.verdict:
                fields[f"evidence-{each.piece.id}"] = "accept"
    return {f"{key}-{name}": value for name, value in (fields | said).items()}


def page_of(engagement: Engagement, typed: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the browser sends of the page of GOV, with what was typed into it."""
    rows = [row for row in papers_of(reread(engagement)).rows if row.principle.code == "GOV"]
    fields: dict[str, Any] = {}
    for row in rows:
        fields |= sent(engagement, row.key)
    return fields | (typed or {})


HALF = {f"{SECOND}-reason": "Half of it."}


def address(engagement: Engagement, name: str = "principle", code: str = "GOV") -> str:
    return reverse(f"assessments:{name}", args=[engagement.pk, code])


def test_it_works(client: Client, in_assessment: Engagement, assessor: User, lead: User) -> None:
    """A row that was sent as it was read leaves a colleague's verdict alone."""
    give(in_assessment, lead, level=3)
    page = page_of(in_assessment)
    give(in_assessment, lead, level=4, reason="Traced once more.")
    give(in_assessment, lead, SECOND, reason="Given meanwhile.")
    sign_in(client, assessor)
    assert client.post(address(in_assessment), page).status_code == 302
    assert Verdict.objects.get(criterion__code="GOV-01").level == 4
    assert Verdict.objects.get(criterion__code="GOV-02").reason == "Given meanwhile."


def test_what_was_not_typed_is_not_sent_again_over_it(
    client: Client, in_assessment: Engagement, assessor: User, lead: User
) -> None:
    """The page is refused for another row: it comes back with the colleague's verdict."""
    give(in_assessment, lead, level=3)
    page = page_of(in_assessment, HALF)
    give(in_assessment, lead, level=4, reason="Traced once more.")
    sign_in(client, assessor)
    refused = client.post(address(in_assessment), page)
    assert refused.status_code == 422
    assert "Half of it." in refused.text
    assert "Traced once more." in refused.text
    assert CHANGED not in refused.text
    assert f'name="{FIRST}-seen" value="2"' in refused.text


def test_every_row_that_was_changed_is_named(
    client: Client, in_assessment: Engagement, assessor: User, lead: User
) -> None:
    """Also where the page is refused over another row: or the next click replaced it unseen."""
    typed = sent(in_assessment, level="4", confidence="low", reason="Typed with care.")
    page = page_of(in_assessment, typed | HALF)
    give(in_assessment, lead, reason="Given meanwhile.")
    sign_in(client, assessor)
    refused = client.post(address(in_assessment), page)
    assert refused.status_code == 422
    summary = refused.text.partition("error-summary")[2].partition("</ul>")[0]
    assert CHANGED in unescape(summary)
    assert "Typed with care." in refused.text
    assert "Given meanwhile." in refused.text
    assert "Error: " in refused.text.partition("</title>")[0]


def test_what_was_typed_is_never_taken_for_what_was_read(
    in_assessment: Engagement, assessor: User, lead: User
) -> None:
    give(in_assessment, lead, level=3)
    read = given_for(row_of(in_assessment))
    give(in_assessment, lead, level=4)
    for said in (replace(read, reason="Otherwise."), replace(read, level=4)):
        with pytest.raises(VerdictChanged):
            give_verdicts(in_assessment.pk, [said], by=acting(assessor))


def test_a_settled_verdict_is_not_changed_unnoticed(
    client: Client, in_assessment: Engagement, assessor: User, reviewer: User
) -> None:
    give(in_assessment, assessor, level=3)
    typed = sent(in_assessment, reason="Put better.")
    verdict = Verdict.objects.get()
    review_verdicts(in_assessment.pk, {verdict.pk: 1}, Review.AGREED, "", by=acting(reviewer))
    sign_in(client, assessor)
    url = address(in_assessment, "criterion", "GOV-01")
    told = client.post(url, typed, follow=True).text
    assert "It was settled before, and waits for a review again." in told
    told = client.post(url, sent(in_assessment, reason="And better."), follow=True).text
    assert "settled before" not in told


def test_the_reviewer_is_led_to_what_changed(
    client: Client, in_assessment: Engagement, assessor: User, reviewer: User
) -> None:
    give(in_assessment, assessor, level=3)
    verdict = Verdict.objects.get()
    give(in_assessment, assessor, level=4)
    sign_in(client, reviewer)
    url = reverse("assessments:review", args=[in_assessment.pk])
    said = {"review": "disagreed", "verdict": f"{verdict.pk}:1", "note": "Too high for me."}
    refused = client.post(url, said | {f"level-{verdict.pk}": "2"})
    assert refused.status_code == 422
    assert f'href="#verdict-{verdict.pk}"' in refused.text
    assert f'id="changed-{verdict.pk}"' in refused.text
    assert "Too high for me." in refused.text
    assert "checked" not in refused.text


def test_the_note_stays_where_nothing_waits_any_more(
    client: Client, in_assessment: Engagement, assessor: User, reviewer: User
) -> None:
    give(in_assessment, assessor, level=3)
    verdict = Verdict.objects.get()
    versions, levels = {verdict.pk: 1}, {verdict.pk: 1}
    by = acting(reviewer)
    review_verdicts(in_assessment.pk, versions, Review.DISAGREED, "No.", levels=levels, by=by)
    sign_in(client, reviewer)
    said = {"review": "disagreed", "verdict": f"{verdict.pk}:1", "note": "Too high for me."}
    url = reverse("assessments:review", args=[in_assessment.pk])
    refused = client.post(url, said | {f"level-{verdict.pk}": "1"})
    assert refused.status_code == 422
    assert "Your note was not saved" in refused.text
    assert "Too high for me." in refused.text
