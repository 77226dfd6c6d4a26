"""The operating-system user that the servers run as.

PostgreSQL refuses to run as root. As root, an existing unprivileged user keeps the servers, no user
is made, and no permission is changed on anything that this project did not make itself.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from quickstart.refusal import QuickstartRefusal

CANDIDATES: Final = ("postgres", "nobody")


@dataclass(frozen=True)
class Keeper:
    """A user, by number; `ourselves` when no change of user is needed."""

    uid: int
    gid: int
    ourselves: bool

    def as_user(self) -> dict[str, Any]:
        """Arguments of `subprocess` that run a program as this user and nothing more."""
        if self.ourselves:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def reaches(self, folder: Path) -> bool:
        """Whether this user may enter `folder`; asked of the kernel, as that user."""
        if self.ourselves:
            return os.access(folder, os.X_OK)
        asked = subprocess.run(
            ["/usr/bin/test", "-x", str(folder)], check=False, cwd="/", **self.as_user()
        )
        return asked.returncode == 0

    def own(self, path: Path) -> Path:
        """Give this user something that was just made here."""
        if not self.ourselves:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)
        return path


def keeper_for(existing: Path) -> Keeper:
    """Who keeps the servers.

    As an ordinary user: ourselves. As root: the owner of the data if it exists, else the first of
    `CANDIDATES`.
    """
    ourselves = os.geteuid()
    if ourselves != 0:
        return Keeper(ourselves, os.getegid(), ourselves=True)
    if existing.is_dir():
        state = existing.stat()
        if state.st_uid != 0:
            return Keeper(state.st_uid, state.st_gid, ourselves=False)
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Keeper(entry.pw_uid, entry.pw_gid, ourselves=False)
    raise QuickstartRefusal(
        "PostgreSQL does not run as root, and neither a user postgres nor nobody exists. "
        "Start as an ordinary user, or set DATABASE_URL, MIGRATIONS_DATABASE_URL and REDIS_URL."
    )
