"""The published history of keys: page, JSON, API and certificates say the same, and so does the log."""

import base64
import json
import ssl
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from jsonschema import Draft202012Validator

from accounts.models import User
from custody.keyring import chain_of
from reports.keys.beginning import ask_begin_key, begin_key
from reports.keys.ending import ask_end_key, end_key
from reports.keys.models import KeyRequest, SealKey
from reports.keys.terms import Why, from_plain
from reports.models import Report
from tests.api.test_read import holds
from tests.people import acting
from tests.reports.key_rows import RECORD, made
from transparency.models import Leaf

pytestmark = pytest.mark.django_db(transaction=True)


def schema(name: str) -> Draft202012Validator:
    content = json.loads((Path(settings.BASE_DIR) / "reports/keys" / name).read_text())
    Draft202012Validator.check_schema(content)
    return Draft202012Validator(content)


@pytest.fixture
def leaked(seal_key: SealKey, custodian: User, other_custodian: User) -> SealKey:
    request = ask_end_key(seal_key.pk, Why.COMPROMISED, now(), by=acting(custodian))
    end_key(request.pk, by=acting(other_custodian))
    return seal_key


def test_it_works(client: Client, live: Report, leaked: SealKey) -> None:
    """A development key that sealed a report, and a later one that leaked."""
    page = client.get("/verify/keys/").text
    assert page.index(leaked.key_id) < page.index(live.signed_files.get(rung="public").key_id)
    assert "A development key. What it seals is no evidence of anything." in page
    assert "Somebody else may have used this key." in page
    assert RECORD not in page
    answer = client.get("/verify/keys.json")
    body = answer.json()
    schema("history.schema.json").validate(body)
    first, second = body["keys"]
    assert (first["key_id"], first["why"], first["reports"]) == (leaked.key_id, "compromised", 0)
    assert (second["development"], second["ends_at"], second["reports"]) == (True, None, 1)
    assert from_plain(first) == from_plain(
        holds(client.get("/api/v1/keys/"), "/api/v1/keys/")["keys"][0]
    )
    assert client.get("/api/v1/keys/").json() == body
    assert client.get("/api/v1/").json()["keys"].endswith("/api/v1/keys/")


def test_the_log_alone_gives_the_same_history(
    client: Client, live: Report, leaked: SealKey
) -> None:
    by_id = {each["key_id"]: each for each in client.get("/verify/keys.json").json()["keys"]}
    leaves = {
        leaf.index: json.loads(bytes(leaf.content)) for leaf in Leaf.objects.filter(kind="key")
    }
    assert len(leaves) == 3
    for index, said in leaves.items():
        schema("leaf.schema.json").validate(said)
        told = by_id[said["key_id"]]
        assert index in told["log_indexes"]
        assert all(
            said[name] == told[name] for name in said.keys() & told.keys() - {"schema", "kind"}
        )


def test_every_certificate_can_be_fetched(client: Client, leaked: SealKey) -> None:
    answer = client.get(f"/verify/keys/{leaked.key_id}.pem")
    assert answer["Content-Type"] == "application/x-pem-file"
    chain = chain_of(answer.content)
    assert chain.key_id == leaked.key_id
    said = json.loads(bytes(Leaf.objects.get(index=leaked.log_index).content))
    first = answer.text[: answer.text.index("-----END CERTIFICATE-----") + 26]
    assert base64.b64decode(said["certificates"][0]) == ssl.PEM_cert_to_DER_cert(first)
    assert client.get(f"/verify/keys/{'ab' * 32}.pem").status_code == 404


@pytest.mark.parametrize("path", ["/verify/keys.json", "/verify/keys/{}.pem", "/api/v1/keys/"])
def test_asking_again_is_cheap(client: Client, leaked: SealKey, path: str) -> None:
    address = path.format(leaked.key_id)
    first = client.get(address)
    assert "public, max-age=" in first["Cache-Control"]
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_before_anything_was_sealed(client: Client, alliance: object) -> None:
    assert "No key has been in use yet" in client.get("/verify/keys/").text
    assert client.get("/verify/keys.json").json()["keys"] == []


def test_what_is_only_asked_for_is_not_told(client: Client, begin_request: KeyRequest) -> None:
    assert begin_request.key_id not in client.get("/verify/keys/").text
    assert client.get("/api/v1/keys/").json()["keys"] == []


def test_statements_do_not_grow_with_keys(
    client: Client, leaked: SealKey, custodian: User, other_custodian: User
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/verify/keys/").status_code == 200
        return len(captured)

    before = statements()
    for _ in range(3):
        begin_key(ask_begin_key(made(), by=acting(custodian)).pk, by=acting(other_custodian))
    assert statements() == before
