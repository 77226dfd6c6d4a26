"""Signing and submitting."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from hashlib import sha256

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from attestations import snapshot
from attestations.drafting import Content, saved
from attestations.models import Attestation, Evidence, Grant, Submission
from attestations.readiness import made_ready, reopen, reopened
from attestations.receipt import receipt_of
from attestations.refusing import SamePerson
from attestations.statement import TEXTS, VERSION, text_for
from attestations.status import Status, WrongStatus
from attestations.submission import (
    BriefingNotRead,
    ContentChanged,
    briefed,
    submit,
    submitted,
)
from organisations.models import Membership, Organisation
from organisations.permissions import Permission, Role
from tests.answers import answer_everything
from tests.attestations.test_save_answer import in_own_connection
from tests.people import acting, person, sign_in
from tests.stages import statement_for
from transparency.manifests import commitment


def sign_url(attestation: Attestation) -> str:
    return reverse("attestations:sign", args=[attestation.pk])


def typed(attestation: Attestation) -> dict[str, str]:
    return {
        "sha256": attestation.ready_sha256,
        "authority": "Chief executive",
        "publish_declared": "on",
        "accept": "on",
    }


@pytest.mark.django_db(transaction=True)
def test_it_works(
    client: Client, signatory: User, ready: Attestation, alliance: Organisation, registrar: User
) -> None:
    sign_in(client, signatory)
    page = client.get(sign_url(ready))
    assert ready.ready_sha256 in page.text
    response = client.post(sign_url(ready), typed(ready), follow=True)
    assert "has been submitted" in response.text
    ready.refresh_from_db()
    assert ready.status == Status.SUBMITTED
    found = Submission.objects.get()
    assert snapshot.digest(bytes(found.content)) == found.sha256 == ready.ready_sha256
    assert commitment(bytes(found.salt), bytes.fromhex(found.sha256)) == found.commitment
    assert found.publish_declared
    mine = Attestation.objects.where_user_may(Permission.ATTESTATION_ACCEPT, acting(registrar))
    assert list(mine) == [ready]
    receipt = client.get(reverse("attestations:receipt_json", args=[found.pk])).json()
    assert receipt["commitment"] == found.commitment
    content = client.get(reverse("attestations:content", args=[found.pk]))
    assert json.loads(content.content)["schema"] == snapshot.SCHEMA


def test_the_person_who_made_it_ready_cannot_sign(ready, editor, member) -> None:
    Membership.objects.create(organisation=member, user=editor, role="signatory")
    with transaction.atomic():
        briefed(ready, ready.ready_sha256, by=acting(editor), at=now())
        with pytest.raises(SamePerson):
            submitted(ready.pk, statement_for(ready), by=acting(editor), at=now())


def test_the_briefing_must_have_been_read(ready: Attestation, signatory: User) -> None:
    with transaction.atomic(), pytest.raises(BriefingNotRead):
        submitted(ready.pk, statement_for(ready), by=acting(signatory), at=now())


def test_changed_content_is_not_signed(ready: Attestation, signatory: User) -> None:
    Evidence.objects.update(title="Another title")
    with transaction.atomic():
        statement = statement_for(ready)
        briefed(ready, statement.sha256, by=acting(signatory), at=now())
        with pytest.raises(ContentChanged):
            submitted(ready.pk, statement, by=acting(signatory), at=now())


def test_an_old_second_factor_is_asked_for_again(client, signatory, ready) -> None:
    sign_in(client, signatory, minutes_ago=6)
    with transaction.atomic():
        briefed(ready, ready.ready_sha256, by=acting(signatory), at=now())
    response = client.post(sign_url(ready), typed(ready))
    assert response.status_code == 422
    assert "Enter the code" in response.text


def test_it_needs_authority_and_the_tick(client, signatory, ready) -> None:
    sign_in(client, signatory)
    response = client.post(sign_url(ready), {"sha256": ready.ready_sha256})
    assert response.status_code == 422
    assert "by what authority" in response.text
    assert "Tick this" in response.text


@pytest.mark.parametrize(
    "who", ["owner", "editor", "viewer", "contributor", "other_owner", "assessor", "registrar"]
)
def test_it_does_not_exist_for_those_who_may_not_sign(request, client, ready, who) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.get(sign_url(ready)).status_code == 404
    assert client.post(sign_url(ready)).status_code == 404


def test_a_signatory_without_second_factor_finds_nothing(client, ready, signatory) -> None:
    sign_in(client, signatory, second_factor=False)
    assert client.get(sign_url(ready)).status_code == 404


def test_registrars_get_no_evidence(submission: Submission) -> None:
    given = set(Grant.objects.values_list("permission", flat=True))
    assert given == {"attestation.read", "attestation.return", "attestation.accept"}


@pytest.mark.django_db(transaction=True)
def test_the_second_click_waits_and_is_refused(ready, signatory, alliance) -> None:
    with transaction.atomic():
        briefed(ready, ready.ready_sha256, by=acting(signatory), at=now())
    statement = statement_for(ready)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            submitted(ready.pk, statement, by=acting(signatory), at=now())
            second = pool.submit(
                in_own_connection, submit, ready.pk, statement, by=acting(signatory)
            )
            with pytest.raises(TimeoutError):
                second.result(timeout=0.3)
        assert isinstance(second.exception(), WrongStatus)
    assert Submission.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_signatories_at_once_one_signs(ready, signatory, member, alliance) -> None:
    other = person(member, Role.SIGNATORY, "Sonja Second")
    statement = statement_for(ready)
    for each in (signatory, other):
        with transaction.atomic():
            briefed(ready, ready.ready_sha256, by=acting(each), at=now())
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            submitted(ready.pk, statement, by=acting(other), at=now())
            second = pool.submit(
                in_own_connection, submit, ready.pk, statement, by=acting(signatory)
            )
            with pytest.raises(TimeoutError):
                second.result(timeout=0.3)
        assert isinstance(second.exception(), WrongStatus)
    assert Submission.objects.get().signed_by == other


@pytest.mark.django_db(transaction=True)
def test_what_is_being_reopened_is_not_signed(ready, signatory, editor, alliance) -> None:
    with transaction.atomic():
        briefed(ready, ready.ready_sha256, by=acting(signatory), at=now())
    statement = statement_for(ready)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            reopened(ready.pk, "A figure is wrong.", by=acting(editor), at=now())
            signing = pool.submit(
                in_own_connection, submit, ready.pk, statement, by=acting(signatory)
            )
            with pytest.raises(TimeoutError):
                signing.result(timeout=0.3)
        assert isinstance(signing.exception(), WrongStatus)
    assert not Submission.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_being_signed_is_not_reopened(ready, signatory, editor, alliance) -> None:
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            briefed(ready, ready.ready_sha256, by=acting(signatory), at=now())
            submitted(ready.pk, statement_for(ready), by=acting(signatory), at=now())
            second = pool.submit(
                in_own_connection, reopen, ready.pk, "A figure is wrong.", by=acting(editor)
            )
            with pytest.raises(TimeoutError):
                second.result(timeout=0.3)
        assert isinstance(second.exception(), WrongStatus)
    ready.refresh_from_db()
    assert ready.status == Status.SUBMITTED


def test_the_receipt_has_the_shape_that_is_documented(submission: Submission) -> None:
    docs = (settings.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")
    table = docs.split("## The receipt of a submission", 1)[1].split("\n## ", 1)[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    told = [key for row in rows for key in re.findall(r"`(\w+)`", row)]
    assert told == list(receipt_of(submission))


def test_every_version_of_the_statement_is_kept_to_the_letter() -> None:
    """A new wording is a new version: what was signed under an old one stays comparable."""
    kept = {version: sha256(text.encode()).hexdigest()[:16] for version, text in TEXTS.items()}
    assert kept == {"1.0": "0647c0e33f071a83"}
    assert VERSION in TEXTS


def test_a_receipt_shows_the_text_of_its_version(client, submission, owner) -> None:
    content = json.loads(bytes(submission.content))
    day = date.fromisoformat(content["as_of"])
    told = text_for(
        organisation=content["organisation"]["name"],
        scope=content["scope"]["title"],
        as_of=f"{day:%-d %B %Y}",
        alliance=settings.ALLIANCE_NAME,
        version=submission.statement_version,
    )
    assert submission.statement == told
    sign_in(client, owner)
    assert told in client.get(reverse("attestations:receipt", args=[submission.pk])).text


def test_the_briefing_writes_dates_as_people_do(
    client: Client, draft: Attestation, editor: User, signatory: User
) -> None:
    answer_everything(draft, acting(editor))
    planned = {"plan": "A course.", "plan_due": date(2027, 3, 20)}
    answer = draft.answers.filter(criterion__code="GOV-01").get()
    with transaction.atomic():
        content = Content(answer.response, reason=answer.reason, **planned)
        saved(draft.pk, "GOV-01", "", content, seen=answer.version, by=acting(editor), at=now())
        made_ready(draft.pk, {}, by=acting(editor), at=now())
    sign_in(client, signatory)
    page = client.get(sign_url(draft)).text
    assert "20 March 2027" in page
    assert "(2027-03-20)" not in page
