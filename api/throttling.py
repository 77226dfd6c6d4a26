"""How often one may ask: counted exactly, in PostgreSQL, with one statement per request."""

import time

from django.conf import settings
from django.db import connection
from django.utils.crypto import salted_hmac
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from accounts.models import ApiKey
from api.models import RequestCount

MINUTE = 60
_KEPT_MINUTES = 10
_COUNT = """
    INSERT INTO api_requestcount AS kept (caller, minute, requests) VALUES (%s, %s, 1)
    ON CONFLICT (caller) DO UPDATE SET
        minute = EXCLUDED.minute,
        requests = CASE WHEN kept.minute = EXCLUDED.minute THEN kept.requests + 1 ELSE 1 END
    RETURNING requests
"""


class PerMinute(BaseThrottle):
    """A limit per minute of the clock: for a key, or for an address without one."""

    def allow_request(self, request: Request, view: APIView) -> bool:  # noqa: ARG002 - DRF's
        """Count this request, and say whether it is within the limit.

        Where the portal may write nothing at all, nothing is counted: reading goes on.
        """
        if settings.ENVIRONMENT.read_only:
            return True
        key = request.auth if isinstance(request.auth, ApiKey) else None
        minute = int(time.time()) // MINUTE
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [_caller(request, key), minute])
            requests: int = cursor.fetchone()[0]
        if requests == 1 and _is_time_to_sweep(minute):
            RequestCount.objects.filter(minute__lt=minute - _KEPT_MINUTES).delete()
        return requests <= limit_for(key)

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return MINUTE - time.time() % MINUTE


def _is_time_to_sweep(minute: int) -> bool:
    """Whether counts of long ago are removed in this minute, by whoever asks first."""
    return minute % _KEPT_MINUTES == 0


def limit_for(key: ApiKey | None) -> int:
    """Requests per minute: from the settings, generous where nobody relies on the instance."""
    local = settings.DEMONSTRATION or settings.TESTING
    if key is not None:
        return int(getattr(settings, "API_KEY_PER_MINUTE", 60_000 if local else 600))
    return int(getattr(settings, "API_ANONYMOUS_PER_MINUTE", 6_000 if local else 60))


def _caller(request: Request, key: ApiKey | None) -> str:
    who = f"key {key.pk}" if key is not None else f"address {address_of(request)}"
    return salted_hmac("api.throttling", who, algorithm="sha256").hexdigest()


def address_of(request: Request) -> str:
    """The address that asks; `TRUSTED_PROXIES` says how many proxies of ours stand before us."""
    proxies = settings.TRUSTED_PROXIES
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if proxies and len(forwarded) >= proxies:
        return str(forwarded[-proxies].strip())
    return str(request.META.get("REMOTE_ADDR", ""))
