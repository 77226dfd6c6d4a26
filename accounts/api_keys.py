"""API keys: made once, shown once, kept as a digest, compared in constant time."""

import hashlib
import hmac
import secrets
from datetime import datetime

from accounts.actor import Actor
from accounts.models import ApiKey
from journal.recording import record, require_transaction

PREFIX = "tp_"


def made_api_key(
    holder: str, *, by: Actor, expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """A new key for `holder` and its full text, which is never shown again.

    Joins the caller's transaction. The text is ``tp_<8 hex>_<43 URL-safe characters>``; 256 bits
    of it are random, so a plain SHA-256 is enough to keep.
    """
    require_transaction()
    prefix = PREFIX + secrets.token_hex(4)
    text = f"{prefix}_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        holder=holder,
        prefix=prefix,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        made_by_id=by.user_id,
        expires_at=expires_at,
    )
    record("api_key.made", key, by=by)
    return key, text


def key_for(text: str, *, at: datetime) -> ApiKey | None:
    """The key in force at `at` that `text` is, or None."""
    prefix = text[: len(PREFIX) + 8]
    key = ApiKey.objects.filter(prefix=prefix, revoked_at=None).first()
    if key is None or (key.expires_at is not None and key.expires_at <= at):
        return None
    given = hashlib.sha256(text.encode()).hexdigest()
    return key if hmac.compare_digest(given, key.sha256) else None
