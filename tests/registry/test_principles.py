"""The pages of an edition: every criterion in words, and bytes that hash to the digest."""

import hashlib
from datetime import UTC
from typing import Any

import pytest
from django.test import Client

from principles.models import Criterion, Edition

pytestmark = pytest.mark.django_db


def test_it_works(client: Client, edition: Edition) -> None:
    page = client.get("/principles/trust-principles/1.0/")
    assert page.status_code == 200
    for code in Criterion.objects.filter(edition=edition).values_list("code", flat=True):
        assert f"/principles/trust-principles/1.0/{code}/" in page.text


def test_every_criterion_has_its_page(client: Client, edition: Edition) -> None:
    for criterion in Criterion.objects.filter(edition=edition):
        page = client.get(f"/principles/trust-principles/1.0/{criterion.code}/")
        assert page.status_code == 200
        assert criterion.sha256 in page.text
        assert "Level" in page.text


def test_a_threshold_shows_where_it_comes_from(client: Client, edition: Edition) -> None:
    seen = client.get("/principles/trust-principles/1.0/GOV-01/").text
    assert "NIS2 Art. 20(1)" in seen
    ours = client.get("/principles/trust-principles/1.0/GOV-04/").text
    assert "Our own benchmark." in ours
    assert "Annual management review" not in ours


def test_the_published_bytes_hash_to_the_digest(client: Client, edition: Edition) -> None:
    answer = client.get("/principles/trust-principles/1.0.json")
    assert hashlib.sha256(answer.content).hexdigest() == edition.sha256
    headers = {"If-None-Match": answer["ETag"]}
    assert client.get("/principles/trust-principles/1.0.json", headers=headers).status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "trust-principles/2.0/",
        "other/1.0/",
        "trust-principles/1.0/SEC-99/",
        "trust-principles/2.0.json",
    ],
)
def test_what_is_not_published_does_not_exist(client: Client, edition: Edition, path: str) -> None:
    assert client.get(f"/principles/{path}").status_code == 404


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://trust.example", "trust.example"),
        ("https://Trust.Example:8443", "trust.example"),
        ("http://127.0.0.1:8000", "127.0.0.1"),
    ],
)
def test_page_and_api_name_a_criterion_alike(
    client: Client, edition: Edition, settings: Any, origin: str, host: str
) -> None:
    settings.SITE_ORIGIN = origin
    assert edition.published_at is not None
    day = edition.published_at.astimezone(UTC).date().isoformat()
    name = f"tag:{host},{day}:principles/trust-principles/1.0"
    path = "/principles/trust-principles/1.0/"
    assert client.get(f"/api/v1{path}").json()["tag_uri"] == name
    assert client.get(f"/api/v1{path}SEC-05/").json()["tag_uri"] == f"{name}/SEC-05"
    assert f">{name}/SEC-05<" in client.get(f"{path}SEC-05/").text
