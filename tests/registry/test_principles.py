"""The pages of an edition: every criterion in words, and bytes that hash to the digest."""

import hashlib

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
