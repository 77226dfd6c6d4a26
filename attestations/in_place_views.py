"""A file of evidence shown where it is judged: a fragment of a page, and a page of its own."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.requests import SignedInRequest
from attestations import looking
from attestations.in_place import MOST_SHOWN, Shown, Text, beginning, shown_as
from attestations.looking_views import is_not_looking, not_recorded
from attestations.models import EvidenceFile
from attestations.serving import SERVED
from attestations.vault import path_of
from organisations.permissions import Permission


@login_required
@vary_on_headers("X-Requested-With")
@require_safe
def in_place(request: SignedInRequest, slug: str, evidence_id: UUID, sha256: str) -> HttpResponse:
    """The file with this digest, of whichever version: its text, its picture, or why neither."""
    readable = EvidenceFile.objects.where_user_may(Permission.EVIDENCE_READ, request.actor)
    readable = readable.filter(
        evidence=evidence_id, evidence__organisation__slug=slug, sha256=sha256
    )
    newest = readable.select_related("evidence__organisation").order_by("-version")
    file = get_object_or_404(newest[:1])
    if is_not_looking(request):
        return not_recorded(request)
    path = path_of(file.sha256)
    served = file.stored and file.scan in SERVED and path.is_file()
    shown, text = shown_as(file.media_type), None
    if served and request.method == "GET":
        looking.read(file, by=request.actor)
        text = _text(file) if shown is Shown.TEXT else None
    context = {"file": file, "piece": file.evidence, "served": served, "text": text}
    context |= {"shown": shown.value if served else ""}
    fragment = request.headers.get("X-Requested-With") == "fragment"
    template = "attestations/in_place.html" if fragment else "attestations/in_place_page.html"
    response = render(request, template, context)
    response["Cache-Control"] = "private, no-store"
    return response


def _text(file: EvidenceFile) -> Text:
    with path_of(file.sha256).open("rb") as opened:
        return beginning(opened.read(MOST_SHOWN + 1))
