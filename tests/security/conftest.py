"""The world is built once for a module; every test in it leaves it as it was."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as live_settings
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from custody import unsafe
from tests.security.world import World, build


@pytest.fixture(scope="module")
def world(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    folder: Path = tmp_path_factory.mktemp("world")
    before = {name: getattr(live_settings, name) for name in ("KEYS_DIR", "PUBLIC_KEYS_DIR")}
    before |= {"EVIDENCE_DIR": live_settings.EVIDENCE_DIR, "MAIL_DIR": live_settings.MAIL_DIR}
    before["CHECKPOINT_DIR"] = live_settings.CHECKPOINT_DIR
    live_settings.KEYS_DIR = folder / "keys"
    live_settings.PUBLIC_KEYS_DIR = folder / "public"
    live_settings.EVIDENCE_DIR = folder / "evidence"
    live_settings.MAIL_DIR = folder / "mail"
    live_settings.CHECKPOINT_DIR = folder / "checkpoints"
    unsafe.make(
        live_settings.KEYS_DIR,
        live_settings.PUBLIC_KEYS_DIR,
        log_origin=live_settings.LOG_ORIGIN,
        production=False,
    )
    letter = b"Subject: A letter\nTo: new.person@people.example\n\nA link.\n"
    live_settings.MAIL_DIR.mkdir()
    (live_settings.MAIL_DIR / "a-letter.log").write_bytes(letter)
    with django_db_blocker.unblock():
        # Durable acts may run in it, as in Django's own TestCase; nothing of it is ever committed.
        atomic = transaction.atomic()
        atomic._from_testcase = True
        atomic.__enter__()
        try:
            yield build()
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
            connection.close()
            for name, value in before.items():
                setattr(live_settings, name, value)


@pytest.fixture
def undone(world: World) -> Iterator[World]:
    """The world, and everything that the test does to it taken back."""
    savepoint = transaction.savepoint()
    yield world
    transaction.savepoint_rollback(savepoint)
