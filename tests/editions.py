"""Edition 1.0 as published, loaded from the project's own data file."""

import pytest
from django.db import transaction
from django.utils.timezone import now

from accounts.actor import SYSTEM
from principles.adoption import adopted
from principles.edition_file import FOLDER, read
from principles.models import Edition


@pytest.fixture
def edition(db: None) -> Edition:
    with transaction.atomic():
        edition, _ = adopted(read(FOLDER / "trust-principles-1.0.yaml"), by=SYSTEM, at=now())
    return edition
