"""Requests of people who are signed in, and the actor behind every request."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts.actor import Actor
from accounts.models import User
from accounts.second_factor import actor_of


class SignedInRequest(HttpRequest):
    """What a view behind `login_required` receives."""

    user: User
    actor: Actor


class ActorMiddleware:
    """Gives every request its actor, computed when a view first asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            # What one person reads is kept by no cache between us, and asked for again by her own.
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


def will_not_be_seen(request: HttpRequest) -> bool:
    """Whether a browser only fetches ahead, so that nobody has seen the answer yet."""
    purpose = f"{request.headers.get('Sec-Purpose', '')} {request.headers.get('Purpose', '')}"
    return "prefetch" in purpose.lower()
