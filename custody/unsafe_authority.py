"""The keys of a development time-stamping authority: throwaway, and loud about what they are.

It is apart from the seal's development keys, as an authority in the world is: a root of its own,
and a certificate that stamps. Its root's key is kept, to sign a fresh revocation list whenever one
is asked for, and a new certificate when the authority answers at another address.
"""

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID

from custody import unsafe
from custody.local import TIME_STAMP_ROOTS, KeyRefused, private_bytes

_ROOT: Final = "root of time stamps"
_LIST_VALID: Final = timedelta(days=7)


@dataclass(frozen=True)
class DevelopmentAuthority:
    """What stamps: a certificate (DER), its key (PKCS #8, DER), the root, and its list when asked."""

    certificate: bytes
    root: bytes
    key: bytes
    _root_key: ec.EllipticCurvePrivateKey

    def revocation_list(self) -> bytes:
        """The root's list (DER), signed now: nothing is revoked."""
        issued = unsafe.revocation_list((_ROOT, self._root_key), _LIST_VALID)
        return issued.public_bytes(Encoding.DER)


def _key(path: Path) -> ec.EllipticCurvePrivateKey:
    """The key in `path`, made there when there is none."""
    if not path.exists():
        made = ec.generate_private_key(ec.SECP256R1())
        unsafe.write(path, unsafe.private_pem(made), 0o600)
    key = load_pem_private_key(private_bytes(path), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise KeyRefused(f"{path.name} is not a key of a development authority.")
    return key


def make(folder: Path, public: Path, *, address: str) -> DevelopmentAuthority:
    """The authority whose keys are in `folder`; its root is published where verifiers look for it.

    `address` is where it answers: its certificate says that its list is served at `address`/crl.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    root_key = _key(folder / "root.key.pem")
    stamping_key = _key(folder / "stamps.key.pem")
    shown = folder / "root.pem"
    if not shown.exists():
        root = unsafe.certificate(_ROOT, root_key, (_ROOT, root_key), 10, 0)
        passing = folder / f".root.{os.getpid()}"
        unsafe.write(passing, root.public_bytes(Encoding.PEM), 0o644)
        passing.replace(shown)
    root = x509.load_pem_x509_certificate(shown.read_bytes())
    stamping = unsafe.certificate(
        "time stamps",
        stamping_key,
        (_ROOT, root_key),
        5,
        None,
        purposes=[ExtendedKeyUsageOID.TIME_STAMPING],
        list_at=f"{address}/crl",
    )
    unsafe.publish(TIME_STAMP_ROOTS, root.public_bytes(Encoding.PEM), public / unsafe.FOLDER)
    return DevelopmentAuthority(
        stamping.public_bytes(Encoding.DER),
        root.public_bytes(Encoding.DER),
        stamping_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        root_key,
    )
