"""Addresses that nothing can stand at."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse


class PlainPathMiddleware:
    """Answers 404 to an address with a NUL: PostgreSQL takes none in a text, so no name has one.

    The API answers such addresses itself, with a problem.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info and not request.path_info.startswith("/api/"):
            raise Http404
        return self.get_response(request)
