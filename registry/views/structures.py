"""The choice of the structure by which a page's percentages are read: `?structure=<id>`."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest

from registry.readings import Reading
from registry.structures import Structure

PARAMETER = "structure"


def asked_of(request: HttpRequest, offered: Iterable[Structure]) -> str:
    """The structure that the address names; "" for the official one. 404 for one there is not."""
    asked = request.GET.get(PARAMETER, "")
    if PARAMETER in request.GET and asked not in {each.id for each in offered}:
        raise Http404
    return asked


def choices(request: HttpRequest, reading: Reading, anchor: str) -> list[dict[str, Any]]:
    """Links that show the same page read by each structure; empty where there is only one."""
    if not reading.offered:
        return []
    return [
        {"words": words, "url": _url(request, which, anchor), "current": reading.name == words}
        for words, which in (
            (reading.official, ""),
            *((each.name, each.id) for each in reading.offered),
        )
    ]


def _url(request: HttpRequest, which: str, anchor: str) -> str:
    query = request.GET.copy()
    query.pop(PARAMETER, None)
    if which:
        query[PARAMETER] = which
    encoded = query.urlencode()
    return f"{request.path}{'?' if encoded else ''}{encoded}#{anchor}"
