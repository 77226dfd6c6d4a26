"""Development keys: a throwaway PKI made at the first start, loud about what it is.

Made in a folder of its own and moved into place by one rename, so of two processes that start at
once one wins and the other takes what it finds. The private keys of root and intermediate are
dropped as soon as the seal is certified: nothing else can ever be issued under this root.
"""

import logging
import os
import secrets
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from custody.local import (
    CHECKPOINTS_KEY,
    CHECKPOINTS_VKEY,
    REPORTS_CHAIN,
    REPORTS_KEY,
    REVOCATIONS,
    KeyRefused,
)
from custody.vkey import VerifierKey

log = logging.getLogger("custody")

FOLDER: Final = "development"
WARNING: Final = "DEVELOPMENT KEY: not evidence"
_DOCUMENT_SIGNING: Final = ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
_SEALING: Final = (ExtendedKeyUsageOID.EMAIL_PROTECTION, _DOCUMENT_SIGNING)
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


def certificate(
    what: str,
    key: _Key,
    issuer: tuple[str, _Key],
    years: int,
    path_length: int | None,
    *,
    purposes: Sequence[ObjectIdentifier] = _SEALING,
    list_at: str | None = None,
) -> x509.Certificate:
    """One certificate (RFC 5280); `path_length` is None for one that may issue nothing.

    `list_at` is where its issuer's revocation list is served.
    """
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
        .add_extension(_issued_by(issuer_key), critical=False)
    )
    if not authority:
        stamping = ExtendedKeyUsageOID.TIME_STAMPING in purposes  # critical by RFC 3161, 2.3
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=stamping)
    if list_at:
        place = x509.DistributionPoint([x509.UniformResourceIdentifier(list_at)], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([place]), critical=False)
    return builder.sign(issuer_key, SHA256())


def _issued_by(key: _Key) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


def revocation_list(issuer: tuple[str, _Key], valid: timedelta) -> x509.CertificateRevocationList:
    """A list on which nothing is revoked (RFC 5280, 5); from an hour ago, as the certificates."""
    now = datetime.now(UTC)
    return (
        x509.CertificateRevocationListBuilder()
        .issuer_name(_name(issuer[0]))
        .last_update(now - timedelta(hours=1))
        .next_update(now + valid)
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        .add_extension(_issued_by(issuer[1]), critical=False)
        .sign(issuer[1], SHA256())
    )


def write(path: Path, content: bytes, mode: int) -> None:
    """Make a new file with this mode, on disk when this returns."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def private_pem(key: _Key | ed25519.Ed25519PrivateKey) -> bytes:
    """PKCS #8 in PEM, not encrypted: whoever reads it can sign."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _fill(folder: Path, log_origin: str) -> None:
    """Write a complete set of keys into the empty `folder`."""
    root, intermediate, seal = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    chain = [
        certificate("seal", seal, ("intermediate", intermediate), 3, None),
        certificate("intermediate", intermediate, ("root", root), 5, 0),
        certificate("root", root, ("root", root), 10, 1),
    ]
    checkpoints = ed25519.Ed25519PrivateKey.generate()
    vkey = VerifierKey(log_origin, checkpoints.public_key().public_bytes_raw())
    write(folder / REPORTS_KEY, private_pem(seal), 0o600)
    write(folder / CHECKPOINTS_KEY, private_pem(checkpoints), 0o600)
    public = folder / "public"
    public.mkdir(mode=0o700)
    pem = b"".join(each.public_bytes(Encoding.PEM) for each in chain)
    write(public / REPORTS_CHAIN, pem, 0o600)
    # Nothing can ever be revoked either: the lists are signed now, before their keys are dropped.
    issuers = (("root", root), ("intermediate", intermediate))
    lists = [revocation_list(issuer, 10 * _YEAR) for issuer in issuers]
    pem = b"".join(each.public_bytes(Encoding.PEM) for each in lists)
    write(public / REVOCATIONS, pem, 0o600)
    write(public / CHECKPOINTS_VKEY, f"{vkey.text}\n".encode(), 0o600)


def publish(name: str, content: bytes, public: Path) -> None:
    """Put a public half where every process may read it, whole or not at all."""
    public.mkdir(mode=0o755, parents=True, exist_ok=True)
    target = public / name
    if target.exists() and target.read_bytes() == content:
        return
    passing = public / f".{name}.{secrets.token_hex(8)}"
    write(passing, content, 0o644)
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
    for path in sorted((made / "public").iterdir()):
        publish(path.name, path.read_bytes(), public / FOLDER)
    if fresh:
        log.warning("%s. New keys were made in %s.", WARNING, made)
    return fresh
