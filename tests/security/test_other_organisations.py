"""Ids of another organisation in bodies and many-to-many fields are as good as random ones."""

from datetime import timedelta
from uuid import uuid4

from django.test import Client
from django.utils.timezone import now

from assessments.models import Engagement, EngagementPerson
from attestations.models import Attestation, EvidenceLink
from organisations.models import Accreditation, Membership
from organisations.permissions import Role, Side
from tests.people import organisation
from tests.security.kinds import Kind
from tests.security.walking import client_of
from tests.security.world import World


def answer(w: World, client: Client, evidence: object) -> int:
    one = w.attestations["draft"].answers.get(criterion__code="GOV-02", layer="")
    page = client.get(f"/attestations/{w.attestations['draft'].pk}/criteria/GOV-02/")
    data = {
        name: field.value()
        for name in page.context["form"].fields
        if (field := page.context["form"][name]).value() not in (None, False)
        and name not in ("new_file", "evidence")
    }
    data |= {"version": one.version, "evidence": [str(evidence)], "reason": "Another reason."}
    path = f"/attestations/{w.attestations['draft'].pk}/criteria/GOV-02/"
    return client.post(path, data).status_code


def test_it_works(undone: World) -> None:
    client = client_of(undone, Kind.OWNER)
    assert answer(undone, client, undone.things["evidence"].pk) == 302


def test_evidence_of_another_organisation_is_not_attached(undone: World) -> None:
    client, theirs = client_of(undone, Kind.OWNER), undone.things["other_evidence"]
    assert answer(undone, client, theirs.pk) == 422
    assert answer(undone, client, uuid4()) == 422
    assert not EvidenceLink.objects.filter(evidence=theirs).exists()


def test_a_scope_of_another_organisation_is_not_opened(undone: World) -> None:
    before = Attestation.objects.count()
    sent = {
        "scope": str(undone.things["other_scope"].pk),
        "edition": str(undone.things["edition"].pk),
        "as_of": now().date().isoformat(),
    }
    response = client_of(undone, Kind.OWNER).post("/attestations/open/", sent)
    assert response.status_code == 422
    assert Attestation.objects.count() == before
    assert "chips" not in response.text.lower().replace("quiet-valley-chips", "")


def test_an_edition_that_is_not_published_is_not_opened(undone: World) -> None:
    scope = undone.things["scope_draft"].pk
    sent = {"scope": str(scope), "edition": str(uuid4()), "as_of": now().date().isoformat()}
    assert client_of(undone, Kind.OWNER).post("/attestations/open/", sent).status_code == 422


def test_only_an_accredited_body_is_asked(undone: World) -> None:
    body = organisation(Side.ASSESSOR_BODY, "no-papers", "No Papers")
    expired = organisation(Side.ASSESSOR_BODY, "old-papers", "Old Papers")
    today = now().date()
    Accreditation.objects.create(
        body=expired,
        layers=["ai"],
        valid_from=today - timedelta(days=20),
        valid_until=today - timedelta(days=1),
    )
    path = f"/engagements/request/{undone.attestations['accepted'].pk}/"
    client = client_of(undone, Kind.OWNER)
    before = Engagement.objects.count()
    for each in (body, expired, undone.organisations["other"], undone.organisations["alliance"]):
        assert client.post(path, {"body": str(each.pk)}).status_code == 422
    assert Engagement.objects.count() == before


def test_people_of_another_body_are_not_named(undone: World) -> None:
    one = undone.engagements["requested"]
    stranger, lead = undone.user(Kind.OTHER_LEAD), undone.user(Kind.LEAD)
    client = client_of(undone, Kind.BODY_ADMIN)
    for team in (
        {"lead": stranger.pk, "assessors": [undone.user(Kind.ASSESSOR).pk]},
        {"lead": lead.pk, "assessors": [stranger.pk]},
        {"lead": lead.pk, "assessors": [undone.user(Kind.OWNER).pk]},
    ):
        sent = team | {"reviewers": [undone.user(Kind.REVIEWER).pk], "independent": "on"}
        assert client.post(f"/engagements/{one.pk}/accept/", sent).status_code == 422
    assert not EngagementPerson.objects.filter(engagement=one).exists()
    path = f"/engagements/{undone.engagements['offered'].pk}/people/name/"
    sent = {"person": f"assessor:{stranger.pk}"}
    assert client.post(path, sent).status_code == 422


def test_a_role_of_another_organisation_is_not_ended(undone: World) -> None:
    theirs = Membership.objects.get(user=undone.user(Kind.OTHER_SIGNATORY))
    path = f"/organisations/north-harbour-cloud/roles/{theirs.pk}/end/"
    assert client_of(undone, Kind.OWNER).post(path).status_code == 404
    theirs.refresh_from_db()
    assert theirs.ended_at is None


def test_a_person_of_another_organisation_is_given_no_role(undone: World) -> None:
    sent = {"person": str(undone.user(Kind.OTHER_OWNER).pk), "role": "owner"}
    path = "/organisations/north-harbour-cloud/roles/give/"
    assert client_of(undone, Kind.OWNER).post(path, sent).status_code == 422


def test_a_role_of_another_side_is_not_given(undone: World) -> None:
    colleague = undone.things["membership"].user
    path = "/organisations/north-harbour-cloud/roles/give/"
    for role in ("registrar", "decision_maker", "lead_assessor", "superuser"):
        sent = {"person": str(colleague.pk), "role": role}
        assert client_of(undone, Kind.OWNER).post(path, sent).status_code == 422
    path = "/organisations/north-harbour-cloud/invite/"
    sent = {"email": "x@people.example", "role": "registrar"}
    assert client_of(undone, Kind.OWNER).post(path, sent).status_code == 422


def test_the_registrar_invites_first_owners_only(undone: World) -> None:
    path = "/organisations/north-harbour-cloud/invite/"
    for role in ("editor", "signatory", "viewer"):
        sent = {"email": "x@people.example", "role": role}
        assert client_of(undone, Kind.REGISTRAR).post(path, sent).status_code == 422


def test_criteria_are_delegated_to_own_contributors_only(undone: World) -> None:
    path = f"/attestations/{undone.attestations['draft'].pk}/delegate/"
    for who in (Kind.OTHER_OWNER, Kind.VIEWER, Kind.STRANGER):
        sent = {"person": str(undone.user(who).pk), "criteria": ["GOV-01"]}
        assert client_of(undone, Kind.OWNER).post(path, sent).status_code == 422


def test_the_parent_of_a_record_never_changes(undone: World) -> None:
    """What a form does not ask is not taken, whatever the body says."""
    other = undone.organisations["other"]
    sent = {
        "title": "Renamed",
        "slug": "elsewhere",
        "included": "All.",
        "nothing_excluded": "on",
        "why": "It is one service.",
        "layers": ["ai"],
        "organisation": str(other.pk),
        "organisation_id": str(other.pk),
        "id": str(uuid4()),
    }
    scope = undone.things["scope_draft"]
    path = "/organisations/north-harbour-cloud/scopes/scope-draft/"
    assert client_of(undone, Kind.OWNER).post(path, sent).status_code == 302
    scope.refresh_from_db()
    assert (scope.title, scope.slug) == ("Renamed", "scope-draft")
    assert scope.organisation_id == undone.organisations["member"].pk


def test_evidence_keeps_its_organisation(undone: World) -> None:
    piece, other = undone.things["evidence"], undone.organisations["other"]
    path = f"/evidence/quiet-valley-chips/{piece.pk}/revise/"
    assert client_of(undone, Kind.OWNER).post(path, {"title": "Mine"}).status_code == 404
    sent = {"organisation": str(other.pk), "title": "Still ours", "disclosure": "assessor"}
    client_of(undone, Kind.OWNER).post(f"/evidence/north-harbour-cloud/{piece.pk}/revise/", sent)
    piece.refresh_from_db()
    assert piece.organisation_id == undone.organisations["member"].pk


def test_a_verdict_of_another_engagement_is_not_reviewed(undone: World) -> None:
    theirs = undone.engagements["recommended"].verdicts.first()
    assert theirs is not None
    before = theirs.review
    sent = {"verdict": [f"{theirs.pk}:{theirs.version}"], "review": "disagreed", "note": "No."}
    path = f"/engagements/{undone.engagements['assessed'].pk}/review/"
    assert client_of(undone, Kind.REVIEWER).post(path, sent).status_code == 422
    theirs.refresh_from_db()
    assert theirs.review == before


def test_one_person_stands_on_one_side(undone: World) -> None:
    """Somebody with a role in the member's organisation cannot be named by the body."""
    lead = undone.user(Kind.UNNAMED_ASSESSOR)
    Membership.objects.create(
        organisation=undone.organisations["member"], user=lead, role=Role.VIEWER
    )
    path = f"/engagements/{undone.engagements['offered'].pk}/people/name/"
    response = client_of(undone, Kind.BODY_ADMIN).post(path, {"person": f"assessor:{lead.pk}"})
    assert response.status_code == 422
