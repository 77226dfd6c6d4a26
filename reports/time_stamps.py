"""The time-stamping authority as a seal needs it: asked over HTTP (RFC 3161, 3.4), trusted by its root.

The authority is somebody else's and may be away. Then nothing is signed at a lower level: the
step fails with a sentence and is tried again.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from asn1crypto import cms, tsp, x509
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import ValidationError
from pyhanko_certvalidator.fetchers.aiohttp_fetchers.util import LazySession

from reports.keys.terms import CLOCKS_DIFFER

PATIENCE_SECONDS: Final = 10  # for a whole answer, not for each piece of it
LONGEST_ANSWER: Final = 100_000  # bytes; a stamp with its certificates takes a few thousand


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
        return _held(self.address, self.roots)

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
    """pyHanko's client; whatever goes wrong in it is the authority's refusal.

    A stamp is looked at before it is used: pyHanko asks for the nonce alone, and our verifier would
    blame the seal for a stamp that is wrong.
    """

    def __init__(self, address: str, roots: tuple[bytes, ...]) -> None:
        super().__init__(address, timeout=PATIENCE_SECONDS)
        self._roots = [x509.Certificate.load(each) for each in roots]

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """What the authority answers (RFC 3161, 3.4), all of it in time and of a sane length."""
        try:
            kind, content = await self._answer(req.dump())
        except (aiohttp.ClientError, OSError) as error:
            raise TimestampRequestError("Nobody answered, or not in time.") from error
        if kind != "application/timestamp-reply" or len(content) > LONGEST_ANSWER:
            raise TimestampRequestError("The answer is of another kind.")
        return tsp.TimeStampResp.load(content, strict=True)

    async def _answer(self, question: bytes) -> tuple[str, bytes]:
        """Its type and its first bytes, one more than a stamp may have."""
        content = bytearray()
        session: Any = LazySession()  # type: ignore[no-untyped-call]
        try:
            async with session.get_session().post(
                self.url,
                data=question,
                headers=self.request_headers(),
                raise_for_status=True,
                timeout=aiohttp.ClientTimeout(total=self.timeout),
            ) as answer:
                async for piece in answer.content.iter_chunked(LONGEST_ANSWER + 1):
                    content += piece
                    if len(content) > LONGEST_ANSWER:
                        break
                return answer.headers.get("Content-Type", ""), bytes(content)
        finally:
            await session.close()

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """The token over a digest; AuthorityAway when there is none, or it is not one."""
        host = urlsplit(self.url).hostname
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            await self._look_at(token, message_digest, md_algorithm)
        except TimestampRequestError as error:
            forget()
            raise AuthorityAway(
                f"The time-stamping authority {host} gave no time stamp. "
                f"Nothing was signed; it is tried again. ({_told(error)})"
            ) from error
        except _NO_STAMP as error:
            forget()
            raise AuthorityAway(
                f"The time-stamping authority {host} answered something that is no time stamp. "
                "Nothing was signed; it is tried again."
            ) from error
        return token

    async def _look_at(self, token: cms.ContentInfo, digest: bytes, algorithm: str) -> None:
        """Raise TimestampRequestError unless it is over this digest, right, of now, and ours."""
        context = ValidationContext(
            trust_roots=self._roots, allow_fetching=False, revocation_mode="soft-fail"
        )
        wanted = {algorithm: digest}
        found = TimestampSignatureStatus(
            **await validate_tst_signed_data(
                token["content"], context, lambda name: wanted.get(name, b"")
            )
        )
        if not found.intact or not found.valid:
            raise TimestampRequestError("It is not over what was sent, or its signature is wrong.")
        if not found.trusted:
            raise TimestampRequestError("Its certificate does not lead to a root we know.")
        if abs(found.timestamp - datetime.now(UTC)) > CLOCKS_DIFFER:
            raise TimestampRequestError("It tells another time than our clock.")


_NO_STAMP: Final = (
    *(ValueError, TypeError, KeyError, AttributeError, AssertionError),
    SignatureValidationError,
    ValidationError,
)


def _told(error: Exception) -> str:
    """The error's own words, or those of what caused it, without the address and its password."""
    cause = error.__cause__
    if cause is None:
        return str(error)
    status = getattr(cause, "status", None)
    return f"{type(cause).__name__} {status}" if status else type(cause).__name__


@lru_cache(maxsize=1)
def _held(address: str, roots: tuple[bytes, ...]) -> Stamper:
    return Stamper(address, roots)


def forget() -> None:
    """Ask for the authority's certificates anew: they may have changed."""
    _held.cache_clear()
