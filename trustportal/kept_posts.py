"""What somebody typed is not lost when the session or the form has become too old.

A form that arrives without a session, or with an old token, is answered by a page that holds all
its fields and offers to send them again. It does so only for forms that our own pages sent (their
`Origin` says so): a form that another site sent is refused and not offered again.
"""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url

# Nothing secret is written into a page, and our own token is given anew.
LEFT_OUT: Final = frozenset({"csrfmiddlewaretoken", "password", "password1", "password2", "code"})
LONGEST: Final = 2 * 1024 * 1024


def comes_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this portal sent the form (Fetch, `Origin`)."""
    origin = request.headers.get("Origin", "")
    return origin == f"{request.scheme}://{request.get_host()}"


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form that was sent, by name; none of them where they are too long."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in LEFT_OUT
        for value in values
    ]
    return fields if sum(len(value) for _, value in fields) <= LONGEST else []


def kept(request: HttpRequest, *, sentence: str, status: int, sign_in: bool) -> HttpResponse:
    """The page that holds what was typed and offers to send it again."""
    context = {
        "sentence": sentence,
        "fields": typed(request),
        "files": sorted(request.FILES),
        "here": request.get_full_path(),
        "sign_in": resolve_url(settings.LOGIN_URL) if sign_in else "",
    }
    return render(request, "kept_post.html", context, status=status)


class KeptPostMiddleware:
    """Answers a form whose session has ended with what was typed, not with the log-in page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            request.method == "POST"
            and isinstance(response, HttpResponseRedirect)
            and response.url.startswith(resolve_url(settings.LOGIN_URL) + "?")
            and not request.user.is_authenticated
            and comes_from_here(request)
        ):
            return kept(
                request,
                sentence="Your session has ended, so nothing was saved. What you typed is kept "
                "on this page.",
                status=401,
                sign_in=True,
            )
        return response
