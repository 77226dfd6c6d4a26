"""Development keys: a throwaway PKI made at the first start, loud about what it is.

Made in a folder of its own and moved into place by one rename, so of two processes that start at
once one wins and the other takes what it finds. The private keys of root and intermediate are
dropped as soon as the seal is certified: nothing else can ever be issued under this root.
"""

import logging
import os
import secrets
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from custody.local import CHECKPOINTS_KEY, CHECKPOINTS_VKEY, REPORTS_CHAIN, REPORTS_KEY, KeyRefused
from custody.vkey import VerifierKey

log = logging.getLogger("custody")

FOLDER: Final = "development"
WARNING: Final = "DEVELOPMENT KEY: not evidence"
_DOCUMENT_SIGNING: Final = ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
_YEAR: Final = timedelta(days=365)

_Key = ec.EllipticCurvePrivateKey


def _name(what: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Trustportal development"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{WARNING} ({what})"),
        ]
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _certificate(
    what: str, key: _Key, issuer: tuple[str, _Key], years: int, path_length: int | None
) -> x509.Certificate:
    """One certificate (RFC 5280); `path_length` is None for the seal, which may issue nothing."""
    began = datetime.now(UTC) - timedelta(hours=1)  # clocks of readers differ a little
    issuer_name, issuer_key = issuer
    authority = path_length is not None
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(what))
        .issuer_name(_name(issuer_name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(began)
        .not_valid_after(began + years * _YEAR)
        .add_extension(x509.BasicConstraints(authority, path_length), critical=True)
        .add_extension(_usage(authority=authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
    )
    if not authority:
        purposes = [ExtendedKeyUsageOID.EMAIL_PROTECTION, _DOCUMENT_SIGNING]
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    return builder.sign(issuer_key, SHA256())


def _write(path: Path, content: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def _private_pem(key: _Key | ed25519.Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _fill(folder: Path, log_origin: str) -> None:
    """Write a complete set of keys into the empty `folder`."""
    root, intermediate, seal = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    chain = [
        _certificate("seal", seal, ("intermediate", intermediate), 3, None),
        _certificate("intermediate", intermediate, ("root", root), 5, 0),
        _certificate("root", root, ("root", root), 10, 1),
    ]
    checkpoints = ed25519.Ed25519PrivateKey.generate()
    vkey = VerifierKey(log_origin, checkpoints.public_key().public_bytes_raw())
    _write(folder / REPORTS_KEY, _private_pem(seal), 0o600)
    _write(folder / CHECKPOINTS_KEY, _private_pem(checkpoints), 0o600)
    public = folder / "public"
    public.mkdir(mode=0o700)
    pem = b"".join(certificate.public_bytes(Encoding.PEM) for certificate in chain)
    _write(public / REPORTS_CHAIN, pem, 0o600)
    _write(public / CHECKPOINTS_VKEY, f"{vkey.text}\n".encode(), 0o600)


def _publish(made: Path, public: Path) -> None:
    """Copy the public halves to where every process may read them; each file whole or not at all."""
    public.mkdir(mode=0o755, parents=True, exist_ok=True)
    for name in (REPORTS_CHAIN, CHECKPOINTS_VKEY):
        content = (made / "public" / name).read_bytes()
        target = public / name
        if target.exists() and target.read_bytes() == content:
            continue
        passing = public / f".{name}.{secrets.token_hex(8)}"
        _write(passing, content, 0o644)
        passing.chmod(0o644)  # whatever the umask says
        passing.replace(target)


def make(keys: Path, public: Path, *, log_origin: str, production: bool) -> bool:
    """Make development keys unless they exist, publish their public halves; True when made now.

    The log's name is fixed with its key: a portal that later answers at another address is still
    the same log. KeyRefused in production.
    """
    if production:
        raise KeyRefused("Development keys are refused in production.")
    made = keys / FOLDER
    fresh = False
    if not made.exists():
        keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        passing = keys / f".making-{secrets.token_hex(8)}"
        passing.mkdir(mode=0o700)
        try:
            _fill(passing, log_origin)
            passing.rename(made)
            fresh = True
        except OSError:
            if not made.exists():
                raise
            # Another process was quicker; its keys are the keys.
        finally:
            shutil.rmtree(passing, ignore_errors=True)
    _publish(made, public / FOLDER)
    if fresh:
        log.warning("%s. New keys were made in %s.", WARNING, made)
    return fresh
