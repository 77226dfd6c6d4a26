"""A file of evidence shown where it is judged: a fragment of a page, and a page of its own."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.requests import SignedInRequest
from attestations import looking
from attestations.in_place import MOST_SHOWN, Shown, Text, beginning, shown_as
from attestations.looking_views import is_not_looking, not_recorded
from attestations.models import EvidenceFile
from attestations.pages import asking
from attestations.pages.bounds import MOST_PAGES, Problem, Width
from attestations.pages.turning import Asked, turns
from attestations.serving import SERVED, guarded
from attestations.vault import path_of
from organisations.permissions import Permission


@login_required
@vary_on_headers("X-Requested-With")
@require_safe
def in_place(request: SignedInRequest, slug: str, evidence_id: UUID, sha256: str) -> HttpResponse:
    """The file with this digest, of whichever version: text, picture, a page of it, or why none."""
    file = _file(request, slug, evidence_id, sha256)
    if is_not_looking(request):
        return not_recorded(request)
    served, shown = _is_served(file), shown_as(file.media_type)
    context: dict[str, Any] = {"file": file, "piece": file.evidence, "served": served}
    context["shown"] = shown.value if served else ""
    if served and request.method == "GET":
        asked = Asked.of(request.GET)
        _keep_the_look(request, file, is_turning=asked.is_turning and shown is Shown.PAGES)
        if shown is Shown.TEXT:
            context["text"] = _text(file)
        elif shown is Shown.PAGES:
            context |= _page(file, asked)
    context["is_fragment"] = request.headers.get("X-Requested-With") == "fragment"
    name = "in_place.html" if context["is_fragment"] else "in_place_page.html"
    response = render(request, f"attestations/{name}", context)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_safe
def page_picture(
    request: SignedInRequest, slug: str, evidence_id: UUID, sha256: str, number: int, width: str
) -> HttpResponse:
    """A page of a PDF as a picture, for whoever may read the file, served as strictly as the file."""
    file = _file(request, slug, evidence_id, sha256)
    is_paged = _is_served(file) and shown_as(file.media_type) is Shown.PAGES
    if not is_paged or width not in set(Width) or number > MOST_PAGES:
        raise Http404
    if is_not_looking(request):
        return not_recorded(request)
    if request.method == "GET":
        _keep_the_look(request, file, is_turning=True)
    try:
        page = asking.page(file.sha256, number, Width(width))
    except asking.NotDrawn as reason:
        if reason.problem in (Problem.BUSY, Problem.TOO_MUCH):
            return guarded(HttpResponse(status=503, content_type="text/plain"), name="page")
        raise Http404 from reason
    ending = page.media_type.rpartition("/")[2]
    response = HttpResponse(page.picture, content_type=page.media_type)
    return guarded(response, name=f"page-{number}.{ending}")


def _file(request: SignedInRequest, slug: str, evidence_id: UUID, sha256: str) -> EvidenceFile:
    readable = EvidenceFile.objects.where_user_may(Permission.EVIDENCE_READ, request.actor)
    readable = readable.filter(
        evidence=evidence_id, evidence__organisation__slug=slug, sha256=sha256
    )
    newest = readable.select_related("evidence__organisation").order_by("-version")
    return get_object_or_404(newest[:1])


def _is_served(file: EvidenceFile) -> bool:
    return file.stored and file.scan in SERVED and path_of(file.sha256).is_file()


def _keep_the_look(request: SignedInRequest, file: EvidenceFile, *, is_turning: bool) -> None:
    (looking.turn if is_turning else looking.read)(file, by=request.actor)


def _text(file: EvidenceFile) -> Text:
    with path_of(file.sha256).open("rb") as opened:
        return beginning(opened.read(MOST_SHOWN + 1))


def _page(file: EvidenceFile, asked: Asked) -> dict[str, Any]:
    """The page that is asked for and the ways to others, or the problem that stands against it."""
    args = [file.evidence.organisation.slug, file.evidence.pk, file.sha256]
    here = reverse("attestations:in_place", args=args)
    known: dict[str, Any] = {"here": here, "asked": asked, "most_pages": MOST_PAGES}
    try:
        page = asking.page(file.sha256, asked.number, asked.width)
    except asking.NotDrawn as reason:
        ways = turns(here, asked, reason.pages) if reason.problem is Problem.PAGE else None
        return known | {"problem": reason.problem.value, "pages": reason.pages, "turns": ways}
    picture = reverse("attestations:page_picture", args=[*args, asked.number, asked.width])
    ways = turns(here, asked, page.pages)
    return known | {"page": page, "pages": page.pages, "turns": ways, "picture": picture}
