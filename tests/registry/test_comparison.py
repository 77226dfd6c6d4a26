"""Two editions beside each other, as page and as JSON."""

import json
from copy import deepcopy
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts.actor import SYSTEM
from principles.adoption import adopted
from principles.loading import loaded
from principles.models import Edition
from principles.wording import canonical
from tests.editions import edition_data, later_data

pytestmark = pytest.mark.django_db
PAGE = "/principles/trust-principles/compare/1.0/1.1/"
JSON = "/principles/trust-principles/compare/1.0/1.1.json"


def section(text: str, code: str) -> str:
    """What the page says of one criterion."""
    return text.partition(f'aria-labelledby="{code}"')[2].partition("</section>")[0]


def test_it_works(client: Client, later_edition: Edition) -> None:
    page = client.get(PAGE)
    assert page.status_code == 200
    for code, word in (
        ("ETH-01", "Editorial"),
        ("GOV-05", "Clarifying"),
        ("GOV-10", "Loosening"),
        ("OPN-02", "Tightening"),
        ("GOV-11", "New"),
        ("OPN-10", "Retired"),
        ("SEC-17", "Split"),
        ("SUP-12", "Merged"),
    ):
        assert word in section(page.text, code), code
    assert "50 criteria are unchanged" in page.text
    assert section(page.text, "GOV-01") == ""


def test_effects_are_told_and_words_are_shown(client: Client, later_edition: Edition) -> None:
    text = client.get(PAGE).text
    assert "is now level 1, before level 3." in section(text, "OPN-02")
    assert "It need not be met any more." in section(text, "GOV-10")
    assert "words only" in section(text, "GOV-05")
    removed = '<span class="govuk-visually-hidden"> removed: </span>at least yearly</del>'
    added = '<span class="govuk-visually-hidden"> added: </span>in every calendar year</ins>'
    assert removed + '<ins class="difference__added">' + added in section(text, "GOV-05")


def test_what_came_from_others_leads_there(client: Client, later_edition: Edition) -> None:
    text = section(client.get(PAGE).text, "SUP-12")
    assert "/principles/trust-principles/1.0/SUP-10/" in text
    assert "/principles/trust-principles/1.0/SUP-11/" in text
    retired = section(client.get(PAGE).text, "OPN-10")
    assert "/principles/trust-principles/1.0/OPN-10/" in retired
    assert "/1.1/OPN-10/" not in retired


def test_one_class_alone(client: Client, later_edition: Edition) -> None:
    text = client.get(PAGE, {"class": "tightening"}).text
    assert section(text, "OPN-02")
    assert section(text, "ETH-04")
    assert not section(text, "GOV-05")
    unchanged = client.get(PAGE, {"class": "unchanged"}).text
    assert '<details class="govuk-details" open>' in unchanged
    assert not section(unchanged, "OPN-02")
    assert section(client.get(PAGE, {"class": "nonsense"}).text, "GOV-05")


def test_the_json_says_the_same(client: Client, edition: Edition, later_edition: Edition) -> None:
    answer = client.get(JSON)
    found = json.loads(answer.content)
    assert answer.content == canonical(found)
    assert found["schema"] == "trust-comparison/1"
    assert found["older"] == {"version": "1.0", "sha256": edition.sha256}
    assert found["newer"] == {"version": "1.1", "sha256": later_edition.sha256}
    assert found["counts"]["unchanged"] == 50
    by_code = {row["code"]: row for row in found["criteria"]}
    assert by_code["OPN-02"]["class"] == "tightening"
    assert by_code["OPN-02"]["answers"] == "again"
    assert [each["direction"] for each in by_code["OPN-02"]["effects"]] == ["tightening"]
    assert by_code["SUP-12"]["from"] == ["SUP-10", "SUP-11"]
    (text,) = by_code["GOV-05"]["texts"]
    assert text["field"] == "requirement"
    assert {each["part"] for each in text["segments"]} == {"kept", "removed", "added"}


def test_the_json_is_kept_for_ever(client: Client, later_edition: Edition) -> None:
    answer = client.get(JSON)
    assert "immutable" in answer["Cache-Control"]
    again = client.get(JSON, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_the_wrong_way_round_leads_to_the_right_one(client: Client, later_edition: Edition) -> None:
    answer = client.get("/principles/trust-principles/compare/1.1/1.0/")
    assert (answer.status_code, answer["Location"]) == (301, PAGE)
    answer = client.get("/principles/trust-principles/compare/1.1/1.0.json")
    assert answer["Location"] == JSON


@pytest.mark.parametrize(
    "path",
    [
        "trust-principles/compare/1.0/1.0/",
        "trust-principles/compare/1.0/9.9/",
        "other/compare/1.0/1.1/",
        "trust-principles/compare/1.0/1.0.json",
        "trust-principles/compare/1.0/9.9.json",
    ],
)
def test_what_cannot_be_compared_does_not_exist(
    client: Client, later_edition: Edition, path: str
) -> None:
    assert client.get(f"/principles/{path}").status_code == 404


def next_after(version: str, follows: str) -> dict[str, Any]:
    """An edition with the criteria of 1.0 or of 1.1, in which nothing has changed."""
    data = deepcopy(edition_data() if follows == "1.0" else later_data())
    data["edition"] |= later_data()["edition"] | {"version": version, "follows": follows}
    data["transition"] = later_data()["transition"]
    data["changes"] = []
    return data


def test_an_edition_that_nobody_published(client: Client, later_edition: Edition) -> None:
    for path in ("1.1/1.2/", "1.2/1.1/", "1.1/1.2.json"):
        address = f"/principles/trust-principles/compare/{path}"
        assert client.get(address).status_code == 404


def test_over_an_edition_between(client: Client, later_edition: Edition) -> None:
    with transaction.atomic():
        adopted(next_after("1.2", "1.1"), by=SYSTEM, at=now())
    page = client.get("/principles/trust-principles/compare/1.0/1.2/").text
    assert "Between them lies edition 1.1" in page
    assert "Tightening" in section(page, "OPN-02")
    step = client.get("/principles/trust-principles/compare/1.1/1.2/").text
    assert "No criterion has changed." in step
    found = client.get("/principles/trust-principles/compare/1.0/1.2.json").json()
    assert [each["version"] for each in found["through"]] == ["1.1"]


def test_a_draft_is_not_compared(client: Client, later_edition: Edition) -> None:
    with transaction.atomic():
        loaded(next_after("1.2", "1.1"))
    assert client.get("/principles/trust-principles/compare/1.1/1.2/").status_code == 404


def test_it_takes_few_statements(client: Client, later_edition: Edition) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get(PAGE)
    assert len(queries) <= 8


def test_an_edition_leads_to_its_comparison(client: Client, later_edition: Edition) -> None:
    assert f'href="{PAGE}"' in client.get("/principles/trust-principles/1.1/").text
    assert "Compare with" not in client.get("/principles/trust-principles/1.0/").text
