"""A report's percentages along other structures, as the API tells them."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from principles.models import Edition
from registry.structures import cut, structures_of
from tests.api.test_read import holds
from tests.registry.factory import org, report_on, scope_of
from tests.registry.test_structures import alternatives, twin_in_edition

pytestmark = pytest.mark.django_db
TEMPLATE = "/api/v1/reports/{number}/"


@pytest.mark.parametrize("kind", ["assessed", "declared"])
def test_it_works(client: Client, edition: Edition, kind: str) -> None:
    report = report_on(scope_of(org("harbour-lumen")), edition, kind=kind, twin_of=twin_in_edition)
    with CaptureQueriesContext(connection) as captured:
        body = holds(client.get(f"/api/v1/reports/{report.number}/"), TEMPLATE)
    assert len(captured) <= 4  # the limit, the report, its twin, flags on the accreditation
    [told] = body["structures"]
    [block] = alternatives()
    assert [told[key] for key in ("id", "version", "source")] == [
        block[key] for key in ("id", "version", "source")
    ]
    twin = json.loads(bytes(report.twin))
    [structure] = structures_of(twin, alternatives())
    assert told["principles"] == cut(twin, structure)
    assert all((each["assessed"] is None) == (kind == "declared") for each in told["principles"])
    assert "outcome" not in told


def test_a_report_whose_edition_has_no_other_structure_says_so(
    client: Client, edition: Edition
) -> None:
    report = report_on(scope_of(org("harbour-lumen")), edition)
    body = holds(client.get(f"/api/v1/reports/{report.number}/"), TEMPLATE)
    assert body["structures"] == []
