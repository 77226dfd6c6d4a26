"""Who asks: nobody in particular, or the holder of an API key. A key opens nothing more."""

from typing import Any

from django.utils.timezone import now
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.api_keys import key_for
from accounts.models import ApiKey

_LONGEST = 200


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer tp_…` (RFC 6750). A header that is no valid key is refused."""

    def authenticate(self, request: Request) -> tuple[None, ApiKey] | None:
        """The key as `request.auth`; None without a header. Raises AuthenticationFailed."""
        header = request.headers.get("Authorization")
        if header is None:
            return None
        scheme, _, text = header.partition(" ")
        text = text.strip()
        usable = scheme.lower() == "bearer" and text.isascii() and text.isprintable()
        if not usable or not 0 < len(text) <= _LONGEST:
            raise AuthenticationFailed
        key = key_for(text, at=now())
        if key is None:
            raise AuthenticationFailed
        return None, key

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - DRF's signature
        """What a refused client is told to send."""
        return 'Bearer realm="api", error="invalid_token"'


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema tells of API keys."""

    target_class = ApiKeyAuthentication
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:  # noqa: ARG002
        """A bearer token that raises the limit and opens nothing more."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A partner's key, `tp_…`. Optional: it raises the limit, nothing more.",
        }
