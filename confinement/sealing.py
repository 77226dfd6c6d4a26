"""Have the kernel refuse files to this process, for good: Landlock (landlock(7), Linux 5.13).

The audit hook of `confinement/child.py` sees what Python opens. A library in machine code that a file has
broken does not ask Python; the kernel it has to ask. A system without Landlock gives the rest of
confinement only, and `parent.isolation` says so.
"""

import ctypes
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

# The same numbers on every architecture (asm-generic/unistd.h).
_CREATE, _ADD, _RESTRICT = 444, 445, 446
_SAY_VERSION: Final = 1
_PATH_BENEATH: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38
_READ: Final = 1 << 2  # the contents of a file
_LIST: Final = 1 << 3  # the names in a folder
_FIRST_FILE_RIGHTS: Final = (1 << 13) - 1  # execute, read, write, make, remove
_LATER_FILE_RIGHTS: Final = {2: 1 << 13, 3: 1 << 14, 5: 1 << 15}  # move, cut off, control devices
_TCP, _TCP_SINCE = 0b11, 4
_SCOPES, _SCOPES_SINCE = 0b11, 6  # abstract sockets and signals of other processes


class _Ruleset(ctypes.Structure):
    _fields_ = [
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    ]


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32)]


@cache
def version() -> int:
    """The version of Landlock that this kernel has; 0 for none."""
    return max(_called(_CREATE, None, 0, _SAY_VERSION), 0)


def seal(readable: Iterable[Path], writable: Iterable[Path]) -> bool:
    """Leave these folders and files to read, those to write, and nothing to start; whether it holds.

    Whatever is open already stays open. Raises OSError when the kernel has Landlock and refuses it.
    """
    if not version():
        return False
    every = _FIRST_FILE_RIGHTS
    for since, right in _LATER_FILE_RIGHTS.items():
        every |= right if version() >= since else 0
    asked = _Ruleset(
        every,
        _TCP if version() >= _TCP_SINCE else 0,
        _SCOPES if version() >= _SCOPES_SINCE else 0,
    )
    size = 24 if version() >= _SCOPES_SINCE else 16 if version() >= _TCP_SINCE else 8
    rules = _required(_called(_CREATE, ctypes.byref(asked), size, 0))
    try:
        for path in readable:
            _allow(rules, path, _READ | _LIST)
        for path in writable:
            _allow(rules, path, every & ~1)  # all but to start what lies there
        _required(ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        _required(_called(_RESTRICT, rules, 0))
    finally:
        os.close(rules)
    return True


def _allow(rules: int, path: Path, rights: int) -> None:
    if not path.exists():
        return
    opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = _Beneath(rights if path.is_dir() else rights & ~_LIST, opened)
        _required(_called(_ADD, rules, _PATH_BENEATH, ctypes.byref(rule), 0))
    finally:
        os.close(opened)


def _called(number: int, *arguments: object) -> int:
    return int(ctypes.CDLL(None, use_errno=True).syscall(number, *arguments))


def _required(answer: int) -> int:
    if answer < 0:
        raise OSError(ctypes.get_errno(), "Landlock")
    return answer
