"""Laws and standards over the API: as the pages say, to the letter of the committed schema."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actor import SYSTEM
from crosswalk.loading import loaded
from crosswalk.models import Mapping, Regulation
from crosswalk.reading import read
from principles.models import Edition
from tests.api.test_read import holds

pytestmark = pytest.mark.django_db
LIST, ONE = "/api/v1/crosswalk/", "/api/v1/crosswalk/{slug}/"


@pytest.fixture
def mapped(edition: Edition) -> None:
    with transaction.atomic():
        loaded(read(), by=SYSTEM)


@pytest.mark.usefixtures("mapped")
def test_it_works(client: Client) -> None:
    body = holds(client.get("/api/v1/crosswalk/nis2/"), ONE)
    assert (body["framework"], body["edition"], body["kind"]) == ("trust-principles", "1.0", "law")
    assert (body["listed"], body["touched"], body["mappings"]) == (20, 11, 18)
    by_ref = {clause["ref"]: clause for clause in body["clauses"]}
    assert by_ref["Art. 20(1)"]["applies_from"] == "2024-10-18"
    assert by_ref["Art. 23(2)"]["mappings"] == []
    first, _ = by_ref["Art. 20(1)"]["mappings"]
    assert (first["criterion"], first["relationship"], first["confidence"]) == (
        "GOV-01", "intersects-with", "medium",
    )  # fmt: skip
    assert (first["verified"], first["verified_by"]) == (True, "Trustportal catalogue")
    assert client.get(first["api_url"].partition("/api")[2].join(["/api", ""])).status_code == 200


@pytest.mark.usefixtures("mapped")
def test_all_are_listed_in_few_statements(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        body = holds(client.get(LIST, {"limit": "100"}), LIST)
    assert len(queries) <= 10
    assert len(body["results"]) == Regulation.objects.count() == 38
    for key, rows in (("mappings", Mapping.objects.all()), ("verified", _verified())):
        assert sum(each[key] for each in body["results"]) == rows.count()


def _verified() -> "object":
    return Mapping.objects.filter(verified=True)


@pytest.mark.usefixtures("mapped")
def test_what_is_not_verified_names_nobody(client: Client) -> None:
    body = holds(client.get("/api/v1/crosswalk/o-ran/"), ONE)
    touches = [each for clause in body["clauses"] for each in clause["mappings"]]
    open_ = [each for each in touches if not each["verified"]]
    assert open_
    assert (
        len(open_)
        == Mapping.objects.filter(verified=False, clause__regulation__slug="o-ran").count()
    )
    assert {(each["verified_by"], each["verified_on"]) for each in open_} == {(None, None)}


@pytest.mark.usefixtures("edition")
def test_an_edition_that_is_not_published_is_refused(client: Client) -> None:
    for path in (LIST, "/api/v1/crosswalk/a-law/"):
        Regulation.objects.get_or_create(slug="a-law", title="A law")
        answer = client.get(path, {"edition": "trust-principles/9.9"})
        assert answer.status_code == 400
        assert answer.json()["parameter"] == "edition"


def test_without_an_edition_laws_can_still_be_read(client: Client) -> None:
    Regulation.objects.create(slug="a-law", title="A law")
    body = holds(client.get("/api/v1/crosswalk/a-law/"), ONE)
    assert (body["edition"], body["clauses"]) == (None, [])
    assert client.get("/api/v1/crosswalk/moon/").status_code == 404
