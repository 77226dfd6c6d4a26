"""A report names what a correction was verified on, in the version that was looked at."""

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from assessments.closing import close_finding
from assessments.models import Finding
from assessments.proving import prove_finding
from assessments.verifying import verify_finding
from attestations.models import DisclosureClass, Evidence, EvidenceFile, EvidenceVersion
from reports.assessed import assessed_of
from reports.closed_on import pieces_of
from reports.contents import Evidence as Shown
from reports.rungs import full, published
from reports.twin import to_twin
from tests.assessed import make_confirmation, make_decision, make_recommendation
from tests.people import acting
from tests.reports.canaries import with_canaries
from tests.reports.sample import assessed_contents, small

THEN, LATER = "a1" * 32, "b2" * 32


def saved(piece: Evidence, title: str, sha256: str, by: User, **own: str) -> None:
    """A version of the piece with its file, as saving makes them."""
    piece.title = title
    piece.save()
    said = {"title": title, "disclosure": piece.disclosure, "saved_by": by}
    EvidenceVersion.objects.create(evidence=piece, version=piece.version, **said)
    EvidenceFile.objects.create(
        evidence=piece, version=piece.version, name="x", sha256=sha256, uploaded_by=by, **own
    )


@pytest.fixture
def piece(accepted_plan: Finding, owner: User) -> Evidence:
    one = Evidence.objects.create(
        organisation=accepted_plan.engagement.attestation.scope.organisation,
        title="",
        kind="file",
        disclosure=DisclosureClass.ASSESSOR,
        added_by=owner,
    )
    saved(one, "Log of October", THEN, owner)
    return one


@pytest.fixture
def verified(accepted_plan: Finding, piece: Evidence, owner: User, assessor: User) -> Finding:
    one = accepted_plan.engagement_id
    prove_finding(one, 1, "Both send.", [piece.pk], by=acting(owner))
    verify_finding(one, 1, "Log of October.", good=True, by=acting(assessor))
    accepted_plan.refresh_from_db()
    return accepted_plan


def shown_of(finding: Finding) -> list[Shown]:
    finding.refresh_from_db()
    return list(pieces_of(finding.engagement, [finding]).get(finding.number, []))


def test_it_works(
    verified: Finding,
    piece: Evidence,
    owner: User,
    assessor: User,
    lead: User,
    signatory: User,
    body_admin: User,
    decision_maker: User,
) -> None:
    """Verified first and closed then; a version that was saved since is none of it."""
    (told,) = shown_of(verified)
    assert (told.title, told.kind, told.reference) == ("Log of October", "file", f"sha256:{THEN}")
    piece.version = 2
    saved(piece, "Log of November", LATER, owner)
    close_finding(verified.engagement_id, 1, "Put right.", by=acting(assessor))
    make_recommendation(verified.engagement, lead, signatory)
    make_confirmation(verified.engagement, body_admin)
    decision = make_decision(verified.engagement, decision_maker)
    (finding,) = assessed_of(decision).findings
    assert finding.evidence == (told,)


def test_what_is_not_verified_rests_on_nothing(
    accepted_plan: Finding, piece: Evidence, owner: User
) -> None:
    assert shown_of(accepted_plan) == []
    prove_finding(accepted_plan.engagement_id, 1, "See.", [piece.pk], by=acting(owner))
    assert shown_of(accepted_plan) == []


@pytest.mark.parametrize(
    ("then", "now", "counts"),
    [
        ("public", "public", "public"),
        ("public", "assessor", "assessor"),
        ("assessor", "public", "assessor"),
        ("regulator", "member", "member"),
    ],
)
def test_the_closer_of_two_classes_counts(
    then: str, now: str, counts: str, verified: Finding, piece: Evidence, owner: User
) -> None:
    """What was opened later was not open when it was looked at; what was closed later is closed."""
    Evidence.objects.filter(pk=piece.pk).update(disclosure=then, version=2)
    piece.refresh_from_db()
    saved(piece, "Log of November", LATER, owner)
    finding = Finding.objects.get(pk=verified.pk)
    rests = finding.events.create(step="verified", text="Anew.", by=owner)
    rests.pieces.create(evidence=piece, version=2)
    Evidence.objects.filter(pk=piece.pk).update(disclosure=now)
    (told,) = shown_of(finding)
    assert (told.title, told.disclosure) == ("Log of November", counts)


@pytest.mark.parametrize(
    ("then", "now", "counts"),
    [
        ("", "member", "member"),
        ("public", "assessor", "assessor"),
        ("assessor", "public", "assessor"),
        ("public", "", "public"),
    ],
)
def test_of_a_file_the_closer_of_two_classes_counts(
    then: str, now: str, counts: str, verified: Finding, piece: Evidence, owner: User
) -> None:
    """The piece is public; a file of its present version may be kept closer than it was, or was."""
    Evidence.objects.filter(pk=piece.pk).update(disclosure="public", version=2)
    piece.refresh_from_db()
    saved(piece, "Log of November", LATER, owner, disclosure=then)
    rests = verified.events.create(step="verified", text="Anew.", by=owner)
    rests.pieces.create(evidence=piece, version=2)
    piece.version = 3
    saved(piece, "Log of November", LATER, owner, disclosure=now)
    (told,) = shown_of(verified)
    assert [each.disclosure for each in told.files] == [counts]


def test_it_takes_three_queries(
    verified: Finding, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    engagement = verified.engagement
    with django_assert_max_num_queries(3):
        assert pieces_of(engagement, [verified])


def test_each_rung_names_what_its_classes_allow() -> None:
    """On a confidential criterion nothing, not even a count, stands in the public file."""
    contents = with_canaries(small(assessed_contents()))
    hidden, mended = to_twin(published(contents))["findings"]
    assert (hidden["evidence"], hidden["evidence_withheld"]) == ([], 0)
    assert [each["class"] for each in mended["evidence"]] == ["public"]
    assert mended["evidence_withheld"] == 2
    hidden, mended = to_twin(full(contents))["findings"]
    assert [each["class"] for each in hidden["evidence"]] == ["public"]
    assert [each["class"] for each in mended["evidence"]] == ["public", "assessor"]
    assert mended["evidence_withheld"] == 1
    assert set(mended["evidence"][0]) == {"title", "kind", "class", "reference"}
