"""The file of log-ins: it and the database say the same, whichever of the two is new."""

import base64
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from accounts.api_keys import key_for
from accounts.models import User
from demonstration.content import Person, Story

SECRET_BYTES = 20


@dataclass(frozen=True, slots=True)
class LogIn:
    """How one person signs in; `totp_secret` is base 32, None where no second factor is needed."""

    email: str
    password: str
    totp_secret: str | None
    role: str
    organisation: str


def path() -> Path:
    """Where the file lies."""
    return Path(settings.VAR_DIR) / "demo" / "accounts.json"


def read() -> list[dict[str, Any]]:
    """The file's entries; none where there is no file that can be read."""
    try:
        entries: list[dict[str, Any]] = json.loads(path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return entries


def planned(stories: Sequence[Story]) -> dict[str, LogIn]:
    """A log-in for each person whose log-in is published: as the file says, or a new one."""
    known = {each["email"]: each for each in read() if "email" in each}
    return {
        person.email: _log_in(person, story, known.get(person.email, {}))
        for story in stories
        if story.has_log_ins
        for person in story.people
    }


def _log_in(person: Person, story: Story, known: dict[str, Any]) -> LogIn:
    secret = None
    if person.needs_factor:
        new = base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()
        secret = str(known.get("totp_secret") or new)
    password = str(known.get("password") or secrets.token_urlsafe(15))
    return LogIn(person.email, password, secret, person.role.value, story.slug)


def write(log_ins: Sequence[LogIn], api_key: str | None) -> None:
    """Put the file in place, readable by its owner only; a half written one never stands there."""
    entries: list[dict[str, Any]] = [
        {
            "email": each.email,
            "password": each.password,
            "totp_secret": each.totp_secret,
            "role": each.role,
            "organisation": each.organisation,
        }
        for each in log_ins
    ]
    if api_key is not None:
        entries.append({"role": "partner", "api_key": api_key})
    target = path()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.parent.chmod(0o700)
    new = target.with_suffix(".new")
    new.unlink(missing_ok=True)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(json.dumps(entries, indent=1) + "\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(target)


def kept_api_key() -> str | None:
    """The partner's key that the file holds, if the database knows it."""
    for entry in read():
        text = entry.get("api_key")
        if text and key_for(str(text), at=now()) is not None:
            return str(text)
    return None


@transaction.atomic
def agreed(log_in: LogIn) -> bool:
    """Make the account accept what the file says; whether anything had to change."""
    user = User.objects.get(email=log_in.email)
    changed = False
    if not user.check_password(log_in.password):
        user.set_password(log_in.password)
        user.save(update_fields=["password"])
        changed = True
    if log_in.totp_secret is not None and not _has_secret(user, log_in.totp_secret):
        with_factor(user, log_in)
        changed = True
    return changed


def with_factor(user: User, log_in: LogIn) -> None:
    """Give the person the second factor that the file names, where it names one."""
    if log_in.totp_secret is not None:
        Authenticator.objects.filter(user=user).delete()
        TOTP.activate(user, log_in.totp_secret)
        RecoveryCodes.activate(user)


def agrees(log_in: LogIn) -> bool:
    """Whether the account accepts the password that the file gives."""
    user = User.objects.filter(email=log_in.email).first()
    return user is not None and user.check_password(log_in.password)


def _has_secret(user: User, secret: str) -> bool:
    held = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return held is not None and bool(decrypt(held.data["secret"]) == secret)
