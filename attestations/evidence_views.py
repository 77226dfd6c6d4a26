"""The evidence library of an organisation, its pieces, and their files."""

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from attestations import evidence as acts
from attestations.forms import EvidenceForm
from attestations.models import Evidence, ScanState
from attestations.question_forms import ask_again_for_the_file
from attestations.vault import path_of
from attestations.views import sent
from organisations.models import Organisation
from organisations.permissions import Permission

P = Permission
SERVED = (ScanState.NOT_SCANNED, ScanState.CLEAN)
SANDBOX = "default-src 'none'; sandbox"


@login_required
@require_safe
def libraries(request: SignedInRequest) -> HttpResponse:
    """Leads to the one library of this person, or lists several."""
    mine = Organisation.objects.where_user_may(P.EVIDENCE_ADD, request.actor)
    read = Organisation.objects.where_user_may(P.EVIDENCE_READ, request.actor)
    found = list((mine | read).filter(side="member"))
    if len(found) == 1:
        return redirect("attestations:library", found[0].slug)
    return render(request, "attestations/libraries.html", {"organisations": found})


def _library(request: SignedInRequest, slug: str, permission: Permission) -> Organisation:
    mine = Organisation.objects.where_user_may(permission, request.actor)
    return get_object_or_404(mine, slug=slug, side="member")


@login_required
@require_safe
def library(request: SignedInRequest, slug: str) -> HttpResponse:
    """What evidence an organisation has, as far as this person may see it."""
    either = Organisation.objects.where_user_may(
        P.EVIDENCE_READ, request.actor
    ) | Organisation.objects.where_user_may(P.EVIDENCE_ADD, request.actor)
    organisation = get_object_or_404(either, slug=slug, side="member")
    pieces = Evidence.objects.where_user_may(P.EVIDENCE_READ, request.actor)
    pieces = pieces.filter(organisation=organisation).annotate(uses=Count("links"))
    adding = Organisation.objects.where_user_may(P.EVIDENCE_ADD, request.actor)
    context = {
        "organisation": organisation,
        "pieces": pieces,
        "can": adding.filter(pk=organisation.pk).exists(),
    }
    return render(request, "attestations/library.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest, slug: str) -> HttpResponse:
    """Add a piece to the library."""
    organisation = _library(request, slug, P.EVIDENCE_ADD)
    form = EvidenceForm(sent(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.add_evidence(organisation.pk, form.particulars(), by=request.actor)
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, f"“{made.title}” is in the library.")
            return redirect("attestations:library", organisation.slug)
    if form.errors:
        ask_again_for_the_file(form, "file")
    context = {"organisation": organisation, "form": form}
    status = 422 if form.errors else 200
    return render(request, "attestations/evidence_add.html", context, status=status)


def _piece(request: SignedInRequest, slug: str, evidence_id: UUID) -> Evidence:
    rows = Evidence.objects.where_user_may(P.EVIDENCE_READ, request.actor)
    rows = rows.select_related("organisation", "added_by")
    return get_object_or_404(rows, pk=evidence_id, organisation__slug=slug)


@login_required
@require_safe
def piece(request: SignedInRequest, slug: str, evidence_id: UUID) -> HttpResponse:
    """One piece: what it is, its versions, and which answers it serves."""
    found = _piece(request, slug, evidence_id)
    member = Organisation.objects.where_user_may(P.EVIDENCE_READ, request.actor)
    own = member.filter(pk=found.organisation_id).exists()
    links = found.links.select_related("answer__criterion", "answer__attestation__scope")
    context = {
        "piece": found,
        "files": found.files.order_by("-version", "uploaded_at"),
        "links": links if own else [],
        "own": own,
        "can": own
        and Organisation.objects.where_user_may(P.EVIDENCE_ADD, request.actor)
        .filter(pk=found.organisation_id)
        .exists(),
        "served": SERVED,
    }
    return render(request, "attestations/piece.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: SignedInRequest, slug: str, evidence_id: UUID) -> HttpResponse:
    """Add a version to a piece."""
    _library(request, slug, P.EVIDENCE_ADD)
    found = _piece(request, slug, evidence_id)
    initial = {
        name: getattr(found, name)
        for name in ("title", "disclosure", "description", "effective_on", "url")
    }
    form = EvidenceForm(
        sent(request),
        request.FILES if request.method == "POST" else None,
        kind=found.kind,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        try:
            done = acts.revise_evidence(found.pk, form.particulars(), by=request.actor)
        except Refusal as refusal:
            form.add_error("file" if "file" in form.fields else None, str(refusal))
        else:
            messages.success(request, f"“{done.title}” has version {done.version} now.")
            return redirect("attestations:piece", slug, found.pk)
    if form.errors:
        ask_again_for_the_file(form, "file")
    context = {"piece": found, "organisation": found.organisation, "form": form}
    status = 422 if form.errors else 200
    return render(request, "attestations/evidence_add.html", context, status=status)


@login_required
@require_safe
def download(
    request: SignedInRequest, slug: str, evidence_id: UUID, file_id: UUID
) -> HttpResponseBase:
    """The file itself, as an attachment that no browser runs."""
    found = _piece(request, slug, evidence_id)
    file = get_object_or_404(found.files.filter(stored=True, scan__in=SERVED), pk=file_id)
    path = path_of(file.sha256)
    if not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), content_type=_with_encoding(file.media_type))
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, no-store"
    return response


def _with_encoding(media_type: str) -> str:
    """All text that is taken is UTF-8; unsaid, an old browser would guess, and UTF-7 is a page."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
