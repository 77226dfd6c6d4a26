"""Keys of the seal that are no development keys, and what key custodians asked for them."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from reports.keys.beginning import Made, begin_asked, begun
from reports.keys.ending import end_asked
from reports.keys.models import KeyRequest, SealKey
from reports.keys.terms import Store, Why
from tests.people import acting

RECORD = "Three people of three teams, in the room with the safe. Steps 1 to 9, nothing unusual."


def _certificate(
    name: str, key: ec.EllipticCurvePrivateKey, by: tuple[str, ec.EllipticCurvePrivateKey]
) -> x509.Certificate:
    def named(what: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, what)])

    began = datetime.now(UTC) - timedelta(hours=1)
    return (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(by[0]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(began)
        .not_valid_after(began + timedelta(days=900))
        .add_extension(x509.BasicConstraints(ca=name == by[0], path_length=None), critical=True)
        .sign(by[1], SHA256())
    )


def chain_pem(curve: ec.EllipticCurve | None = None) -> str:
    """A new seal's certificate and its root, each with a key that nobody keeps."""
    root, seal = (
        ec.generate_private_key(ec.SECP256R1()),
        ec.generate_private_key(curve or ec.SECP256R1()),
    )
    made = (_certificate("Seal", seal, ("Root", root)), _certificate("Root", root, ("Root", root)))
    return "".join(each.public_bytes(Encoding.PEM).decode() for each in made)


def made(**change: object) -> Made:
    facts = {"pem": chain_pem(), "store": Store.TOKEN, "people": 3, "record": RECORD}
    return Made(**(facts | change))


@pytest.fixture
def begin_request(custodian: User) -> KeyRequest:
    with transaction.atomic():
        return begin_asked(made(), by=acting(custodian), at=now())


@pytest.fixture
def seal_key(begin_request: KeyRequest, other_custodian: User) -> SealKey:
    with transaction.atomic():
        return begun(begin_request.pk, by=acting(other_custodian), at=now())


@pytest.fixture
def end_request(seal_key: SealKey, custodian: User, other_custodian: User) -> KeyRequest:
    with transaction.atomic():
        return end_asked(seal_key.pk, Why.PLANNED, None, by=acting(custodian), at=now())
