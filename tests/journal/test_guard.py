"""The portal does not start with a role that could rewrite the journal."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from journal.guard import refuse_unsafe_role
from tests.database import OWNER_URL, named

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_it_works() -> None:
    refuse_unsafe_role()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "start",
    [
        [sys.executable, "-c", "import trustportal.wsgi"],
        [sys.executable, "-m", "celery", "-A", "trustportal.celery:app", "worker", "-P", "solo"],
    ],
    ids=["web", "worker"],
)
def test_the_owner_is_refused(start: list[str]) -> None:
    found = subprocess.run(
        start,
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": named(OWNER_URL, settings.DATABASES["default"]["NAME"])},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert found.returncode != 0
    assert "must be impossible" in found.stderr
