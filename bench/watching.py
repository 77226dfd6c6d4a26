"""The most memory that a child of this process takes, while it takes it.

What the system says of children that have ended (RUSAGE_CHILDREN) begins with the memory of the
process that started them. A child's own page in /proc begins anew with its program.
"""

import threading
from pathlib import Path
from types import TracebackType
from typing import Self

EVERY = 0.05  # seconds


class Watch:
    """Looks at children whose command holds `named`; started by the thread that makes it."""

    def __init__(self, named: str) -> None:
        self.most_mb = 0
        self._named = named.encode()
        self._children = Path(f"/proc/self/task/{threading.get_native_id()}/children")
        self._over = threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._watching.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, why: BaseException | None, at: TracebackType | None
    ) -> None:
        self._over.set()
        self._watching.join()

    def _watch(self) -> None:
        while not self._over.wait(EVERY):
            for pid in self._children.read_text().split():
                self.most_mb = max(self.most_mb, self._peak_mb(Path("/proc") / pid))

    def _peak_mb(self, process: Path) -> int:
        try:
            if self._named not in (process / "cmdline").read_bytes():
                return 0
            lines = (process / "status").read_text().splitlines()
        except OSError:  # ended meanwhile
            return 0
        peak = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
        return int(peak[0]) // 1024 if peak else 0
