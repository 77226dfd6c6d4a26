"""Pages for requests that cannot be served as they came."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from trustportal.kept_posts import comes_from_here, kept, typed


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """The form was too old or came from elsewhere: say so, and how to go on."""
    if comes_from_here(request):
        return kept(
            request,
            sentence="The form was opened before you last signed in, so it was not sent. "
            "What you typed is kept on this page.",
            status=403,
            sign_in=not request.user.is_authenticated,
        )
    return render(request, "403_csrf.html", status=403)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say why, where the refusal does, and show what was typed in vain."""
    context = {"sentence": str(exception), "fields": typed(request)}
    return render(request, "403.html", context, status=403)
