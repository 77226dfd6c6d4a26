"""The time-stamping authority as a seal needs it: asked over HTTP (RFC 3161, 3.4), trusted by its root.

The authority is somebody else's and may be away. Then nothing is signed at a lower level: the
step fails with a sentence and is tried again.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from asn1crypto import cms, x509
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError
from pyhanko_certvalidator import ValidationContext

PATIENCE_SECONDS: Final = 10


class SigningFailed(Exception):
    """The document could not be sealed; the text says why."""


class AuthorityAway(SigningFailed):
    """Somebody else did not give what the level needs; later they may."""


@dataclass(frozen=True)
class Authority:
    """Where time stamps are had (`address`; its user and password stand in it, if there are any).

    `roots` are the pinned roots that a stamp must lead to, `revocations` the lists that issuers
    serve at no address; all DER.
    """

    address: str
    roots: tuple[bytes, ...]
    revocations: tuple[bytes, ...] = ()

    @property
    def host(self) -> str:
        """What may be said of the address."""
        return urlsplit(self.address).hostname or "(no host)"

    def stamper(self) -> "Stamper":
        """The client, held from one seal to the next: it knows the authority's certificates."""
        return _held(self.address)

    def context(self, root: bytes, others: tuple[bytes, ...]) -> ValidationContext:
        """What collects revocation information for seal and stamp; what is missing is fetched."""
        return ValidationContext(
            trust_roots=[x509.Certificate.load(each) for each in (root, *self.roots)],
            other_certs=[x509.Certificate.load(each) for each in others],
            crls=list(self.revocations),
            allow_fetching=True,
            revocation_mode="require",
        )


class Stamper(HTTPTimeStamper):
    """pyHanko's client; whatever goes wrong in it is the authority's refusal."""

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """The token over a digest; AuthorityAway when there is none, or it is not one."""
        host = urlsplit(self.url).hostname
        try:
            return await super().async_timestamp(message_digest, md_algorithm)
        except TimestampRequestError as error:
            forget()
            raise AuthorityAway(
                f"The time-stamping authority {host} gave no time stamp. "
                f"Nothing was signed; it is tried again. ({_told(error)})"
            ) from error
        except (ValueError, TypeError, KeyError, AttributeError, AssertionError) as error:
            forget()
            raise AuthorityAway(
                f"The time-stamping authority {host} answered something that is no time stamp. "
                "Nothing was signed; it is tried again."
            ) from error


def _told(error: Exception) -> str:
    """The error's own words, or those of what caused it, without the address and its password."""
    cause = error.__cause__
    if cause is None:
        return str(error)
    status = getattr(cause, "status", None)
    return f"{type(cause).__name__} {status}" if status else type(cause).__name__


@lru_cache(maxsize=1)
def _held(address: str) -> Stamper:
    return Stamper(address, timeout=PATIENCE_SECONDS)


def forget() -> None:
    """Ask for the authority's certificates anew: they may have changed."""
    _held.cache_clear()
