"""At the console of the machine where keys are: the same acts, the same two people, the same factor."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.management import CommandError, call_command

from accounts.models import User
from reports.keys.models import KeyRequest, SealKey, SealKeyEnd
from tests.reports.key_rows import RECORD, chain_pem

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a long enough phrase 4711"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, custodian: User, other_custodian: User) -> list[str]:
    """What will be typed next, and recovery codes for both people."""
    lines: list[str] = []
    waiting: Iterator[str] = iter(lambda: lines.pop(0), None)
    monkeypatch.setattr("getpass.getpass", lambda _: next(waiting))
    for each in (custodian, other_custodian):
        each.set_password(PASSWORD)
        each.save()
        RecoveryCodes.activate(each)
    return lines


def code_of(user: User) -> str:
    authenticator = user.authenticator_set.get()
    return str(authenticator.wrap().get_unused_codes()[0])


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "reports.pem").write_text(chain_pem())
    (tmp_path / "record.txt").write_text(RECORD)
    return {
        "certificates": str(tmp_path / "reports.pem"),
        "record": str(tmp_path / "record.txt"),
        "store": "token",
        "people": "3",
    }


def test_it_works(
    typed: list[str],
    files: dict[str, str],
    custodian: User,
    other_custodian: User,
    capsys: pytest.CaptureFixture[str],
) -> None:
    options = [f"--{name}={value}" for name, value in files.items()]
    typed += [PASSWORD, code_of(custodian)]
    call_command("begin_key", f"--by={custodian.email}", *options)
    request = KeyRequest.objects.get()
    assert f"--confirm {request.pk}" in capsys.readouterr().out
    typed += [PASSWORD, code_of(other_custodian)]
    call_command("begin_key", f"--by={other_custodian.email}", f"--confirm={request.pk}")
    key = SealKey.objects.get()
    assert key.key_id in capsys.readouterr().out
    typed += [PASSWORD, code_of(other_custodian)]
    leak = "--not-trusted-from=2026-11-01T08:00:00+00:00"
    call_command(
        "end_key", f"--by={other_custodian.email}", f"--key={key.key_id}", "--why=compromised", leak
    )
    end = KeyRequest.objects.get(ends=True)
    typed += [PASSWORD, code_of(custodian)]
    call_command("end_key", f"--by={custodian.email}", f"--confirm={end.pk}")
    assert SealKeyEnd.objects.get().not_trusted_from is not None


@pytest.mark.parametrize("wrong", ["password", "code", "used code"])
def test_who_is_not_recognised_does_nothing(
    typed: list[str], files: dict[str, str], custodian: User, wrong: str
) -> None:
    options = [f"--{name}={value}" for name, value in files.items()]
    code = code_of(custodian)
    if wrong == "used code":
        custodian.authenticator_set.get().wrap().validate_code(code)
    typed += ["x" if wrong == "password" else PASSWORD, "000000" if wrong == "code" else code]
    with pytest.raises(CommandError, match="do not belong together"):
        call_command("begin_key", f"--by={custodian.email}", *options)
    assert not KeyRequest.objects.exists()


def test_nobody_confirms_alone(
    typed: list[str], begin_request: KeyRequest, custodian: User
) -> None:
    typed += [PASSWORD, code_of(custodian)]
    with pytest.raises(CommandError, match="Another key custodian"):
        call_command("begin_key", f"--by={custodian.email}", f"--confirm={begin_request.pk}")


def test_what_is_missing_is_said(typed: list[str], custodian: User) -> None:
    with pytest.raises(CommandError, match="--certificates, --store, --people, --record"):
        call_command("begin_key", f"--by={custodian.email}")
    with pytest.raises(CommandError, match="--key and --why"):
        call_command("end_key", f"--by={custodian.email}")
