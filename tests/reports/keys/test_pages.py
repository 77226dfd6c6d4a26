"""Key custodians ask and answer on pages; for everybody else these do not exist."""

import pytest
from django.test import Client
from django.utils.timezone import now

from accounts.models import User
from reports.keys.models import KeyRequest, SealKey, SealKeyEnd
from tests.people import sign_in
from tests.reports.key_rows import RECORD, chain_pem

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = {"store": "token", "people": "3", "record": RECORD}


def test_it_works(client: Client, custodian: User, other_custodian: User) -> None:
    """From a new key to its end, through the forms."""
    sign_in(client, custodian)
    page = client.post("/keys/begin/", TYPED | {"pem": chain_pem()}, follow=True)
    assert "The other key custodians are asked." in page.text
    assert "It waits for another key custodian." in page.text
    request = KeyRequest.objects.get()
    sign_in(client, other_custodian)
    assert f"Confirm that key {request.short} comes into use" in client.get("/desk/").text
    page = client.get(f"/keys/{request.pk}/")
    assert RECORD in page.text
    assert request.certificate_sha256 in page.text
    page = client.post(f"/keys/{request.pk}/confirm/", follow=True)
    assert f"Key {request.short} is in use." in page.text
    key = SealKey.objects.get()
    assert request.short in client.get("/keys/").text
    sent = {"key": str(key.pk), "why": "compromised", "not_trusted_from": "2026-11-01 08:00"}
    page = client.post("/keys/end/", sent, follow=True)
    assert "Nothing is sealed with this key until this is answered." in page.text
    end = KeyRequest.objects.get(ends=True)
    sign_in(client, custodian)
    assert f"Confirm that key {end.short} goes out of use" in client.get("/desk/").text
    page = client.post(f"/keys/{end.pk}/confirm/", follow=True)
    assert "is out of use" in page.text
    assert SealKeyEnd.objects.get().not_trusted_from.isoformat() == "2026-11-01T08:00:00+00:00"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"pem": "nothing"}, "certificate and then each issuer"),
        ({"pem": "-----BEGIN EC PRIVATE KEY-----\nQUJD"}, "That was a private key"),
        ({"people": "1"}, "At least two people"),
        ({"record": ""}, "Write the record"),
        ({"store": ""}, "Choose where the private key is"),
    ],
)
def test_what_is_missing_is_said(
    client: Client, custodian: User, change: dict[str, str], words: str
) -> None:
    sign_in(client, custodian)
    page = client.post("/keys/begin/", TYPED | {"pem": chain_pem()} | change)
    assert page.status_code == 422
    assert words in page.text
    assert "QUJD" not in page.text
    assert not KeyRequest.objects.exists()


def test_a_time_that_cannot_be_read_is_said(
    client: Client, custodian: User, seal_key: SealKey
) -> None:
    sign_in(client, custodian)
    sent = {"key": str(seal_key.pk), "why": "compromised", "not_trusted_from": "yesterday"}
    assert "such as 2026-11-27 08:00" in client.post("/keys/end/", sent).text
    sent["not_trusted_from"] = ""
    assert "Say from when on" in client.post("/keys/end/", sent).text


def test_who_asked_takes_it_back(
    client: Client, custodian: User, begin_request: KeyRequest
) -> None:
    sign_in(client, custodian)
    page = client.get(f"/keys/{begin_request.pk}/")
    assert "Take it back" in page.text
    assert "Confirm it" not in page.text
    refused = client.post(f"/keys/{begin_request.pk}/confirm/")
    assert refused.status_code == 422
    assert "Another key custodian has to confirm it." in refused.text
    page = client.post(f"/keys/{begin_request.pk}/decline/", {"reason": "A slip."}, follow=True)
    assert "Nothing changes." in page.text


def test_confirming_wants_a_fresh_second_factor(
    client: Client, other_custodian: User, begin_request: KeyRequest
) -> None:
    sign_in(client, other_custodian, minutes_ago=9)
    assert client.post(f"/keys/{begin_request.pk}/confirm/").status_code == 422
    assert not SealKey.objects.exists()


@pytest.mark.parametrize("who", ["registrar", "decision_maker", "operator", "owner", "stranger"])
def test_for_others_they_do_not_exist(
    request: pytest.FixtureRequest, client: Client, begin_request: KeyRequest, who: str
) -> None:
    sign_in(client, request.getfixturevalue(who))
    one = f"/keys/{begin_request.pk}/"
    for path in ("/keys/", "/keys/begin/", "/keys/end/", one):
        assert client.get(path).status_code == 404
    assert client.post(f"{one}confirm/").status_code == 404
    assert client.post(f"{one}decline/", {"reason": "x"}).status_code == 404
    assert begin_request.asked_at < now()
