"""The level of what is typed, before it is saved."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from attestations.asking import Asking
from attestations.drafting import Content, saved
from attestations.models import Answer, AnswerVersion, Attestation, Evidence
from organisations.permissions import Permission
from tests.answers import answer_everything, piece_of
from tests.attestations.test_save_answer import answer_of, url
from tests.people import acting, sign_in

MOST_STATEMENTS = 10


def foresee_url(attestation: Attestation, *place: str) -> str:
    return reverse("attestations:foresee", args=[attestation.pk, *place])


def test_it_works(client: Client, draft: Attestation, editor: User) -> None:
    piece = piece_of(draft, acting(editor))
    sign_in(client, editor)
    sent = {"value": "11", "coverage_pct": "90", "evidence": [str(piece.pk)]}
    told = client.post(foresee_url(draft, "SEC-05", "cloud"), sent).json()
    assert told["told"] == (
        "If saved now: level 3. For a higher level: Level 4 needs at most 7 days."
    )
    assert "If saved now:" in told["level"]
    assert "11 days reaches level 3 (at most 15 days)." in told["level"]
    assert told["below"] is False
    answer = answer_of(draft, "SEC-05", "cloud")
    assert (answer.version, answer.response) == (0, None)
    assert not AnswerVersion.objects.filter(answer=answer).exists()


def test_it_says_what_is_missing_in_the_words_of_the_field(client, draft, editor) -> None:
    sign_in(client, editor)
    address = foresee_url(draft, "SEC-05", "cloud")
    for typed, sentence in (
        ({"value": "1x"}, "The figure is not a number."),
        ({"value": "11"}, "The coverage is missing."),
        ({"value": "", "coverage_pct": "5"}, "The figure is missing."),
    ):
        response = client.post(address, typed)
        assert response.status_code == 200
        assert response.json()["told"] == sentence
        assert "error" not in response.json()["level"].lower()
    assert client.post(address, {}).json()["told"] == ""
    day = client.post(foresee_url(draft, "GOV-04"), {"value": "2026-02-30"}).json()
    assert "day of the calendar" in day["told"]


def test_what_is_wrong_elsewhere_does_not_matter(client, draft, editor) -> None:
    sign_in(client, editor)
    sent = {"value": "yes", "plan_due": "soon", "reason": "x" * 20_000, "with_file": "1"}
    told = client.post(foresee_url(draft, "GOV-01"), sent).json()
    assert told["told"].startswith("If saved now: level 3.")


def test_without_evidence_the_level_is_one(
    client, draft, editor, other_member, other_owner
) -> None:
    piece = piece_of(draft, acting(editor))
    words = Evidence.objects.create(
        organisation=draft.scope.organisation,
        title="We say so",
        kind="statement",
        disclosure="assessor",
        text="So it is.",
        added_by=editor,
    )
    foreign = Evidence.objects.create(
        organisation=other_member,
        title="Foreign",
        kind="link",
        disclosure="assessor",
        url="https://x.example",
        added_by=other_owner,
    )
    sign_in(client, editor)
    for ticked, level in (
        ([], 1),
        ([str(words.pk)], 1),
        ([str(foreign.pk)], 1),
        (["garbage"], 1),
        ([str(piece.pk)], 3),
    ):
        sent = {"value": "yes", "evidence": ticked}
        told = client.post(foresee_url(draft, "GOV-01"), sent).json()
        assert f"level {level}." in told["told"]
        assert told["below"] is (level == 1)


def test_on_the_page_of_a_principle_what_is_attached_counts(client, draft, editor) -> None:
    piece = piece_of(draft, acting(editor))
    with transaction.atomic():
        saved(
            draft.pk,
            "GOV-01",
            "",
            Content({"value": "no"}),
            seen=0,
            evidence=[piece.pk],
            by=acting(editor),
            at=now(),
        )
    sign_in(client, editor)
    sent = {"value": "yes", "then": "principle"}
    told = client.post(foresee_url(draft, "GOV-01"), sent).json()
    assert told["told"].startswith("If saved now: level 3.")
    assert "What each level needs" not in told["level"]


def test_a_claim_is_told_as_one(client, draft, editor) -> None:
    sign_in(client, editor)
    code = draft.edition.criteria.filter(na_allowed=True, per_layer=False).first().code
    told = client.post(foresee_url(draft, code), {"not_applicable": "on"}).json()
    assert told["told"] == "If saved now, it is claimed not to apply."


def test_it_says_what_the_saved_answer_says(client, draft: Attestation, editor: User) -> None:
    """Whatever the type: what is foreseen is what the score makes of it once it is saved."""
    answer_everything(draft, acting(editor), level=2)
    sign_in(client, editor)
    rows = Answer.objects.filter(attestation=draft).select_related("criterion__principle")
    seen = set()
    for row in rows.order_by("criterion__order"):
        kind = row.criterion.answer_type
        if kind in seen:
            continue
        seen.add(kind)
        attached = list(row.evidence.all())
        rating = Asking(row, Permission.ANSWERS_READ, acting(editor), pieces=attached).rating()
        place = [row.criterion.code, *([row.layer] if row.layer else [])]
        form = client.get(url(draft, *place)).context["form"]
        sent = {name: field for name, field in form.initial.items() if field not in (None, "")}
        sent["evidence"] = [str(each.pk) for each in attached]
        told = client.post(foresee_url(draft, *place), sent).json()
        assert f"If saved now: level {rating.level}." in told["told"], kind
    assert len(seen) >= 6


def test_it_costs_few_statements(client, draft, editor) -> None:
    piece = piece_of(draft, acting(editor))
    sign_in(client, editor)
    sent = {"value": "11", "coverage_pct": "90", "evidence": [str(piece.pk)] * 50}
    with CaptureQueriesContext(connection) as queries:
        client.post(foresee_url(draft, "SEC-05", "cloud"), sent)
    assert len(queries) <= MOST_STATEMENTS
    assert not [each for each in queries if not each["sql"].startswith("SELECT")]


@pytest.mark.parametrize("who", ["viewer", "signatory", "contributor", "other_owner", "registrar"])
def test_it_does_not_exist_for_who_may_not_answer(request, client, draft, who) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.post(foresee_url(draft, "GOV-01"), {"value": "yes"}).status_code == 404


def test_a_date_is_rated_by_its_age(client, draft, editor) -> None:
    sign_in(client, editor)
    day = (draft.as_of - timedelta(days=30)).isoformat()
    sent = {"value": day, "with_file": "1"}
    told = client.post(foresee_url(draft, "GOV-04"), sent).json()
    assert "30 days before the as-of date" in told["level"]
