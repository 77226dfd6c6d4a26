"""Pages of editions of sixty and of five hundred criteria take the same few statements."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts.actor import SYSTEM
from bench.large_edition import large_edition
from principles.adoption import adopted
from principles.loading import loaded
from principles.models import Edition

MOST = 10
SIZES = (60, 500)


def published(size: int, version: str) -> Edition:
    with transaction.atomic():
        edition, _ = adopted(large_edition(size, version), by=SYSTEM, at=now())
    return edition


@pytest.mark.django_db
def test_it_works(client: Client) -> None:
    counts: list[dict[str, int]] = []
    for size in SIZES:
        edition = published(size, f"{size}.0")
        own = f"/principles/{edition.framework.slug}/{edition.version}"
        counts.append({})
        for page in ("/", "/GOV-01/", ".json"):
            with CaptureQueriesContext(connection) as captured:
                answer = client.get(f"{own}{page}")
            assert answer.status_code == 200
            counts[-1][page] = len(captured)
        assert client.get(f"{own}/").text.count(f'href="{own}/') >= size
    assert counts[0] == counts[1]
    assert max(counts[1].values()) <= MOST


@pytest.mark.django_db
def test_its_import_takes_a_constant_number_of_statements() -> None:
    counts = []
    for size in SIZES:
        data = large_edition(size, f"{size}.0")
        for _ in ("new", "again"):
            with CaptureQueriesContext(connection) as captured, transaction.atomic():
                loaded(data)
            counts.append(len(captured))
    # The framework is there when the second edition comes.
    assert counts[2] <= counts[0] <= MOST + 2
    assert counts[1] == counts[3]
