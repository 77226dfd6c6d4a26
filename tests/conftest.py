"""What every test may use: the database, and people named by what they are."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker, Settings

from tests.database import flush, test_database
from tests.sweeping import Sweeper

pytest_plugins = [
    "tests.people",
    "tests.editions",
    "tests.stages",
    "tests.assessed",
    "tests.reports.rows",
    "tests.reports.correcting",
    "tests.reports.key_rows",
    "tests.reports.receipt_rows",
    "tests.running",
    "tests.chromium",
    "tests.thrift",
]

# Nothing is judged by the clock: a busy machine would fail what holds.
hypothesis_settings.register_profile("unhurried", deadline=None)
hypothesis_settings.load_profile("unhurried")

# These begin first: one that began last would run alone, beside an idle core.
LONGEST = (
    "tests/security/test_matrix.py",
    "tests/browser/test_whole_way.py",
    "tests/journeys/test_faults.py",
    "tests/journeys/test_whole_way.py",
    "tests/browser/test_write_edition.py",
    "tests/reports/test_rendering.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first, and leave the rest in order."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_blocker: DjangoDbBlocker, worker_id_: str, pytestconfig: pytest.Config
) -> Iterator[None]:
    """The owner creates, migrates and grants; the tests connect as the application's role."""
    with django_db_blocker.unblock(), test_database(worker_id_) as name:

        def as_the_owner(self: TransactionTestCase) -> None:
            flush(name)

        # The application's role may not TRUNCATE, so Django's own flush cannot work.
        TransactionTestCase._fixture_teardown = as_the_owner
        pytestconfig.pluginmanager.register(Sweeper(name), "sweeper")
        yield
        pytestconfig.pluginmanager.unregister(name="sweeper")


@pytest.fixture(scope="session")
def worker_id_(request: pytest.FixtureRequest) -> str:
    return getattr(request.config, "workerinput", {}).get("workerid", "one")


@pytest.fixture(autouse=True)
def own_checkpoints(settings: Settings, tmp_path: Path) -> None:
    """A store of the last checkpoint of its own: the flush empties the log, not what was signed."""
    settings.CHECKPOINT_DIR = tmp_path / "checkpoints"


@pytest.fixture(autouse=True)
def own_pages(settings: Settings, tmp_path: Path) -> None:
    """Drawn pages of its own: what another test drew would hide that none can be drawn."""
    settings.EVIDENCE_PAGES_DIR = tmp_path / "evidence-pages"


@pytest.fixture(autouse=True)
def nothing_is_swept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Statements are counted: in every tenth minute of the clock there would be one more."""
    monkeypatch.setattr("api.throttling._is_time_to_sweep", lambda _minute: False)
