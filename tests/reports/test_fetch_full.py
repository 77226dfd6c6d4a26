"""Who may read submission and verdicts fetches the full report, and it is kept; for others there is none."""

import hashlib

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from assessments.models import Engagement
from attestations.models import Attestation
from journal.models import Entry
from journal.recording import OutsideTransaction
from organisations.models import Membership
from reports.full_reading import FETCHED, fetched
from reports.models import Report
from reports.status import State
from tests.people import acting, sign_in
from tests.registry.factory import full_of

pytestmark = pytest.mark.django_db
CONTENT = b"%PDF-" + b"x" * 4091
DIGEST = hashlib.sha256(CONTENT).hexdigest()


def declared_on(attestation: Attestation, state: State = State.LIVE) -> Report:
    """A declared report on the newest submission, as if it were published."""
    submission = attestation.submissions.latest("sequence")
    live = {"live_at": now(), "log_index": 900_003} if state is State.LIVE else {}
    report = Report.objects.create(
        number="TP-2026-0900",
        kind="declared",
        organisation=attestation.scope.organisation,
        scope=attestation.scope,
        edition=attestation.edition,
        attestation=attestation,
        submission=submission,
        sequence=1,
        state=state,
        **live,
    )
    full_of(report, CONTENT)
    return report


def page_of(report: Report) -> str:
    return reverse("reports:full_report", args=[report.number])


def pdf_of(report: Report) -> str:
    return reverse("reports:full_report_pdf", args=[report.number])


@pytest.fixture
def with_full(assessed_live: Report) -> Report:
    full_of(assessed_live, CONTENT)
    return assessed_live


def statuses(client: Client, person: User, report: Report) -> set[int]:
    sign_in(client, person)
    return {client.get(address).status_code for address in (page_of(report), pdf_of(report))}


def test_it_works(client: Client, owner: User, with_full: Report) -> None:
    sign_in(client, owner)
    page = client.get(page_of(with_full))
    assert pdf_of(with_full) in page.text
    assert DIGEST in page.text.replace("<wbr>", "")
    assert "Nobody has downloaded it." in page.text
    file = client.get(pdf_of(with_full))
    assert file.content == CONTENT
    assert file["Content-Disposition"] == (
        f'attachment; filename="{with_full.number}-full-confidential.pdf"'
    )
    assert "sandbox" in file["Content-Security-Policy"]
    assert file["Cache-Control"] == page["Cache-Control"] == "private, no-store"
    entry = Entry.objects.get(act=FETCHED)
    assert (entry.actor_id, entry.object_id) == (owner.pk, str(with_full.pk))
    assert (entry.organisation_id, entry.after_sha256) == (with_full.organisation_id, DIGEST)
    assert str(owner) in client.get(page_of(with_full)).text


def test_the_members_people_read_it_and_those_of_the_assessment_no_more(
    client: Client,
    with_full: Report,
    owner: User,
    signatory: User,
    assessor: User,
    lead: User,
    reviewer: User,
    body_admin: User,
    registrar: User,
    decision_maker: User,
) -> None:
    """Grants ended with the decision; a registrar reads no verdict at any time."""
    for person in (owner, signatory):
        assert statuses(client, person, with_full) == {200}, person
    for person in (assessor, lead, reviewer, body_admin, registrar, decision_maker):
        assert statuses(client, person, with_full) == {404}, person


def test_the_people_of_an_assessment_read_the_declared_one_while_their_grant_lasts(
    client: Client,
    in_assessment: Engagement,
    assessor: User,
    reviewer: User,
    body_admin: User,
    registrar: User,
) -> None:
    declared = declared_on(in_assessment.attestation)
    for person in (assessor, reviewer, registrar):
        assert statuses(client, person, declared) == {200}, person
    assert statuses(client, body_admin, declared) == {404}
    in_assessment.attestation.grants.all().update(ends_at=now())
    for person in (assessor, reviewer, registrar):
        assert statuses(client, person, declared) == {404}, person


def test_it_ends_with_the_role(client: Client, owner: User, with_full: Report) -> None:
    assert statuses(client, owner, with_full) == {200}
    Membership.objects.filter(user=owner).update(ended_at=now())
    assert statuses(client, owner, with_full) == {404}


def test_one_that_is_not_live_does_not_exist(
    client: Client, owner: User, submitted: Attestation
) -> None:
    assert statuses(client, owner, declared_on(submitted, State.SIGNED)) == {404}


def test_a_report_of_before_has_only_its_public_file(
    client: Client, owner: User, assessed_live: Report
) -> None:
    assert statuses(client, owner, assessed_live) == {404}
    part = client.get(reverse("reports:reports_of", args=[assessed_live.attestation_id]))
    assert assessed_live.number in part.text
    assert "Full report" not in part.text


def test_the_page_of_the_reports_leads_there(
    client: Client, owner: User, with_full: Report
) -> None:
    sign_in(client, owner)
    part = client.get(reverse("reports:reports_of", args=[with_full.attestation_id]))
    assert page_of(with_full) in part.text


def test_a_look_that_nobody_sees_is_not_kept(
    client: Client, owner: User, with_full: Report
) -> None:
    sign_in(client, owner)
    ahead = client.get(pdf_of(with_full), headers={"Sec-Purpose": "prefetch"})
    assert (ahead.status_code, ahead.content) == (204, b"")
    assert client.head(pdf_of(with_full)).status_code == 200
    assert not Entry.objects.filter(act=FETCHED).exists()


def test_every_fetch_is_kept(client: Client, owner: User, with_full: Report) -> None:
    sign_in(client, owner)
    for _ in range(2):
        client.get(pdf_of(with_full))
    assert Entry.objects.filter(act=FETCHED).count() == 2


def test_who_fetched_is_told_to_those_who_read_the_journal(
    client: Client, owner: User, signatory: User, with_full: Report
) -> None:
    sign_in(client, owner)
    client.get(pdf_of(with_full))
    sign_in(client, signatory)
    assert "Who downloaded it" not in client.get(page_of(with_full)).text


@pytest.mark.django_db(transaction=True)
def test_it_joins_the_callers_transaction(owner: User, with_full: Report) -> None:
    with pytest.raises(OutsideTransaction):
        fetched(with_full.signed_files.get(rung="full"), by=acting(owner))


def test_the_bytes_are_read_once(client: Client, owner: User, with_full: Report) -> None:
    sign_in(client, owner)
    with CaptureQueriesContext(connection) as page:
        client.get(page_of(with_full))
    assert not [each for each in page if '"content"' in each["sql"] and "LENGTH" not in each["sql"]]
    with CaptureQueriesContext(connection) as file:
        client.get(pdf_of(with_full))
    reads = [e for e in file if '"reports_signedfile"."content"' in e["sql"]]
    assert len(reads) == 1
