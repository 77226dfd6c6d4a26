"""What every page knows about the portal it belongs to."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.second_factor import actor_of
from desk.places import places_of


def portal(request: HttpRequest) -> dict[str, Any]:
    """The alliance's name, origin and colours, what kind of instance this is, and the places.

    Not called `site`: the log-in library puts a site of its own into the context of its pages.
    """
    return {
        "portal": {
            "alliance_name": settings.ALLIANCE_NAME,
            "origin": settings.SITE_ORIGIN,
            "accent": settings.ACCENT_COLOUR,
            "demonstration": settings.DEMONSTRATION,
            "environment": settings.ENVIRONMENT.kind.value,
            "places": SimpleLazyObject(lambda: _places(request)),
        }
    }


def _places(request: HttpRequest) -> list[object]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    actor = getattr(request, "actor", None)
    if actor is None or actor.user_id != user.pk:  # an error before its middleware; a log-in
        actor = actor_of(request)
    return list(places_of(request, actor))
