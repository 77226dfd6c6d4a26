"""A log of its own for each test: keys and the store outside the database included."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection, transaction

from transparency import manifests
from transparency.appending import append
from transparency.manifests import LeafContent, LeafKind

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def folders(settings, tmp_path: Path) -> Path:
    settings.KEYS_DIR = tmp_path / "keys"
    settings.PUBLIC_KEYS_DIR = tmp_path / "public-keys"
    settings.CHECKPOINT_DIR = tmp_path / "checkpoints"
    settings.LOG_ORIGIN = "trust.example/log"
    return tmp_path


def leaves(count: int, begin: int = 0) -> list[LeafContent]:
    return [
        manifests.leaf(LeafKind.REPORT, NOON, number=f"TP-2026-{number:04d}")
        for number in range(begin, begin + count)
    ]


def appended(count: int, begin: int = 0) -> tuple[int, ...]:
    """Add leaves and commit them."""
    with transaction.atomic():
        return append(leaves(count, begin))


def elsewhere(pool: ThreadPoolExecutor, act: Callable[..., object], *args: object):
    """Start `act` in a thread with a connection of its own."""

    def run() -> object:
        try:
            return act(*args)
        finally:
            connection.close()

    return pool.submit(run)
