import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from quickstart import servers
from quickstart.home import existing_home
from quickstart.places import Places

ADDRESSES = ("DATABASE_URL", "MIGRATIONS_DATABASE_URL", "REDIS_URL")


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch) -> Iterator[Places]:
    """A state folder of its own; what was started there is stopped and removed.

    Not pytest's tmp_path: that is closed to the user who keeps the servers when we are root, which
    has a test of its own.
    """
    for name in ADDRESSES:
        monkeypatch.delenv(name, raising=False)
    folder = Path(tempfile.mkdtemp(prefix="tp-"))
    folder.chmod(0o755)
    places = Places(folder.resolve() / "var")
    yield places
    leave_nothing(places)
    shutil.rmtree(folder)


def leave_nothing(places: Places) -> None:
    servers.stop(places)
    home = existing_home(places)
    if home is not None:
        shutil.rmtree(home.folder)
