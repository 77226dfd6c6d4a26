"""The authenticator app of a person in a test (RFC 6238 with SHA-1, six digits, 30 seconds)."""

import base64
import hashlib
import hmac
import struct
import time
from dataclasses import dataclass, field

STEP = 30


def code_at(secret: str, step: int) -> str:
    """The code of one step (RFC 4226, section 5.3)."""
    key = base64.b32decode(secret.upper() + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


@dataclass
class App:
    """Shows codes, each once: the portal takes the steps before and after the present one too."""

    secret: str
    used: set[int] = field(default_factory=set)

    def code(self) -> str:
        """A code that was not shown before; waits for the next one where all were."""
        while True:
            present = int(time.time()) // STEP
            for step in (present, present - 1, present + 1):
                if step not in self.used:
                    self.used.add(step)
                    return code_at(self.secret, step)
            time.sleep(0.5)
