import logging
import os
import shutil
import stat
import subprocess
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder
from cryptography.x509.oid import NameOID
from django.core.management import CommandError, call_command

from custody import keyring, unsafe
from custody.keyring import KeyRefused
from custody.vkey import VerifierKey


@pytest.fixture(autouse=True)
def folders(settings, tmp_path: Path) -> Path:
    settings.KEYS_DIR = tmp_path / "keys"
    settings.PUBLIC_KEYS_DIR = tmp_path / "public-keys"
    settings.LOG_ORIGIN = "trust.example/log"
    return tmp_path


@pytest.fixture
def own(folders: Path) -> Path:
    """Keys that an operator placed: the same files, without the development folder."""
    keyring.signer("reports")
    for part in ("keys", "public-keys"):
        for path in (folders / part / "development").iterdir():
            if path.is_file():
                shutil.copy2(path, folders / part / path.name)
    shutil.rmtree(folders / "keys" / "development")
    shutil.rmtree(folders / "public-keys" / "development")
    return folders


def test_it_works():
    seal = keyring.signer("reports")
    certificate = x509.load_der_x509_certificate(seal.certificate)
    certificate.public_key().verify(seal.sign(b"data"), b"data", ec.ECDSA(SHA256()))
    signer = keyring.signer("checkpoints")
    assert keyring.verifier("checkpoints").accepts(signer.sign(b"data"), b"data")
    assert not keyring.verifier("checkpoints").accepts(signer.sign(b"data"), b"date")


def test_public_halves_need_no_private_ones(folders, settings):
    seal, signer = keyring.signer("reports"), keyring.signer("checkpoints")
    settings.KEYS_DIR = None
    shown = keyring.certificates("reports")
    assert (shown.certificate, shown.chain, shown.root) == (seal.certificate, seal.chain, seal.root)
    assert shown.key_id == seal.key_id
    assert keyring.verifier("checkpoints") == signer.verifier
    assert signer.verifier.text.startswith(f"trust.example/log+{signer.key_id.hex()}+")
    with pytest.raises(KeyRefused, match="KEYS_DIR is not set"):
        keyring.signer("reports")


def test_a_signer_is_held():
    assert keyring.signer("reports") is keyring.signer("reports")
    assert keyring.signer("checkpoints") is keyring.signer("checkpoints")


def test_development_keys_are_loud(caplog):
    seal = keyring.signer("reports")
    assert seal.development
    assert keyring.certificates("reports").development
    for encoded in (seal.certificate, *seal.chain):
        (name,) = x509.load_der_x509_certificate(encoded).subject.get_attributes_for_oid(
            NameOID.COMMON_NAME
        )
        assert name.value.startswith("DEVELOPMENT KEY: not evidence")
    caplog.clear()
    with caplog.at_level(logging.WARNING, "custody"):
        seal.sign(b"one")
        seal.sign(b"two")
        keyring.signer("checkpoints").sign(b"three")
    assert [record.message.split(".")[0] for record in caplog.records] == [unsafe.WARNING] * 3


def test_a_signer_does_not_show_its_key():
    assert "private" not in repr(keyring.signer("reports")).lower()
    assert "private" not in repr(keyring.signer("checkpoints")).lower()


def test_the_chain_has_the_usages_that_readers_ask_for():
    shown = keyring.signer("reports")
    seal, intermediate, root = (
        x509.load_der_x509_certificate(encoded) for encoded in (shown.certificate, *shown.chain)
    )
    assert shown.root == shown.chain[-1]
    usages = seal.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert [usage.dotted_string for usage in usages] == [
        "1.3.6.1.5.5.7.3.4",
        "1.3.6.1.5.5.7.3.36",
    ]
    usage = seal.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert usage.content_commitment
    assert not usage.key_cert_sign
    seal.verify_directly_issued_by(intermediate)
    intermediate.verify_directly_issued_by(root)


def test_openssl_accepts_what_the_seal_signs(tmp_path):
    seal = keyring.signer("reports")
    certificate, intermediate, root = (
        x509.load_der_x509_certificate(encoded) for encoded in (seal.certificate, *seal.chain)
    )
    message = (
        PKCS7SignatureBuilder()
        .set_data(b"a report")
        .add_signer(certificate, seal._key, SHA256())
        .add_certificate(intermediate)
        .sign(Encoding.DER, [PKCS7Options.Binary])
    )
    (tmp_path / "message").write_bytes(message)
    (tmp_path / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
    command = "openssl cms -verify -inform DER -in message -CAfile root.pem -x509_strict -binary"
    done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == b"a report"


def test_private_keys_are_for_the_owner_only(folders):
    keyring.signer("reports")
    assert stat.S_IMODE((folders / "keys").stat().st_mode) == 0o700
    made = folders / "keys" / "development"
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    for name in ("reports.key.pem", "checkpoints.key.pem"):
        assert stat.S_IMODE((made / name).stat().st_mode) == 0o600
    for path in (folders / "public-keys" / "development").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o644
        assert b"PRIVATE" not in path.read_bytes()
    assert [path.name for path in (folders / "keys").iterdir()] == ["development"]


def test_making_twice_changes_nothing(folders, capsys):
    call_command("make_development_keys")
    before = _contents(folders)
    call_command("make_development_keys")
    assert _contents(folders) == before
    assert capsys.readouterr().out == "Development keys were made.\nDevelopment keys exist.\n"


def test_lost_public_halves_come_back(folders):
    keyring.signer("reports")
    before = _contents(folders)
    shutil.rmtree(folders / "public-keys")
    call_command("make_development_keys")
    assert _contents(folders) == before


def test_a_portal_that_moves_stays_the_same_log(settings):
    before = keyring.signer("checkpoints")
    settings.LOG_ORIGIN = "127.0.0.1:8123/log"
    assert keyring.signer("checkpoints").name == before.name == "trust.example/log"


def test_processes_that_start_at_once_take_the_same_keys(folders):
    with ProcessPoolExecutor(3, mp_context=get_context("spawn")) as pool:
        calls = [pool.submit(_make, folders) for _ in range(8)]
        assert sum(call.result(timeout=60) for call in calls) == 1
    assert [path.name for path in (folders / "keys").iterdir()] == ["development"]
    assert keyring.signer("reports").certificate == keyring.certificates("reports").certificate


def _make(folder: Path) -> bool:
    return unsafe.make(
        folder / "keys", folder / "public-keys", log_origin="trust.example/log", production=False
    )


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_production_refuses_development_keys(settings, folders):
    keyring.signer("reports")
    settings.PRODUCTION = True
    with pytest.raises(KeyRefused):
        keyring.signer("reports")
    with pytest.raises(KeyRefused):
        keyring.signer("checkpoints")
    with pytest.raises(KeyRefused):
        keyring.certificates("reports")
    with pytest.raises(KeyRefused):
        keyring.verifier("checkpoints")
    with pytest.raises(CommandError, match="refused in production"):
        call_command("make_development_keys")


@pytest.mark.parametrize("production", [True, False])
def test_own_keys_win(settings, own, production):
    settings.PRODUCTION = production
    assert not keyring.signer("reports").development
    assert not keyring.signer("checkpoints").development
    assert not keyring.certificates("reports").development
    assert not keyring.verifier("checkpoints").development
    assert not (own / "keys" / "development").exists()


def test_a_private_key_open_to_others_is_refused(own):
    (own / "keys" / "reports.key.pem").chmod(0o640)
    with pytest.raises(KeyRefused, match="open to others"):
        keyring.signer("reports")


def test_a_private_key_of_another_user_is_refused(own, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 65_534)
    with pytest.raises(KeyRefused, match="another user"):
        keyring.signer("checkpoints")


def test_a_private_key_behind_a_link_is_refused(own):
    path = own / "keys" / "reports.key.pem"
    path.rename(own / "elsewhere.pem")
    path.symlink_to(own / "elsewhere.pem")
    with pytest.raises(KeyRefused, match="cannot be read"):
        keyring.signer("reports")


def test_halves_that_do_not_belong_together_are_refused(own, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    _make(other)
    for name in ("reports.key.pem", "checkpoints.key.pem"):
        shutil.copy2(other / "keys" / "development" / name, own / "keys" / name)
    with pytest.raises(KeyRefused, match="do not belong together"):
        keyring.signer("reports")
    with pytest.raises(KeyRefused, match="do not belong together"):
        keyring.signer("checkpoints")


def test_keys_of_the_wrong_sort_are_refused(own):
    keys = own / "keys"
    (keys / "reports.key.pem").rename(keys / "passing")
    (keys / "checkpoints.key.pem").rename(keys / "reports.key.pem")
    (keys / "passing").rename(keys / "checkpoints.key.pem")
    with pytest.raises(KeyRefused, match="not a P-256 key"):
        keyring.signer("reports")
    with pytest.raises(KeyRefused, match="not an Ed25519 key"):
        keyring.signer("checkpoints")


def test_a_chain_out_of_order_is_refused(own):
    path = own / "public-keys" / "reports.pem"
    found = x509.load_pem_x509_certificates(path.read_bytes())
    path.write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in reversed(found)))
    with pytest.raises(KeyRefused, match="each issuer"):
        keyring.certificates("reports")


def test_a_missing_half_is_told(own):
    (own / "keys" / "reports.key.pem").unlink()
    with pytest.raises(KeyRefused, match="cannot be read"):
        keyring.signer("reports")
    (own / "public-keys" / "checkpoints.vkey").write_text("nonsense")
    with pytest.raises(KeyRefused, match="is not a verifier key"):
        keyring.verifier("checkpoints")


def test_a_verifier_key_comes_back_from_its_line():
    key = keyring.signer("checkpoints").verifier
    assert VerifierKey.parse(f"{key.text}\n") == key
