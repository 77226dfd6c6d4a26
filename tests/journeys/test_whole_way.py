"""The whole way, once, over HTTP: from a member's form to a signed report that anybody checks."""

import json

import pytest

from organisations.permissions import Role
from tests.journeys import assessment_steps as body_side
from tests.journeys import member_steps as member_side
from tests.journeys.people import Person, staff
from tests.journeys.visitor import Visitor
from tests.running import Portal, soon

pytestmark = pytest.mark.worker
TYPES = {"yes_no_partial", "metric", "maturity", "date", "choice", "multi_choice", "document"}


def published(anyone: Visitor, slug: str, kind: str) -> str:
    """Wait for a live report of this kind; its number."""
    found: list[str] = []

    def there() -> bool:
        results = json.loads(anyone.open("/api/v1/reports/").text)["results"]
        found[:] = [r["number"] for r in results if r["kind"] == kind]
        return bool(found)

    soon(f"the {kind} report of {slug}", there, seconds=90, every=0.5)
    return found[0]


def test_it_works(portal: Portal) -> None:
    registrar, decision_maker, manager, other_manager = staff(
        portal,
        ("Rita Registrar", Role.REGISTRAR),
        ("Dario Decision", Role.DECISION_MAKER),
        ("Sara Scheme", Role.SCHEME_MANAGER),
        ("Silvio Scheme", Role.SCHEME_MANAGER),
    )
    member = member_side.add_organisation(registrar, "North Harbour Cloud", "Member")
    body = member_side.add_organisation(registrar, "Plain Sight Audit", "Assessor body", "NL")
    member_side.accredit(registrar, body)
    owner = member_side.invite(registrar, member, portal, "Olga Owner", "Owner")
    editor = member_side.invite(owner, member, portal, "Emil Editor", "Editor")
    signatory = member_side.invite(owner, member, portal, "Sven Signatory", "Signatory")
    member_side.make_scope(editor, member, "Cloud services", "Cloud and data", "Artificial")
    attestation = member_side.open_attestation(editor, "Cloud services")
    types = member_side.answer_all(editor, attestation, {"GOV-05": 2})
    assert types == TYPES
    member_side.make_ready(editor, attestation)
    member_side.sign(signatory, attestation, publish=True)
    assert "accepted" in registrar.send(registrar.open(attestation), "Accept").main
    anyone = Visitor(portal.origin)
    declared = published(anyone, member, "declared")
    print(declared)
