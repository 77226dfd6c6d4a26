"""The seal's key on a PKCS#11 token: it is used there and never leaves.

The session is opened once and held. A token that was away and came back (a restarted network HSM,
a card pulled and put back) has forgotten the session: it is opened anew, once, before a signature
is refused. A process that forks must open its own: loading happens at the first signature.
"""

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from custody.local import PublicChain, certificates
from custody.seal import KeyRefused, prove
from custody.token import Token


@dataclass(frozen=True)
class TokenSigner:
    """Seals reports with a P-256 key on a token (`custody.seal.ReportSigner`)."""

    shown: PublicChain
    token: Token
    _held: list[Any] = field(default_factory=list, repr=False, compare=False)
    _lock: Lock = field(default_factory=Lock, repr=False, compare=False)

    @property
    def certificate(self) -> bytes:
        return self.shown.certificate

    @property
    def chain(self) -> tuple[bytes, ...]:
        return self.shown.chain

    @property
    def root(self) -> bytes:
        return self.shown.root

    @property
    def key_id(self) -> str:
        return self.shown.key_id

    @property
    def development(self) -> bool:
        return self.shown.development

    def sign(self, data: bytes) -> bytes:
        """The DER-encoded ECDSA signature over SHA-256 of `data`; KeyRefused when the token will not.

        The token is given the digest (CKM_ECDSA): not every module can hash, and none needs to.
        """
        from pkcs11 import Mechanism, PKCS11Error  # noqa: PLC0415 - native, and only for the signer
        from pkcs11.util.ec import encode_ecdsa_signature  # noqa: PLC0415

        digest = hashlib.sha256(data).digest()
        with self._lock:
            if self._held:
                try:
                    raw = self._held[0].sign(digest, mechanism=Mechanism.ECDSA)
                    return bytes(encode_ecdsa_signature(raw))
                except PKCS11Error:
                    self._forget()
            try:
                self._held.append(_opened(self.token))
                raw = self._held[0].sign(digest, mechanism=Mechanism.ECDSA)
            except PKCS11Error as error:
                self._forget()
                raise _refused(self.token, error) from error
            return bytes(encode_ecdsa_signature(raw))

    def _forget(self) -> None:
        from pkcs11 import PKCS11Error  # noqa: PLC0415

        for key in self._held:
            try:
                key.session.close()
            except PKCS11Error:
                continue  # a session that the token forgot cannot be closed either
        self._held.clear()


def _refused(token: Token, error: Exception) -> KeyRefused:
    """The module's own word for it (CKR_…, as python-pkcs11 names it), and never the PIN."""
    told = f" {error}" if str(error) else ""
    return KeyRefused(
        f"The token {token.label!r} does not sign with {token.key!r}: {type(error).__name__}{told}."
    )


def _opened(token: Token) -> Any:
    """The private key in a new session; KeyRefused unless it is P-256 and cannot leave the token."""
    import pkcs11  # noqa: PLC0415 - native, and only for the signer

    try:
        module = pkcs11.lib(str(token.module))
    except RuntimeError as error:  # the dynamic loader's word for it
        raise KeyRefused(f"The PKCS#11 module cannot be loaded: {error}.") from error
    try:
        found = module.get_token(token_label=token.label)
    except pkcs11.NoSuchToken:
        module.reinitialize()  # a list of tokens from before this one was there
        found = module.get_token(token_label=token.label)
    try:
        session = found.open(user_pin=token.pin)
    except pkcs11.UserAlreadyLoggedIn:  # a log-in is the whole process's (PKCS #11 v2.40, 2.4)
        session = found.open()
    try:
        return _kept_key(session, token)
    except (KeyRefused, pkcs11.PKCS11Error):
        session.close()
        raise


def _kept_key(session: Any, token: Token) -> Any:
    """The private key by its label; KeyRefused where it could be copied out of the token."""
    from pkcs11 import Attribute, KeyType, ObjectClass  # noqa: PLC0415

    key = session.get_key(
        object_class=ObjectClass.PRIVATE_KEY, key_type=KeyType.EC, label=token.key
    )
    if key[Attribute.EXTRACTABLE] or not key[Attribute.SENSITIVE]:
        raise KeyRefused(
            f"The key {token.key!r} may leave the token {token.label!r}; "
            "make one that is sensitive and not extractable."
        )
    return key


@lru_cache(maxsize=8)
def report_signer(token: Token, public: Path) -> TokenSigner:
    """The seal on `token`, refused when key and certificate do not belong together."""
    signer = TokenSigner(certificates(public, development=False), token)
    prove(signer)
    return signer
