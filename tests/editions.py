"""Edition 1.0 as published, loaded from the project's own data file."""

from functools import cache
from typing import Any

import pytest
from django.db import transaction
from django.utils.timezone import now

from accounts.actor import SYSTEM
from principles.adoption import adopted
from principles.edition_file import EDITION_1, read
from principles.models import Edition


@cache
def edition_data() -> dict[str, Any]:
    """The data file, read and checked once: a third of a second that a thousand tests would pay."""
    return read(EDITION_1)


@pytest.fixture
def edition(db: None) -> Edition:
    with transaction.atomic():
        edition, _ = adopted(edition_data(), by=SYSTEM, at=now())
    return edition
