"""Real servers for the tests, named before Django reads its settings.

Loaded by pytest as an early plugin (`-p tests.services` in pyproject.toml).
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from quickstart import servers
from quickstart.home import existing_home, pointer
from quickstart.places import of_the_tests

LEAD_TO_SERVERS = ("DATABASE_URL", "MIGRATIONS_DATABASE_URL", "REDIS_URL")
# With OWN_SERVERS each process of `--numprocesses` has a PostgreSQL of its own, which it may break.
ITS_OWN = bool(os.environ.get("OWN_SERVERS")) and os.environ.get("PYTEST_XDIST_WORKER")

os.environ.setdefault("ENVIRONMENT", "test")
if ITS_OWN and os.environ.get("SERVERS_ARE_OURS"):
    for name in LEAD_TO_SERVERS:
        os.environ.pop(name, None)
    os.environ["VAR_DIR"] = str(of_the_tests().var / ITS_OWN)
PLACES = of_the_tests()
_told = servers.ensure()
os.environ.update(_told)
if "DATABASE_URL" in _told:
    os.environ["SERVERS_ARE_OURS"] = "yes"
if "VAR_DIR" not in os.environ or ITS_OWN:
    var = Path(tempfile.mkdtemp(prefix="tp-test-"))
    os.environ["VAR_DIR"] = str(var)
    os.environ["KEYS_DIR"] = str(var / "keys")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the tests' thread
(Path(os.environ["VAR_DIR"]) / "static").mkdir(parents=True, exist_ok=True)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """A process that had servers of its own leaves none behind."""
    if ITS_OWN and "DATABASE_URL" in _told:
        servers.stop(PLACES)
        if home := existing_home(PLACES):
            shutil.rmtree(home.folder, ignore_errors=True)
            pointer(PLACES).unlink(missing_ok=True)
