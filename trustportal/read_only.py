"""Read-only mode: public reading and verification stay up while nothing can be changed."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class ReadOnlyMiddleware:
    """With READ_ONLY=1 answers 503 to everything that would change something."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.ENVIRONMENT.read_only and request.method not in SAFE:
            return render(request, "503_read_only.html", status=503)
        return self.get_response(request)
