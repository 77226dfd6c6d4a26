"""The portal refuses to start on a missing or wrong value, and lists every problem at once."""

from pathlib import Path

import pytest

from trustportal.environment import Kind, WrongEnvironment, read

PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "x" * 60,
    "DATABASE_URL": "postgres://app@db/portal",
    "REDIS_URL": "redis://cache",
    "SITE_ORIGIN": "https://trust.example/",
    "ALLIANCE_NAME": "An Alliance",
    "EVIDENCE_SCANNER": "clamd",
    "CLAMD_ADDRESS": "tcp://clamd:3310",
    "EMAIL_URL": "smtp://mail",
    "MAIL_FROM": "portal@trust.example",
}


def test_it_works() -> None:
    environment = read(PRODUCTION)
    assert environment.kind is Kind.PRODUCTION
    assert environment.site_origin == "https://trust.example"
    assert environment.keys_dir is None


@pytest.mark.parametrize("name", sorted(set(PRODUCTION)))
def test_production_has_no_defaults(name: str) -> None:
    with pytest.raises(WrongEnvironment, match=name):
        read({key: value for key, value in PRODUCTION.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENVIRONMENT", "staging"),
        ("SECRET_KEY", "short"),
        ("DATABASE_URL", "mysql://db"),
        ("REDIS_URL", "http://cache"),
        ("SITE_ORIGIN", "http://trust.example"),
        ("EVIDENCE_SCANNER", "maybe"),
        ("CLAMD_ADDRESS", "clamd:3310"),
        ("CLAMD_ADDRESS", "tcp://clamd"),
        ("CLAMD_ADDRESS", "tcp://clamd:port"),
        ("CLAMD_ADDRESS", "unix://run/clamd.sock"),
        ("ACCENT_COLOUR", "red"),
        ("ACCENT_COLOUR", "#ffff00"),
        ("EVIDENCE_MAX_MB", "0"),
        ("EVIDENCE_MAX_MB", "many"),
        ("EVIDENCE_MAX_FILES", "0"),
        ("EVIDENCE_QUOTA_MB", "5 GB"),
        ("READ_ONLY", "yes"),
        ("SEAL_STORE", "cloud"),
        ("PKCS11_PIN", "1234"),
        ("SEAL_LEVEL", "B-Z"),
        ("SEAL_LEVEL", "B-LT"),
        ("TIME_STAMP_URL", "tsa.example"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str) -> None:
    with pytest.raises(WrongEnvironment, match=name):
        read(PRODUCTION | {name: value})


TOKEN = {
    "SEAL_STORE": "pkcs11",
    "PKCS11_MODULE": __file__,
    "PKCS11_TOKEN_LABEL": "alliance",
    "PKCS11_KEY_LABEL": "seal",
    "PKCS11_PIN": "0000-secret",
}


def test_a_token_is_described_whole_and_its_pin_is_never_shown(tmp_path: Path) -> None:
    pin = tmp_path / "pin"
    pin.write_text("0000-secret\n")
    by_file = {key: value for key, value in TOKEN.items() if key != "PKCS11_PIN"}
    environment = read(PRODUCTION | by_file | {"PKCS11_PIN_FILE": str(pin)})
    token = environment.seal_token
    assert token is not None
    assert (token.label, token.key, token.pin) == ("alliance", "seal", "0000-secret")
    assert "0000-secret" not in repr(environment)
    assert read(PRODUCTION).seal_token is None


@pytest.mark.parametrize("name", sorted(set(TOKEN) - {"SEAL_STORE"}))
def test_a_token_without_one_of_its_facts_is_refused(name: str) -> None:
    with pytest.raises(WrongEnvironment, match=name):
        read(PRODUCTION | {key: value for key, value in TOKEN.items() if key != name})


def test_a_module_that_is_not_there_is_refused() -> None:
    with pytest.raises(WrongEnvironment, match="no such file"):
        read(PRODUCTION | TOKEN | {"PKCS11_MODULE": "/nowhere/module.so"})


def test_with_an_authority_reports_carry_what_lasts_and_its_password_is_never_shown() -> None:
    environment = read(PRODUCTION | {"TIME_STAMP_URL": "https://us:secret-word@tsa.example/"})
    assert environment.seal_level == "B-LT"
    assert "secret-word" not in repr(environment)
    assert read(PRODUCTION).seal_level == "B-B"


def test_no_address_is_asked_for_without_a_scanner() -> None:
    without = {key: value for key, value in PRODUCTION.items() if key != "CLAMD_ADDRESS"}
    assert read(without | {"EVIDENCE_SCANNER": "none"}).clamd_address == ""


def test_every_problem_is_listed_at_once() -> None:
    with pytest.raises(WrongEnvironment) as refused:
        read({"ENVIRONMENT": "production"})
    assert len(refused.value.problems) >= 7


def test_a_secret_may_come_as_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("y" * 60 + "\n")
    without = {key: value for key, value in PRODUCTION.items() if key != "SECRET_KEY"}
    assert read(without | {"SECRET_KEY_FILE": str(file)}).secret_key == "y" * 60


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongEnvironment, match="SECRET_KEY_FILE"):
        read(PRODUCTION | {"SECRET_KEY_FILE": str(tmp_path / "none")})
