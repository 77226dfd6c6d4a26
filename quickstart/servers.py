"""Both servers together: what pytest, the command line and the demonstration ask for."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from quickstart import postgres, valkey
from quickstart.home import existing_home, make_home
from quickstart.occupants import occupants
from quickstart.places import Places, make_folder, of_the_tests
from quickstart.refusal import QuickstartRefusal

_held: list[TextIO] = []


def given(name: str) -> bool:
    """Whether the environment names this itself, as NAME or NAME_FILE."""
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def ensure(var: Path | None = None, *, durable: bool = False) -> dict[str, str]:
    """Servers that answer, and the environment variables that lead to them.

    `DATABASE_URL` and `REDIS_URL` win where they are set: then no server of ours is started for
    them and their variables are not in the answer. Without `var` the servers are those of the
    tests, which keep nothing through a crash of the machine (`durable`). Calling it twice is cheap,
    calling it from several processes at once is safe. Raises QuickstartRefusal with a sentence.
    """
    places = of_the_tests() if var is None else Places(var.resolve())
    refuse_half_a_database()
    environment: dict[str, str] = {}
    if given("DATABASE_URL") and given("REDIS_URL"):
        return environment
    if var is None:
        hold_for_tests(places)
    with lock(places):
        home = make_home(places)
        if not given("DATABASE_URL"):
            postgres.start(home, durable=durable)
            environment["DATABASE_URL"] = postgres.url(home, postgres.APPLICATION)
            environment["MIGRATIONS_DATABASE_URL"] = postgres.url(home, postgres.OWNER)
        if not given("REDIS_URL"):
            valkey.held(places).unlink(missing_ok=True)
            valkey.start(home)
            number = valkey.own_number() if var is None else 0
            if var is None:
                valkey.empty(places, number)
            environment["REDIS_URL"] = valkey.url(home, number)
    return environment


def users_file(places: Places) -> Path:
    """Whoever holds this file needs the tests' servers."""
    return make_folder(places.run) / "users.lock"


def hold_for_tests(places: Places) -> None:
    """Keep others from stopping the tests' servers for as long as this process lives."""
    if not _held:
        make_folder(places.var, 0o755)
        file = users_file(places).open("w")
        fcntl.flock(file, fcntl.LOCK_SH)
        _held.append(file)


def stop_unless_held(places: Places) -> None:
    """Stop the tests' servers when no other run of the tests needs them."""
    if existing_home(places) is None:
        return
    with users_file(places).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        stop(places)


def refuse_half_a_database() -> None:
    """A database of somebody's own needs both roles: one to use it, one to migrate it."""
    if given("DATABASE_URL") and not given("MIGRATIONS_DATABASE_URL"):
        raise QuickstartRefusal(
            "DATABASE_URL is set, so MIGRATIONS_DATABASE_URL must be set too: the address of the "
            "same database for the role that owns it and migrates it."
        )
    if given("MIGRATIONS_DATABASE_URL") and not given("DATABASE_URL"):
        raise QuickstartRefusal(
            "MIGRATIONS_DATABASE_URL is set, so DATABASE_URL must be set too: the address of the "
            "same database for the application's role, which owns nothing."
        )


def running(places: Places) -> bool:
    """Whether any server of this set has a process."""
    home = existing_home(places)
    if home is None:
        return False
    folders = (postgres.data_folder(home), valkey.work_folder(home))
    return any(occupants(folder) for folder in folders)


def stop(places: Places) -> None:
    """End both servers of this set, if they run; the data stay."""
    home = existing_home(places)
    if home is None:
        return
    with lock(places):
        valkey.stop(home)
        postgres.stop(home)


def revive(places: Places) -> list[str]:
    """Start again what has died of this set, on the same addresses; the names of what was started.

    Valkey is left away while it is held.
    """
    home = existing_home(places)
    if home is None:
        return []
    with lock(places):
        names = []
        if not given("DATABASE_URL") and postgres.start(home, durable=True):
            names.append("PostgreSQL")
        if (
            not given("REDIS_URL")
            and not valkey.held(places).exists()
            and valkey.start(home, may_move=False)
        ):
            names.append("Valkey")
        return names


@contextmanager
def lock(places: Places) -> Iterator[None]:
    """One process at a time starts or stops the servers of this set."""
    make_folder(places.var, 0o755)
    with (make_folder(places.run) / "servers.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
