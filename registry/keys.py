"""The published history of the seal's keys, the newest first: for the page, its JSON and the API."""

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, Q

from reports.keys.entries import told
from reports.keys.models import SealKey, SealKeyEnd
from reports.keys.terms import REASONS, STORES, Store, Why
from reports.models import SignedFile
from reports.status import State

SCHEMA: Final = "trustportal-keys/1"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One key as everybody may see it, and how many published reports it has sealed."""

    key: SealKey
    ends: tuple[SealKeyEnd, ...]
    reports: int

    @property
    def leak(self) -> SealKeyEnd | None:
        """The row that says somebody else may have used it."""
        return next((end for end in self.ends if end.why == Why.COMPROMISED), None)

    @property
    def end(self) -> SealKeyEnd | None:
        """When it went out of use, which is when it first did."""
        return self.ends[0] if self.ends else None

    @property
    def status(self) -> str:
        """In one or two words."""
        if self.leak:
            return "Not to be trusted"
        return "Out of use" if self.end else "In use"

    @property
    def why(self) -> str:
        """Why it went out of use."""
        end = self.leak or self.end
        return REASONS[Why(end.why)] if end else ""

    @property
    def store(self) -> str:
        """Where its private half is."""
        return STORES[Store(self.key.store)]


def public_keys() -> list[PublicKey]:
    """All of them; three statements."""
    live = Q(report__state=State.LIVE, rung="public")
    counted = SignedFile.objects.filter(live).order_by().values("certificate_sha256")
    number = dict(counted.annotate(n=Count("pk")).values_list("certificate_sha256", "n"))
    rows = SealKey.objects.prefetch_related("ends")
    return [
        PublicKey(key, tuple(key.ends.all()), number.get(key.certificate_sha256, 0)) for key in rows
    ]


def document() -> dict[str, Any]:
    """The history as JSON (`reports/keys/history.schema.json`)."""
    return {"schema": SCHEMA, "keys": [_plain(each) for each in public_keys()]}


def _plain(shown: PublicKey) -> dict[str, Any]:
    key, end, leak = shown.key, shown.end, shown.leak
    because = leak or end
    return {
        "key_id": key.key_id,
        "certificate_sha256": key.certificate_sha256,
        "subject": key.subject,
        "algorithm": key.algorithm,
        "store": key.store,
        "development": key.development,
        "begins_at": told(key.begins_at),
        "ends_at": told(end.ends_at) if end else None,
        "why": because.why if because else None,
        "not_trusted_from": told(leak.not_trusted_from) if leak and leak.not_trusted_from else None,
        "people": key.people,
        "record_commitment": key.record_commitment or None,
        "reports": shown.reports,
        "log_indexes": [key.log_index, *(each.log_index for each in shown.ends)],
        "certificates_url": f"{settings.SITE_ORIGIN}/verify/keys/{key.key_id}.pem",
    }
