"""`make clean`: removes what was made here, and nothing else."""

import shutil
from typing import Final

from quickstart import background, servers
from quickstart.home import existing_home, pointer
from quickstart.places import PROJECT, Places, of_the_tests
from quickstart.supervisor import say

# What the portal and its tests make below the state folder.
STATE: Final = (
    *("beat", "checkpoints", "demo", "evidence", "keys", "log", "mail", "public-keys"),
    *("run", "screenshots", "secrets", "servers", "static", "tests"),
)
CACHES: Final = (
    *(".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".import_linter_cache"),
    *(".coverage", ".venv"),
)


def clean(places: Places) -> int:
    """Stop everything, then remove state, caches and the virtual environment."""
    background.down(places)
    servers.stop(of_the_tests())
    for one in (of_the_tests(), places):
        home = existing_home(one)
        if home is not None:
            shutil.rmtree(home.folder, ignore_errors=True)
        pointer(one).unlink(missing_ok=True)
    for name in STATE:
        shutil.rmtree(places.var / name, ignore_errors=True)
    if places.var != PROJECT / "var":
        say("Removed: the state below VAR_DIR. Virtual environment and caches stay.")
        return 0
    shutil.rmtree(places.var, ignore_errors=True)
    for folder in PROJECT.glob("*/**/__pycache__"):
        if ".venv" not in folder.parts:
            shutil.rmtree(folder, ignore_errors=True)
    for name in CACHES:
        path = PROJECT / name
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    say("Removed: state, caches and the virtual environment.")
    return 0
