"""What every page knows about the portal it belongs to."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - Django's signature
    """The alliance's name, origin and colours, and what kind of instance this is."""
    return {
        "site": {
            "alliance_name": settings.ALLIANCE_NAME,
            "origin": settings.SITE_ORIGIN,
            "accent": settings.ACCENT_COLOUR,
            "demonstration": settings.DEMONSTRATION,
            "environment": settings.ENVIRONMENT.kind.value,
        }
    }
