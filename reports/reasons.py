"""From an error to what is kept of it: its cause, a sentence for operators, a reference to the log."""

import errno
import secrets
from collections.abc import Mapping
from typing import Final

from django.db import Error as DatabaseError

from custody.keyring import KeyRefused
from reports.causes import Cause, Reason
from reports.gates import GateRefused
from reports.rendering import RenderingFailed
from reports.sealing import NotVerified
from reports.signing import SigningFailed
from reports.time_stamps import AuthorityAway

# Errors whose words are sentences, and what they mean for those who wait.
FORESEEN: Final[Mapping[type[Exception], Cause]] = {
    GateRefused: Cause.CHECK,
    RenderingFailed: Cause.DOCUMENT,
    AuthorityAway: Cause.STAMPS,  # before the more general one
    SigningFailed: Cause.SEAL,
    NotVerified: Cause.SEAL,
    KeyRefused: Cause.KEYS,
}
# A full disk, a quota, a file beyond its limit, too many open files.
NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EMFILE, errno.ENFILE})


def reason_of(error: Exception) -> Reason:
    """What is kept of an error; the words of one that nobody foresaw stay in the worker's log."""
    for kind, cause in FORESEEN.items():
        if isinstance(error, kind) and str(error):
            return Reason(cause, str(error))
    return _unforeseen(error)


def _unforeseen(error: Exception) -> Reason:
    reference = secrets.token_hex(4)
    name = type(error).__name__
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return Reason(Cause.ROOM, f"There is no room left ({name}).", reference)
    if isinstance(error, DatabaseError):
        return Reason(Cause.DATABASE, f"The database refused or was away ({name}).", reference)
    return Reason(Cause.UNEXPECTED, f"Something unexpected happened ({name}).", reference)
