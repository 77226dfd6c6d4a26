"""The signatory's briefing as a page: what it shows, to whom, and what it asks for."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.actor import SYSTEM
from accounts.models import User
from attestations.dossier import dossier_of
from attestations.drafting import Content, saved
from attestations.intake import returned
from attestations.models import (
    Answer,
    Attestation,
    BriefingView,
    Evidence,
    EvidenceFile,
    Submission,
)
from attestations.opening import opened
from attestations.readiness import made_ready
from attestations.since import Move
from attestations.submission import briefing_of, recalled
from bench.large_edition import large_edition
from organisations.models import Membership, Scope
from organisations.permissions import Role
from principles.adoption import adopted
from tests.answers import answer_everything, response_for
from tests.people import acting, person, sign_in
from tests.stages import made_submitted
from tests.whole import length

READY_REASON = "The board has decided so."


def sign_url(attestation: Attestation) -> str:
    return reverse("attestations:sign", args=[attestation.pk])


def fresh(attestation: Attestation) -> Attestation:
    rows = Attestation.objects.select_related("scope__organisation", "edition__framework")
    return rows.get(pk=attestation.pk)


def get_ready(attestation: Attestation, editor: User) -> Attestation:
    from attestations.reading import draft_of

    found = draft_of(fresh(attestation)).picture(now().date())
    with transaction.atomic():
        reasons = {each.key: READY_REASON for each in found.warnings}
        return made_ready(attestation.pk, reasons, by=acting(editor), at=now())


def answer_at(attestation: Attestation, code: str, level: int, editor: User) -> None:
    row = Answer.objects.select_related("criterion").get(
        attestation=attestation, criterion__code=code, layer=""
    )
    content = Content(response_for(row.criterion.rule, level, attestation.as_of), reason="r")
    with transaction.atomic():
        at = {"seen": row.version, "by": acting(editor), "at": now()}
        saved(attestation.pk, code, "", content, **at)


@pytest.fixture
def given_back(submission: Submission, registrar: User) -> Attestation:
    with transaction.atomic():
        items = [{"criterion": "GOV-01", "text": "The file cannot be opened."}]
        return returned(submission.attestation_id, items, by=acting(registrar), at=now())


def dossier(attestation: Attestation):
    one = fresh(attestation)
    return dossier_of(one, briefing_of(one, at=now()).content, now().date())


def test_it_works(client: Client, ready: Attestation, signatory: User, editor: User) -> None:
    sign_in(client, signatory)
    page = client.get(sign_url(ready)).text
    assert "This is the first submission of this scope" in page
    assert f"Made ready by <bdi>{editor}</bdi>" in page
    assert f'name="sha256" value="{ready.ready_sha256}"' in page
    assert page.index('id="in-short"') < page.index('id="whole"') < page.index('id="statement"')


def test_after_a_return_it_says_what_fell(client, given_back, editor, signatory) -> None:
    answer_at(given_back, "GOV-01", 2, editor)
    against = {"counter_claim": "ليس ليلاً"}
    Answer.objects.filter(attestation=given_back, criterion__code="GOV-01").update(**against)
    get_ready(given_back, editor)
    sign_in(client, signatory)
    page = client.get(sign_url(given_back)).text
    assert "Since the submission that the registrar returned" in page
    assert "Level fell: 1 answer" in page
    assert re.search(r"<strong>GOV-01</strong>[^\n]*: level 3 → level 2", page)
    assert READY_REASON in page
    assert f'<div dir="auto">{against["counter_claim"]}</div>' in page
    assert not re.search(r"<td[^>]* dir=", page)  # a cell that runs the other way loses its label


def test_after_a_recall_it_says_so(submission, signatory, editor) -> None:
    with transaction.atomic():
        recalled(submission.attestation_id, "A figure is wrong.", by=acting(signatory), at=now())
    get_ready(submission.attestation, editor)
    (since,) = dossier(submission.attestation).since
    assert (since.own, since.returned) == (True, False)
    assert since.compared is not None
    assert not since.compared.changes


@pytest.mark.parametrize("newer", [True, False])
def test_an_earlier_attestation_is_compared_over_editions(
    accepted, scope, later_edition, editor, signatory, newer
) -> None:
    Attestation.objects.filter(pk=accepted.pk).update(status="closed_declared")
    edition = later_edition if newer else accepted.edition
    with transaction.atomic():
        one = opened(scope.pk, edition.pk, now().date(), by=acting(editor), at=now())
    answer_everything(one, acting(editor))
    get_ready(one, editor)
    (since,) = dossier(one).since
    assert not since.own
    assert since.compared is not None
    changed = {each.place: each for each in since.compared.changes}
    if newer:
        assert changed["OPN-10", ""].move is Move.GONE
        assert changed["GOV-11", ""].move is Move.NEW
        assert ("SUP-12", "") not in changed or changed["SUP-12", ""].sources
        assert ("SEC-17", "") not in changed
    else:
        assert not set(since.compared.by_move) - {Move.REWORDED}


def test_nothing_of_another_member_is_compared(ready, other_member, other_owner, edition) -> None:
    theirs = Scope.objects.create(
        organisation=other_member, slug="cloud-services", title="Cloud services",
        included="All.", excluded="None.", why="So it is sold.", layers=["cloud", "ai"],
    )  # fmt: skip
    with transaction.atomic():
        one = opened(theirs.pk, edition.pk, now().date(), by=acting(other_owner), at=now())
    answer_everything(one, acting(other_owner))
    with transaction.atomic():
        made_ready(one.pk, {}, by=acting(other_owner), at=now())
    signer = person(other_member, Role.SIGNATORY, "Sofia Othersigner")
    made_submitted(one, acting(signer))
    assert dossier(ready).since == ()
    assert [str(each) for each in dossier(ready).answered_by] == ["Emil Editor"]


def test_what_the_scanner_said_is_told(ready: Attestation, editor: User) -> None:
    piece = Evidence.objects.get()
    file = {"evidence": piece, "name": "a.pdf", "sha256": "0" * 64, "uploaded_by": editor}
    EvidenceFile.objects.create(**file, version=piece.version, scan="infected")
    EvidenceFile.objects.create(**file, version=piece.version + 1, scan="waiting")
    facts = dossier(ready).facts
    assert [each.title for each in facts.refused] == [piece.title]
    assert facts.unscanned == ()  # of another version
    assert facts.at_risk


def test_who_made_it_ready_is_told_who_can_sign(client, ready, editor, signatory, member) -> None:
    Membership.objects.create(organisation=member, user=editor, role=Role.SIGNATORY)
    sign_in(client, editor)
    page = client.get(sign_url(ready)).text
    assert "You made it ready, so you cannot sign it." in page
    assert f"<bdi>{signatory}</bdi> can sign it." in page
    assert "Sign and submit" not in page
    Membership.objects.filter(user=signatory).update(ended_at=now())
    page = client.get(sign_url(ready)).text
    assert "Nobody else is a signatory" in page
    assert reverse("organisations:organisation", args=[member.slug]) in page


@pytest.mark.django_db(transaction=True)
def test_what_changed_under_the_form_is_read_and_accepted_anew(
    client, ready, editor, signatory
) -> None:
    sign_in(client, signatory)
    client.get(sign_url(ready))
    sent = {"sha256": ready.ready_sha256, "authority": "Chief executive", "accept": "on"}
    Attestation.objects.filter(pk=ready.pk).update(status="draft")
    answer_at(ready, "GOV-01", 4, editor)
    again = get_ready(ready, editor)
    assert again.ready_sha256 != sent["sha256"]
    response = client.post(sign_url(ready), sent)
    assert response.status_code == 422
    assert "The page showed an earlier version" in response.text
    assert f'name="sha256" value="{again.ready_sha256}"' in response.text
    assert 'value="Chief executive"' in response.text
    assert not re.search(r'name="accept"[^>]* checked', response.text)
    response = client.post(sign_url(ready), sent | {"sha256": again.ready_sha256})
    assert response.status_code == 302
    assert Submission.objects.get().sha256 == again.ready_sha256


def test_content_that_changed_since_it_was_ready_leads_to_reopening(client, ready, signatory):
    Evidence.objects.update(title="Another title")
    sign_in(client, signatory)
    page = client.get(sign_url(ready)).text
    assert "has changed since it was made ready" in page
    assert "Sign and submit" not in page


def test_the_number_of_statements_is_the_same_for_a_long_edition(
    client, given_back, editor, signatory, member
) -> None:
    """All answers of a large edition changed, with a warning each: the page costs no more."""
    get_ready(given_back, editor)
    sign_in(client, signatory)
    client.get(sign_url(given_back))
    with CaptureQueriesContext(connection) as few:
        client.get(sign_url(given_back))
    with transaction.atomic():
        large, _ = adopted(large_edition(length(500)), by=SYSTEM, at=now())
        scope = Scope.objects.create(
            organisation=member,
            slug="all",
            title="All",
            included="All.",
            excluded="None.",
            why="So it is sold.",
            layers=["cloud"],
        )
        one = opened(scope.pk, large.pk, now().date(), by=acting(editor), at=now())
    answer_everything(one, acting(editor), level=2)
    get_ready(one, editor)
    made_submitted(one, acting(signatory))
    Attestation.objects.filter(pk=one.pk).update(status="returned", return_items=[{"text": "x"}])
    due = now().date() + timedelta(days=400)
    Answer.objects.filter(attestation=one).update(reason="Anew.", plan_due=due)
    get_ready(one, editor)
    client.get(sign_url(one))
    with CaptureQueriesContext(connection) as many:
        response = client.get(sign_url(one))
    assert len(many) == len(few)
    assert response.text.count("<details") < 40  # folded, not five hundred paragraphs


@pytest.mark.django_db(transaction=True)
def test_what_nobody_reads_is_no_briefing(client, ready, signatory, settings) -> None:
    sign_in(client, signatory, second_factor=True)
    assert client.head(sign_url(ready)).status_code == 200
    ahead = client.get(sign_url(ready), headers={"Sec-Purpose": "prefetch"})
    assert (ahead.status_code, ahead.content) == (204, b"")
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, read_only=True)
    assert client.get(sign_url(ready)).status_code == 503
    assert not BriefingView.objects.exists()
