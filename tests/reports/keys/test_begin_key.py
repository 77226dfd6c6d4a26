"""A key comes into use: asked by one key custodian, confirmed by another, and in the log at once."""

import base64
import hashlib
import json
import ssl
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.utils.timezone import now

from accounts.actor import SecondFactorNeeded
from accounts.messages import Message
from accounts.models import AccountLink, User
from journal.models import Entry
from organisations.models import Membership
from reports.keys.beginning import ask_begin_key, begin_asked, begin_key, begun
from reports.keys.declining import declined
from reports.keys.ending import end_key
from reports.keys.models import KeyRequest, SealKey
from reports.keys.requests import NotAKey, NotAsked, SamePerson
from reports.still_held import RoleEnded
from tests.people import acting
from tests.races import second_waits
from tests.reports.key_rows import RECORD, chain_pem, made
from transparency.models import Leaf

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_works(custodian: User, other_custodian: User, operator: User) -> None:
    request = ask_begin_key(made(), by=acting(custodian))
    told = Message.objects.get(to=other_custodian)
    assert told.path == f"/keys/{request.pk}/"
    key = begin_key(request.pk, by=acting(other_custodian))
    request.refresh_from_db()
    assert (request.status, request.seal_key) == ("confirmed", key)
    certificate = ssl.PEM_cert_to_DER_cert(key.pem[: key.pem.index("-----END") + 26])
    assert key.certificate_sha256 == hashlib.sha256(certificate).hexdigest()
    leaf = json.loads(bytes(Leaf.objects.get(index=key.log_index).content))
    assert (leaf["kind"], leaf["event"], leaf["key_id"]) == ("key", "begun", key.key_id)
    assert base64.b64decode(leaf["certificates"][0]) == certificate
    record = hashlib.sha256(RECORD.encode()).digest()
    salted = hashlib.sha256(bytes(request.salt) + record).hexdigest()
    assert leaf["record_commitment"] == key.record_commitment == salted
    assert leaf["people"] == 3
    entry = Entry.objects.get(act="key.begun")
    assert entry.facts["record_commitment"] == salted
    assert entry.second_factor_at is not None
    assert Message.objects.filter(to=operator, act="key.begun").exists()


def test_the_log_names_nobody(seal_key: SealKey, custodian: User) -> None:
    content = bytes(Leaf.objects.get(index=seal_key.log_index).content).decode()
    for word in (custodian.name, custodian.email, RECORD, str(custodian.pk)):
        assert word not in content


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"pem": ""}, "certificate and then each issuer"),
        ({"pem": chain_pem()[:400]}, "certificate and then each issuer"),
        ({"pem": chain_pem(ec.SECP384R1())}, "not for a P-256 key"),
        ({"people": 1}, "At least two people"),
        ({"record": "  "}, "At least two people"),
    ],
)
def test_what_is_missing_is_said(custodian: User, change: dict[str, object], words: str) -> None:
    with pytest.raises(NotAKey, match=words):
        ask_begin_key(made(**change), by=acting(custodian))
    assert not KeyRequest.objects.exists()


def test_a_development_key_is_not_asked_for(custodian: User, keys: None) -> None:
    pem = (Path(settings.PUBLIC_KEYS_DIR) / "development" / "reports.pem").read_text()
    with pytest.raises(NotAKey, match="no evidence"):
        ask_begin_key(made(pem=pem), by=acting(custodian))


def test_nobody_confirms_what_she_asked_for(
    begin_request: KeyRequest, custodian: User, other_custodian: User, registrar: User
) -> None:
    with pytest.raises(SamePerson):
        begin_key(begin_request.pk, by=acting(custodian))
    AccountLink.objects.create(
        one=custodian, other=other_custodian, reason="One passport.", noted_by=registrar
    )
    with pytest.raises(SamePerson):
        begin_key(begin_request.pk, by=acting(other_custodian))
    with pytest.raises(IntegrityError), transaction.atomic():
        KeyRequest.objects.update(status="confirmed", answered_by=custodian)


def test_both_want_a_fresh_second_factor(
    begin_request: KeyRequest, custodian: User, other_custodian: User
) -> None:
    with pytest.raises(SecondFactorNeeded):
        ask_begin_key(made(), by=acting(custodian, second_factor=False))
    with pytest.raises(SecondFactorNeeded):
        begin_key(begin_request.pk, by=acting(other_custodian, second_factor=False))
    assert not SealKey.objects.exists()


def test_whose_role_ended_meanwhile_does_neither(
    begin_request: KeyRequest, custodian: User, other_custodian: User
) -> None:
    Membership.objects.filter(role="key_custodian").update(ended_at=now())
    with pytest.raises(RoleEnded):
        ask_begin_key(made(), by=acting(custodian))
    with pytest.raises(RoleEnded):
        begin_key(begin_request.pk, by=acting(other_custodian))


def test_two_at_once_begin_one_key(begin_request: KeyRequest, other_custodian: User) -> None:
    second_waits(
        lambda: begun(begin_request.pk, by=acting(other_custodian), at=now()),
        lambda: begin_key(begin_request.pk, by=acting(other_custodian)),
        refused=NotAsked,
    )
    assert Leaf.objects.filter(kind="key").count() == SealKey.objects.count() == 1


def test_a_decline_that_is_under_way_goes_first(
    begin_request: KeyRequest, other_custodian: User
) -> None:
    second_waits(
        lambda: declined(begin_request.pk, "No.", by=acting(other_custodian), at=now()),
        lambda: begin_key(begin_request.pk, by=acting(other_custodian)),
        refused=NotAsked,
    )
    assert not SealKey.objects.exists()


def test_two_ask_at_once_for_one_key(custodian: User, other_custodian: User) -> None:
    one = made()
    second_waits(
        lambda: begin_asked(one, by=acting(custodian), at=now()),
        lambda: ask_begin_key(one, by=acting(other_custodian)),
        refused=NotAKey,
        match="Wait for the answer",
    )


def test_a_key_begins_once(seal_key: SealKey, custodian: User) -> None:
    with pytest.raises(NotAKey, match="Make a new one"):
        ask_begin_key(made(pem=seal_key.pem), by=acting(custodian))


def test_it_does_not_end_one(end_request: KeyRequest, other_custodian: User) -> None:
    with pytest.raises(NotAKey):
        begin_key(end_request.pk, by=acting(other_custodian))


def test_a_begin_is_no_end(begin_request: KeyRequest, other_custodian: User) -> None:
    with pytest.raises(NotAKey):
        end_key(begin_request.pk, by=acting(other_custodian))


def test_it_is_only_ever_added(seal_key: SealKey) -> None:
    for change in ({"begins_at": now()}, {"people": 9}):
        with pytest.raises(DatabaseError), transaction.atomic():
            SealKey.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        SealKey.objects.filter(pk=seal_key.pk).delete()
