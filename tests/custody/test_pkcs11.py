"""The seal's key on a token: a real SoftHSM 2."""

from dataclasses import replace
from pathlib import Path

import pkcs11 as package
import pytest

from custody import keyring, pkcs11, unsafe
from custody.keyring import KeyRefused
from custody.seal import prove
from custody.token import Token
from tests.custody.token import token_with_a_key

Held = tuple[Token, Path]


def test_it_works(token: Held, settings) -> None:
    settings.SEAL_TOKEN, settings.PUBLIC_KEYS_DIR = token
    settings.KEYS_DIR = None
    settings.PRODUCTION = True
    seal = keyring.signer("reports")
    assert seal is keyring.signer("reports")
    assert not seal.development
    assert seal.certificate == keyring.certificates("reports").certificate
    prove(seal)


def test_a_session_that_the_token_forgot_is_opened_anew(token: Held) -> None:
    seal = pkcs11.report_signer(*token)
    package.lib(str(token[0].module)).reinitialize()
    prove(seal)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"pin": "0000"}, "PinIncorrect"),
        ({"label": "another"}, "NoSuchToken"),
        ({"key": "another"}, "NoSuchKey"),
        ({"module": Path(__file__)}, "cannot be loaded"),
    ],
)
def test_what_is_wrong_is_said_without_the_pin(token: Held, change, word: str) -> None:
    package.lib(str(token[0].module)).reinitialize()  # a log-in holds for the whole process
    with pytest.raises(KeyRefused, match=word) as refused:
        pkcs11.report_signer(replace(token[0], **change), token[1])
    assert "4711" not in str(refused.value)
    prove(pkcs11.report_signer(*token))


def test_a_key_of_another_certificate_is_refused(token: Held, tmp_path: Path) -> None:
    unsafe.make(tmp_path / "k", tmp_path / "p", log_origin="t.example/log", production=False)
    with pytest.raises(KeyRefused, match="do not belong together"):
        pkcs11.report_signer(token[0], tmp_path / "p" / unsafe.FOLDER)


def test_a_key_that_may_leave_its_token_is_refused(tokens: Path, tmp_path: Path) -> None:
    loose = token_with_a_key(tmp_path, "loose", extractable=True)
    with pytest.raises(KeyRefused, match="may leave the token"):
        pkcs11.report_signer(*loose)


def test_a_token_needs_certificates_of_its_own(token: Held, settings, tmp_path: Path) -> None:
    settings.SEAL_TOKEN, settings.PUBLIC_KEYS_DIR = token[0], tmp_path
    with pytest.raises(KeyRefused, match="cannot be read"):
        keyring.signer("reports")
