"""What every store of the seal's key is held to; a new one is added to `STORES` and nothing else."""

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from custody import local, pkcs11, unsafe
from custody.seal import ReportSigner, prove


def from_file(request: pytest.FixtureRequest) -> ReportSigner:
    folder: Path = request.getfixturevalue("tmp_path")
    unsafe.make(folder / "keys", folder / "public", log_origin="t.example/log", production=False)
    made = folder / "keys" / unsafe.FOLDER
    return local.report_signer(made, made / "public", development=False)


def from_token(request: pytest.FixtureRequest) -> ReportSigner:
    token, public = request.getfixturevalue("token")
    return pkcs11.report_signer(token, public)


STORES: dict[str, Callable[[pytest.FixtureRequest], ReportSigner]] = {
    "file": from_file,
    "pkcs11": from_token,
}


@pytest.fixture(params=STORES)
def signer(request: pytest.FixtureRequest) -> ReportSigner:
    return STORES[request.param](request)


def test_it_works(signer: ReportSigner) -> None:
    certificate = x509.load_der_x509_certificate(signer.certificate)
    for data in (b"", b"a report", bytes(1_000_000)):
        signature = signer.sign(data)
        certificate.public_key().verify(signature, data, ec.ECDSA(SHA256()))
        assert len(signature) <= 72
        utils.decode_dss_signature(signature)
    prove(signer)


def test_its_facts_agree_with_one_another(signer: ReportSigner) -> None:
    certificate = x509.load_der_x509_certificate(signer.certificate)
    encoded = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert signer.key_id == hashlib.sha256(encoded).hexdigest()
    assert signer.root == signer.chain[-1]
    issuers = [x509.load_der_x509_certificate(each) for each in signer.chain]
    for issued, issuer in zip([certificate, *issuers[:-1]], issuers, strict=True):
        issued.verify_directly_issued_by(issuer)
    assert signer.development is False


def test_many_threads_get_right_signatures(signer: ReportSigner) -> None:
    key = x509.load_der_x509_certificate(signer.certificate).public_key()
    with ThreadPoolExecutor(4) as pool:
        for data, signature in pool.map(lambda n: (b"%d" % n, signer.sign(b"%d" % n)), range(40)):
            key.verify(signature, data, ec.ECDSA(SHA256()))


def test_it_does_not_show_its_key_nor_its_pin(signer: ReportSigner) -> None:
    shown = repr(signer)
    assert "4711" not in shown
    assert "PrivateKey" not in shown
