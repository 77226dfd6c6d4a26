"""The present code of an authenticator, for people who try the demonstration without one."""

import base64
import hashlib
import hmac
import struct
import time

from quickstart.demonstration import accounts
from quickstart.places import Places
from quickstart.refusal import QuickstartRefusal
from quickstart.supervisor import say


def code(secret: str, at: float) -> str:
    """Six digits for a secret in base 32 at a time in seconds (RFC 6238, SHA-1, 30 seconds)."""
    key = base64.b32decode(secret.upper() + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(at) // 30), hashlib.sha1)
    start = digest[-1] & 0x0F
    number: int = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def show(places: Places, email: str) -> int:
    """Print the code that one of the demonstration's log-ins is asked for now."""
    for entry in accounts(places):
        if entry.get("email") == email:
            if not entry.get("totp_secret"):
                raise QuickstartRefusal(f"{email} has no second factor.")
            say(code(entry["totp_secret"], time.time()))
            return 0
    raise QuickstartRefusal(f"{email!r} is not among the demonstration's log-ins.")
