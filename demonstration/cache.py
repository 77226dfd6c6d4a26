"""The demonstration's cache: it lets one authenticator code be used by several windows."""

from typing import Any

from django.core.cache.backends.db import DatabaseCache

USED_CODE = "allauth.mfa.totp.used"


class ReplayAllowed(DatabaseCache):
    """Forgets that a code was used, so that nobody waits 30 seconds on a demonstration.

    Only settings for ENVIRONMENT=demonstration name this class.
    """

    def add(self, key: Any, *args: Any, **kwargs: Any) -> bool:
        """As Django's own, except for the mark "this code was used"."""
        if str(key).startswith(USED_CODE):
            return True
        return super().add(key, *args, **kwargs)
