"""A decision maker confirms a correction; the new report takes the place of the old one."""

import json

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.utils.timezone import now

from accounts.messages import Message
from accounts.models import AccountLink, User
from attestations.models import Attestation
from journal.models import Entry
from reports import issuing, tasks
from reports.corrected import Code
from reports.correcting import (
    NotAsked,
    NotCorrectable,
    SamePerson,
    asked,
    confirm_correction,
    confirmed,
    declined,
)
from reports.due import due_decisions, open_due_reports
from reports.models import Correction, Notice, Report, SignedFile
from reports.status import State
from tests.people import acting, sign_in
from tests.races import second_waits
from tests.reports.correcting import WHAT, noticed
from tests.reports.rows import step
from tests.security import invariants
from transparency.models import Leaf

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_works(
    client: Client, live: Report, registrar: User, decision_maker: User, owner: User
) -> None:
    """From the question to two public reports that lead to each other."""
    kept = bytes(live.signed_files.get(rung="public").content)
    with transaction.atomic():
        one = asked(live.pk, Code.RENDERING, WHAT, by=acting(registrar), at=now())
    sign_in(client, decision_maker)
    page = client.post(f"/corrections/{one.pk}/confirm/", follow=True)
    new = Report.objects.get(corrects=live)
    assert f"{new.number} is being made to correct it." in page.text
    assert (new.submission, new.kind, new.sequence) == (live.submission, live.kind, 2)
    assert open_due_reports(at=now()) == 0  # it is no second report of the same acceptance
    step(new, issuing.prepare)
    step(new, issuing.sign)
    step(new, issuing.go_live)
    new.refresh_from_db()
    assert (new.valid_from, new.valid_to) == (live.valid_from, live.valid_to)
    assert new.stands_since == live.live_at
    notice = Notice.objects.get(report=live)
    assert (notice.kind, notice.by_report) == ("correction", new)
    assert WHAT in notice.reason
    assert new.number in notice.reason
    leaf = json.loads(bytes(Leaf.objects.get(index=new.log_index).content))
    digest = live.signed_files.get(rung="public").sha256
    assert leaf["corrects"] == {"number": live.number, "sha256": digest}
    assert leaf["previous_sha256"] == digest
    said = json.loads(bytes(Leaf.objects.get(index=notice.log_index).content))
    assert (said["notice"], said["number"], said["by_report"]) == (
        "correction",
        live.number,
        new.number,
    )
    twin = json.loads(bytes(new.twin))
    assert twin["corrects"] == {
        "number": live.number,
        "sha256": digest,
        "code": "rendering",
        "what": WHAT,
    }
    assert Entry.objects.get(act="notice.issued").object_id == str(live.pk)
    assert Message.objects.filter(act="notice.issued", to=owner).exists()
    client.logout()
    old_page = client.get(f"/reports/{live.number}/").text
    assert f'Corrected by <a class="govuk-link" href="/reports/{new.number}/">' in old_page
    assert WHAT in old_page
    new_page = client.get(f"/reports/{new.number}/").text
    assert f'This report corrects <a class="govuk-link" href="/reports/{live.number}/">' in new_page
    assert client.get(f"/reports/{live.number}/report.pdf").content == kept
    old_told, new_told = (
        client.get(f"/api/v1/reports/{each.number}/").json() for each in (live, new)
    )
    assert (old_told["corrected_by"], old_told["status"]) == (new.number, "superseded")
    assert (new_told["corrects"], new_told["corrected_by"]) == (live.number, None)
    (standing,) = client.get(f"/api/v1/standings/{live.organisation.slug}/").json()["standings"]
    assert standing["report"]["number"] == new.number
    invariants.check()


def test_nobody_confirms_what_she_asked_for(
    correction: Correction, registrar: User, decision_maker: User
) -> None:
    AccountLink.objects.create(
        one=registrar, other=decision_maker, reason="One passport.", noted_by=registrar
    )
    with pytest.raises(SamePerson):
        confirm_correction(correction.pk, by=acting(decision_maker))
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.update(
            status="confirmed", answered_by=registrar, by_report=correction.report
        )


def test_it_wants_a_fresh_second_factor(
    client: Client, correction: Correction, decision_maker: User
) -> None:
    sign_in(client, decision_maker, minutes_ago=9)
    page = client.post(f"/corrections/{correction.pk}/confirm/")
    assert page.status_code == 422
    assert not Report.objects.filter(corrects=correction.report).exists()


@pytest.mark.parametrize("who", ["registrar", "owner", "operator", "lead", "stranger"])
def test_for_others_it_does_not_exist(
    request: pytest.FixtureRequest, client: Client, correction: Correction, who: str
) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.post(f"/corrections/{correction.pk}/confirm/").status_code == 404


def test_two_at_once_make_one_report(correction: Correction, decision_maker: User) -> None:
    second_waits(
        lambda: confirmed(correction.pk, by=acting(decision_maker), at=now()),
        lambda: confirm_correction(correction.pk, by=acting(decision_maker)),
        refused=NotAsked,
    )
    assert Report.objects.filter(corrects=correction.report).count() == 1
    new = Report.objects.get(corrects=correction.report)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(
            number="TP-2026-9998",
            kind=new.kind,
            organisation=new.organisation,
            scope=new.scope,
            edition=new.edition,
            attestation=new.attestation,
            submission=new.submission,
            decision=new.decision,
            corrects=correction.report,
            sequence=9998,
        )


def test_a_decline_that_is_under_way_goes_first(
    correction: Correction, decision_maker: User
) -> None:
    second_waits(
        lambda: declined(correction.pk, "No.", by=acting(decision_maker), at=now()),
        lambda: confirm_correction(correction.pk, by=acting(decision_maker)),
        refused=NotAsked,
    )
    assert Report.objects.count() == 1


def test_a_withdrawal_that_is_under_way_goes_first(
    correction: Correction, decision_maker: User
) -> None:
    """Whatever happens to a report locks its attestation, as recalling does."""

    def withdrawn() -> None:
        Attestation.objects.select_for_update().get(pk=correction.report.attestation_id)
        noticed(correction.report, "withdrawal")

    second_waits(
        withdrawn,
        lambda: confirm_correction(correction.pk, by=acting(decision_maker)),
        refused=NotCorrectable,
        match="withdrawn",
    )


@pytest.mark.parametrize("kind", ["revocation", "withdrawal", "suspension", "supersession"])
def test_what_happened_to_the_old_one_meanwhile_ends_the_new_one(
    correction: Correction, registrar: User, decision_maker: User, kind: str
) -> None:
    new = confirm_correction(correction.pk, by=acting(decision_maker))
    Report.objects.filter(pk=new.pk).update(state=State.SIGNED)
    SignedFile.objects.create(
        report=new,
        content=b"x",
        sha256="ab" * 32,
        unsigned_sha256="ab" * 32,
        key_id="k",
        certificate_sha256="ab" * 32,
        development_key=True,
    )
    noticed(correction.report, kind)
    tasks.go_live(str(new.pk))
    new.refresh_from_db()
    assert new.state == State.ENDED
    assert "is not corrected any more" in new.last_error
    assert not Leaf.objects.filter(kind="report").exists()


def test_what_it_corrects_never_changes(correction: Correction, decision_maker: User) -> None:
    new = confirm_correction(correction.pk, by=acting(decision_maker))
    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.filter(pk=new.pk).update(corrects=None)


def test_a_decision_has_one_report_that_corrects_none(
    correction: Correction, decision_maker: User
) -> None:
    confirm_correction(correction.pk, by=acting(decision_maker))
    assert not due_decisions().exists()
