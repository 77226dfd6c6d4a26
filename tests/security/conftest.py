"""The world is built once for a module; every test in it leaves it as it was."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as live_settings
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from custody import unsafe
from tests.kept import made_once
from tests.security.walking import undoing
from tests.security.world import World, build

PLACES = {
    "KEYS_DIR": "keys",
    "PUBLIC_KEYS_DIR": "public",
    "EVIDENCE_DIR": "evidence",
    "MAIL_DIR": "mail",
    "CHECKPOINT_DIR": "checkpoints",
}


@pytest.fixture(scope="session")
def world_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys, files and mail of the world; they are the same for every module that it stands in."""
    folder: Path = tmp_path_factory.mktemp("world")
    unsafe.make(
        folder / "keys",
        folder / "public",
        log_origin=live_settings.LOG_ORIGIN,
        production=False,
    )
    (folder / "mail").mkdir()
    letter = b"Subject: A letter\nTo: new.person@people.example\n\nA link.\n"
    (folder / "mail" / "a-letter.log").write_bytes(letter)
    return folder


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, world_folder: Path
) -> Iterator[World]:
    before = {name: getattr(live_settings, name) for name in PLACES}
    for name, place in PLACES.items():
        setattr(live_settings, name, world_folder / place)
    with django_db_blocker.unblock():
        # Durable acts may run in it, as in Django's own TestCase; nothing of it is ever committed.
        atomic = transaction.atomic()
        atomic._from_testcase = True
        atomic.__enter__()
        try:
            yield made_once("world", build)
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
            connection.close()
            for name, value in before.items():
                setattr(live_settings, name, value)


@pytest.fixture
def undone(world: World) -> Iterator[World]:
    """The world, and everything that the test does to it taken back."""
    with undoing():
        yield world
