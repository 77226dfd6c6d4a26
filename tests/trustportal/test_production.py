"""Production settings load and pass Django's own deployment check."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "f3Jq9ZtYw2LmXc7VbNs5KdPh8RgTa4Ue6QoIy1WzEkMxCvBnSlDjHrGpFuOi",
    "SITE_ORIGIN": "https://trust.example:8443",
    "ALLIANCE_NAME": "An Alliance",
    "EVIDENCE_SCANNER": "none",
    "EMAIL_URL": "smtp://user:secret@mail.example:25",
    "MAIL_FROM": "portal@trust.example",
}


def run(code: list[str]) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | PRODUCTION
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
    return subprocess.run(
        [sys.executable, *code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_works() -> None:
    found = run(["manage.py", "check", "--deploy", "--fail-level", "WARNING"])
    assert found.returncode == 0, found.stderr


def test_only_the_portals_own_host_is_served() -> None:
    code = """
from django.conf import settings as s
print(s.ALLOWED_HOSTS, s.LOG_ORIGIN, s.EMAIL_HOST, s.SESSION_COOKIE_SECURE)
print('django.contrib.admin' in s.INSTALLED_APPS, hasattr(s, 'ACCOUNT_RATE_LIMITS'))
"""
    found = run(["-c", code])
    assert found.stdout.splitlines()[:2] == [
        "['trust.example'] trust.example:8443/log mail.example True",
        "False False",  # no admin, and the library's limits of log-in are on
    ], found.stderr
