"""A correction is shown by pieces of the library, opened to those who judge it, each alone."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from lxml.html import fromstring

from accounts.models import User
from assessments.acknowledging import acknowledge_finding
from assessments.attached import (
    NotAttachable,
    opened_to_decision_makers,
    opened_to_newcomer,
)
from assessments.closing import close_finding
from assessments.findings import FindingRefused, raise_finding
from assessments.models import Engagement, Finding, FindingEvent, FindingPiece, Grade
from assessments.people import remove_person
from assessments.proving import prove_finding
from assessments.recommendation import share_draft
from assessments.verifying import verify_finding
from attestations.models import DisclosureClass, Evidence, EvidenceKind, Grant
from journal.models import Entry
from organisations.models import Organisation
from organisations.permissions import Permission
from tests.assessed import make_confirmation, make_recommendation
from tests.people import acting, sign_in


def piece(
    engagement: Engagement,
    by: User,
    kind: EvidenceKind = EvidenceKind.LINK,
    disclosure: DisclosureClass = DisclosureClass.ASSESSOR,
) -> Evidence:
    """One of the library that supports no answer."""
    return Evidence.objects.create(
        organisation=engagement.attestation.scope.organisation,
        title="Log of the southern site",
        kind=kind,
        url="https://example.org/log" if kind == EvidenceKind.LINK else "",
        disclosure=disclosure,
        added_by=by,
    )


@pytest.fixture
def unused(accepted_plan: Finding, owner: User) -> Evidence:
    return piece(accepted_plan.engagement, owner)


def address(name: str, finding: Finding) -> str:
    return reverse(f"assessments:{name}", args=[finding.engagement_id, finding.number])


def may_read(user: User, one: Evidence) -> bool:
    mine = Evidence.objects.where_user_may(Permission.EVIDENCE_READ, acting(user))
    return mine.filter(pk=one.pk).exists()


def test_it_works(
    client: Client,
    accepted_plan: Finding,
    unused: Evidence,
    owner: User,
    assessor: User,
    lead: User,
    reviewer: User,
) -> None:
    """A piece that supports no answer is opened to the engagement's people, and closed on."""
    finding = accepted_plan
    assert not may_read(assessor, unused)
    sign_in(client, owner)
    assert unused.title in client.get(address("finding", finding)).text
    said = {"text": "Both send.", "evidence": [str(unused.pk)]}
    assert client.post(address("finding_prove", finding), said).status_code == 302
    assert all(may_read(each, unused) for each in (assessor, lead, reviewer))
    Evidence.objects.filter(pk=unused.pk).update(version=2)
    one, number = finding.engagement_id, finding.number
    verify_finding(one, number, "Log of October.", good=True, by=acting(assessor))
    Evidence.objects.filter(pk=unused.pk).update(version=3)
    close_finding(one, number, "Put right.", by=acting(assessor))
    named = FindingPiece.objects.order_by("event__at").values_list("event__step", "version")
    assert list(named) == [("proved", 1), ("verified", 2), ("closed", 2)]
    for who in (owner, assessor):
        sign_in(client, who)
        page = client.get(address("finding", finding)).text
        assert "It was closed on this evidence:" in page
        assert reverse("attestations:piece", args=[unused.organisation.slug, unused.pk]) in page
    entries = Entry.objects.filter(act__startswith="finding.").order_by("-pk")[:2]
    assert [each.facts["evidence"] for each in entries] == [{str(unused.pk): 2}] * 2


def test_a_piece_is_needed_and_what_was_typed_stays(
    client: Client, accepted_plan: Finding, owner: User
) -> None:
    sign_in(client, owner)
    refused = client.post(address("finding_prove", accepted_plan), {"text": "Believe us."})
    assert refused.status_code == 422
    assert "Choose the piece of evidence that shows it." in refused.text
    assert "Believe us." in refused.text
    with pytest.raises(FindingRefused, match="Add it to the library first"):
        prove_finding(accepted_plan.engagement_id, 1, "Done.", [], by=acting(owner))


def test_closed_pieces_and_statements_show_nothing(
    client: Client, accepted_plan: Finding, owner: User
) -> None:
    one = accepted_plan.engagement
    own = piece(one, owner, disclosure=DisclosureClass.MEMBER)
    words = piece(one, owner, EvidenceKind.STATEMENT)
    with pytest.raises(NotAttachable, match="cannot be opened by the assessors"):
        prove_finding(one.pk, 1, "Done.", [own.pk], by=acting(owner))
    with pytest.raises(FindingRefused, match="A statement shows no correction"):
        prove_finding(one.pk, 1, "Done.", [words.pk], by=acting(owner))
    sign_in(client, owner)
    page = client.get(address("finding", accepted_plan)).text
    assert str(own.pk) not in page
    assert str(words.pk) not in page
    assert not Grant.objects.exclude(evidence=None).exists()


def test_words_alone_of_before_are_not_verified(
    accepted_plan: Finding, owner: User, assessor: User
) -> None:
    """A proof of the time when text was enough."""
    Finding.objects.filter(pk=accepted_plan.pk).update(status="proved")
    FindingEvent.objects.create(finding=accepted_plan, step="proved", text="Done.", by=owner)
    one, by = accepted_plan.engagement_id, acting(assessor)
    with pytest.raises(FindingRefused, match="No piece of evidence was given"):
        verify_finding(one, 1, "Fine.", good=True, by=by)
    assert verify_finding(one, 1, "Show it.", good=False, by=by).status == "accepted"


def hidden(page: str, name: str, action: str) -> str:
    """What the form that goes to `action` says unseen."""
    form = next(each for each in fromstring(page).forms if each.action == action)
    return str(form.fields[name])


def test_a_version_saved_since_is_noticed(
    client: Client, accepted_plan: Finding, unused: Evidence, owner: User, assessor: User
) -> None:
    """Whoever verifies has looked at what she is recorded to have looked at."""
    prove_finding(accepted_plan.engagement_id, 1, "See.", [unused.pk], by=acting(owner))
    sign_in(client, assessor)
    there = address("finding_verify", accepted_plan)
    Evidence.objects.filter(pk=unused.pk).update(version=2)
    page = client.get(address("finding", accepted_plan)).text
    assert "version 2, which was saved after it was given" in page
    said = {"answer": "good", "note": "Log of October.", "seen": hidden(page, "seen", there)}
    said["versions"] = hidden(page, "versions", there)
    Evidence.objects.filter(pk=unused.pk).update(version=3)
    late = client.post(there, said)
    assert late.status_code == 422
    assert "A new version of the evidence was saved since you read this page." in late.text
    assert "Log of October." in late.text
    assert not FindingPiece.objects.filter(event__step="verified").exists()
    # The refused page shows what is there now; sent again from it, it is taken.
    said["versions"] = hidden(late.text, "versions", there)
    assert client.post(there, said).status_code == 302
    assert FindingPiece.objects.get(event__step="verified").version == 3


def test_who_says_nothing_of_versions_has_read_none(
    client: Client, accepted_plan: Finding, unused: Evidence, owner: User, assessor: User
) -> None:
    prove_finding(accepted_plan.engagement_id, 1, "See.", [unused.pk], by=acting(owner))
    sign_in(client, assessor)
    seen = accepted_plan.events.count()
    for versions in ("", "1", f"{unused.pk}:x", f"{unused.pk}:2"):
        said = {"answer": "good", "note": "Fine.", "seen": seen, "versions": versions}
        assert client.post(address("finding_verify", accepted_plan), said).status_code == 422


def test_what_went_on_since_is_read_before_it_is_closed(
    client: Client, assessed: Engagement, assessor: User, lead: User, signatory: User, owner: User
) -> None:
    """An observation can be closed at any time, but not over words that nobody has read."""
    finding = raise_finding(assessed.pk, "GOV-03.all", Grade.OBSERVATION, "Odd.", by=acting(lead))
    share_draft(assessed.pk, by=acting(lead))
    sign_in(client, assessor)
    there = address("finding_close", finding)
    page = client.get(address("finding", finding)).text
    said = {"note": "No matter.", "seen": hidden(page, "seen", there)}
    acknowledge_finding(assessed.pk, 1, by=acting(owner))
    late = client.post(there, said)
    assert late.status_code == 422
    assert "The finding has changed since you read it." in late.text
    said["seen"] = hidden(late.text, "seen", there)
    assert client.post(there, said).status_code == 302


def test_a_title_that_was_closed_since_is_not_shown(
    client: Client, accepted_plan: Finding, unused: Evidence, owner: User, assessor: User
) -> None:
    prove_finding(accepted_plan.engagement_id, 1, "See.", [unused.pk], by=acting(owner))
    Evidence.objects.filter(pk=unused.pk).update(disclosure=DisclosureClass.MEMBER)
    sign_in(client, assessor)
    page = client.get(address("finding", accepted_plan)).text
    assert unused.title not in page
    assert "now for the member’s own eyes" in page
    sign_in(client, owner)
    assert unused.title in client.get(address("finding", accepted_plan)).text


def test_who_is_taken_off_reads_it_no_more(
    accepted_plan: Finding, unused: Evidence, owner: User, assessor: User, body_admin: User
) -> None:
    prove_finding(accepted_plan.engagement_id, 1, "See.", [unused.pk], by=acting(owner))
    person = accepted_plan.engagement.people.get(user=assessor)
    remove_person(person.pk, "Away.", by=acting(body_admin))
    assert not may_read(assessor, unused)


def test_who_decides_reads_what_was_looked_at(
    client: Client,
    accepted_plan: Finding,
    unused: Evidence,
    owner: User,
    assessor: User,
    lead: User,
    signatory: User,
    body_admin: User,
    decision_maker: User,
) -> None:
    engagement = accepted_plan.engagement
    prove_finding(engagement.pk, 1, "See.", [unused.pk], by=acting(owner))
    verify_finding(engagement.pk, 1, "Seen.", good=True, by=acting(assessor))
    make_recommendation(engagement, lead, signatory)
    make_confirmation(engagement, body_admin)
    sign_in(client, decision_maker)
    page = client.get(reverse("assessments:decide", args=[engagement.pk])).text
    piece_url = reverse("attestations:piece", args=[unused.organisation.slug, unused.pk])
    assert f'Finding 1, GOV-03: <a class="govuk-link" href="{piece_url}">' in page
    assert client.get(piece_url).status_code == 200


def test_whoever_joins_later_and_whoever_decides_reads_it(
    accepted_plan: Finding,
    unused: Evidence,
    owner: User,
    lead: User,
    alliance: Organisation,
    decision_maker: User,
) -> None:
    engagement = accepted_plan.engagement
    prove_finding(engagement.pk, 1, "See.", [unused.pk], by=acting(owner))
    grants = Grant.objects.filter(user=lead, evidence=unused)
    grants.update(ends_at=now())
    assert not may_read(lead, unused)
    with transaction.atomic():
        opened_to_newcomer(engagement.people.get(user=lead), at=now())
        opened_to_decision_makers(engagement, alliance, because="recommendation", at=now())
    assert may_read(lead, unused)
    assert may_read(decision_maker, unused)
