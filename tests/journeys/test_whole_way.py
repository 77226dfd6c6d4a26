"""The whole way, once, over HTTP: from a member's form to a signed report that anybody checks."""

import json
from pathlib import Path

import pytest

from organisations.permissions import Role
from tests.journeys import assessment_steps as body_side
from tests.journeys import checks
from tests.journeys import member_steps as member_side
from tests.journeys.people import Person, staff
from tests.journeys.visitor import Visitor
from tests.running import Portal, rows, soon

pytestmark = pytest.mark.worker
TYPES = {"yes_no_partial", "metric", "maturity", "date", "choice", "multi_choice", "document"}
BELOW = "GOV-05"
NOT_APPLICABLE = "ETH-06"


def published(anyone: Visitor, slug: str, kind: str) -> str:
    """Wait for a live report of this kind; its number."""
    found: list[str] = []

    def there() -> bool:
        results = json.loads(anyone.open("/api/v1/reports/").text)["results"]
        found[:] = [r["number"] for r in results if r["kind"] == kind]
        return bool(found)

    soon(f"the {kind} report of {slug}", there, seconds=90, every=0.5)
    return found[0]


def assessed(
    portal: Portal, owner: Person, editor: Person, signatory: Person, attestation: str, body: str
) -> str:
    """From asking a body to its recommendation; the engagement's address."""
    admin = Person(portal, "Bela Bodyadmin")
    admin.accept_invitation()
    names = {
        "Lena Lead": "Lead assessor",
        "Aldo Assessor": "Assessor",
        "Ada Assessor": "Assessor",
        "Quirin Reviewer": "Quality reviewer",
    }
    lead, conflicted, assessor, reviewer = (
        member_side.invite(admin, body, portal, name, role) for name, role in names.items()
    )
    engagement = body_side.request_assessment(owner, attestation, "Plain Sight Audit")
    body_side.accept_request(
        admin, engagement, lead=lead.name, assessors=["Aldo"], reviewer=reviewer.name
    )
    for person in (lead, reviewer):
        body_side.declare_no_interests(person, engagement)
    refused = body_side.declare_former_employment(conflicted, engagement, "North Harbour Cloud")
    assert "You cannot take part" in refused.text
    conflicted.open(f"{engagement}work/", status=404)
    body_side.name_another(admin, engagement, assessor.name)
    body_side.declare_no_interests(assessor, engagement)
    assessor.open(f"{engagement}work/", status=404)
    owner.send(owner.open(engagement), "Record that we have no objection")
    body_side.agree_on_plan(lead, owner, engagement)
    body_side.freeze_plan(lead, engagement)
    with_two = assessor.open(f"{engagement}work/").addresses(r"/criteria/")[1].split("/")[-2]
    body_side.judge_evidence(assessor, engagement, with_two, refused="Incident policy")
    body_side.give_verdicts(assessor, engagement, {BELOW: 2})
    finding = body_side.raise_finding(assessor, engagement, BELOW)
    editor.open(finding, status=404)
    body_side.agree_with_all(reviewer, engagement)
    body_side.share_draft(lead, engagement)
    body_side.plan_finding(editor, finding)
    body_side.accept_plan(lead, finding)
    body_side.remark_and_answer(signatory, lead, engagement)
    body_side.recommend(lead, engagement, "conditional")
    body_side.confirm_for_body(admin, engagement)
    return engagement


def checked(anyone: Visitor, slug: str, number: str, folder: Path) -> None:
    """What anybody can see and check of the assessed report."""
    standing = checks.standing_is_exact(
        json.loads(anyone.open(f"/api/v1/standings/{slug}/").text), slug
    )
    assert (standing["kind"], standing["status"]) == ("assessed", "conditional")
    assert standing["report"]["number"] == number
    assert standing["principles"][0]["assessed"] is not None
    pdf = anyone.open(f"/reports/{number}/report.pdf").body
    assert checks.digest(pdf) == standing["report"]["sha256"]
    checks.pdf_is_good(pdf, folder, "North Harbour Cloud", number, "Conditional", BELOW)
    twin = checks.twin_is_good(anyone.open(f"/reports/{number}/report.json").body)
    assert twin["organisation"]["slug"] == slug
    checks.stands_in_the_log(anyone, standing["report"]["log_index"], standing["report"]["sha256"])
    register = anyone.open("/register/")
    assert f"/register/{slug}/" in register.addresses("/register/")
    assert number in anyone.open(f"/register/{slug}/").main
    assert "Conditional" in anyone.open(f"/reports/{number}/").main
    assert "example" not in anyone.open("/log/").main


def test_it_works(portal: Portal, tmp_path: Path) -> None:
    registrar, decision_maker, *_ = staff(
        portal,
        ("Rita Registrar", Role.REGISTRAR),
        ("Dario Decision", Role.DECISION_MAKER),
        ("Sara Scheme", Role.SCHEME_MANAGER),
        ("Silvio Scheme", Role.SCHEME_MANAGER),
    )
    member = member_side.add_organisation(registrar, "North Harbour Cloud", "Member")
    body = member_side.add_organisation(registrar, "Plain Sight Audit", "Assessor body", "NL")
    member_side.accredit(registrar, body)
    member_side.invite_only(registrar, body, "Bela Bodyadmin", "Body administrator")
    owner = member_side.invite(registrar, member, portal, "Olga Owner", "Owner")
    editor = member_side.invite(owner, member, portal, "Emil Editor", "Editor")
    signatory = member_side.invite(owner, member, portal, "Sven Signatory", "Signatory")
    member_side.make_scope(editor, member, "Cloud services", "Cloud and data", "Artificial")
    anyone = Visitor(portal.origin)
    anyone.open(f"/register/{member}/", status=404)
    anyone.open(f"/api/v1/standings/{member}/", status=404)
    attestation = member_side.open_attestation(editor, "Cloud services")
    types = member_side.answer_all(editor, attestation, {BELOW: 2}, not_applicable=NOT_APPLICABLE)
    assert types == TYPES
    member_side.make_ready(editor, attestation)
    editor.open(f"{attestation}sign/", status=404)
    member_side.sign(signatory, attestation, publish=True)
    assert "accepted" in registrar.send(registrar.open(attestation), "Accept").main
    declared = published(anyone, member, "declared")
    answer = json.loads(anyone.open(f"/api/v1/standings/{member}/").text)
    standing = checks.standing_is_exact(answer, member)
    assert (standing["status"], standing["outcome"]) == ("declared", None)
    assert {p["assessed"] for p in standing["principles"]} == {None}
    engagement = assessed(portal, owner, editor, signatory, attestation, body)
    body_side.decide(decision_maker, engagement)
    number = published(anyone, member, "assessed")
    assert number != declared
    checked(anyone, member, number, tmp_path)
    assert rows(portal, "SELECT count(*) FROM reports_report") == [(2,)]
    checks.invariants_hold(portal)
