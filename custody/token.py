"""Where the seal's key lies on a PKCS#11 token: what settings say, and the PIN that is never shown."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Token:
    """A PKCS#11 module (a shared library), a token by its label, and a private key by its label."""

    module: Path
    label: str
    key: str
    pin: str = field(repr=False)
