"""Pages of editions of sixty and of hundreds of criteria take the same few statements."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts.actor import SYSTEM
from bench.large_edition import large_edition, large_follower
from principles.adoption import adopted
from principles.loading import loaded
from principles.models import Edition
from tests.whole import length

MOST = 10
SIZES = (60, length(500))


def published(data: dict[str, Any]) -> Edition:
    with transaction.atomic():
        edition, _ = adopted(data, by=SYSTEM, at=now())
    return edition


def asked(client: Client, paths: list[str]) -> tuple[list[int], str]:
    """How many statements each page took, and the words of the first."""
    counts, texts = [], []
    for path in paths:
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path)
        assert answer.status_code == 200
        counts.append(len(captured))
        texts.append(answer.text)
    return counts, texts[0]


@pytest.mark.django_db
def test_it_works(client: Client) -> None:
    counts = []
    for size in SIZES:
        edition = published(large_edition(size, framework=f"large-{size}"))
        own = f"/principles/{edition.framework.slug}/{edition.version}"
        found, text = asked(client, [f"{own}/", f"{own}/GOV-01/", f"{own}.json"])
        assert text.count(f'href="{own}/') >= size
        counts.append(found)
    assert counts[0] == counts[1]
    assert max(counts[1]) <= MOST


@pytest.mark.django_db
def test_two_large_editions_beside_each_other(client: Client) -> None:
    counts = []
    for size in SIZES:
        slug = f"large-{size}"
        published(large_edition(size, framework=slug))
        published(large_follower(size, slug))
        own = f"/principles/{slug}/compare/1.0/1.1"
        found, text = asked(client, [f"{own}/", f"{own}.json"])
        assert f"{size - size // 5} criteria are unchanged" in text
        counts.append(found)
    assert counts[0] == counts[1]
    assert max(counts[1]) <= MOST


@pytest.mark.django_db
def test_its_import_takes_a_constant_number_of_statements() -> None:
    counts = []
    for size in SIZES:
        data = large_edition(size, framework=f"large-{size}")
        for _ in ("new", "again"):
            with CaptureQueriesContext(connection) as captured, transaction.atomic():
                loaded(data)
            counts.append(len(captured))
    assert counts[2] == counts[0] <= MOST + 3
    assert counts[1] == counts[3]
