"""What the public log says of keys: certificates and times, and no person (`leaf.schema.json`)."""

import base64
import ssl
from datetime import UTC, datetime
from typing import Final

from reports.keys.models import SealKey, SealKeyEnd
from transparency.manifests import LeafContent, LeafKind, leaf

_END: Final = "-----END CERTIFICATE-----\n"


def certificates_of(pem: str) -> list[bytes]:
    """The certificates in `pem`, as DER, in its order."""
    parts = pem.split(_END)[:-1]
    return [ssl.PEM_cert_to_DER_cert(f"{part}{_END}".strip()) for part in parts]


def pem_of(*certificates: bytes) -> str:
    """Certificates (DER) as PEM, one after the other."""
    return "".join(ssl.DER_cert_to_PEM_cert(each) for each in certificates)


def begun_leaf(key: SealKey, at: datetime) -> LeafContent:
    """The leaf of a key that came into use, with its whole chain: a copy of the log is enough."""
    return leaf(
        LeafKind.KEY,
        at,
        event="begun",
        key_id=key.key_id,
        certificate_sha256=key.certificate_sha256,
        certificates=[base64.b64encode(each).decode() for each in certificates_of(key.pem)],
        algorithm=key.algorithm,
        store=key.store,
        development=key.development,
        begins_at=told(key.begins_at),
        people=key.people,
        record_commitment=key.record_commitment or None,
    )


def ended_leaf(end: SealKeyEnd, at: datetime) -> LeafContent:
    """The leaf of a key that went out of use."""
    return leaf(
        LeafKind.KEY,
        at,
        event="ended",
        key_id=end.key.key_id,
        certificate_sha256=end.key.certificate_sha256,
        why=end.why,
        ends_at=told(end.ends_at),
        not_trusted_from=told(end.not_trusted_from) if end.not_trusted_from else None,
    )


def told(at: datetime) -> str:
    """An instant as leaves and the published history write it: UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
