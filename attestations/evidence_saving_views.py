"""Adding evidence, adding versions to it, and revealing files that stayed with the member."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from attestations import evidence as acts
from attestations import revealing, uploads
from attestations.evidence_forms import EvidenceForm, KindForm, RevealForm
from attestations.evidence_views import organisation_for, piece_for
from attestations.models import Evidence, EvidenceKind, EvidenceVersion
from attestations.piece import said_side_by_side
from attestations.question_forms import ask_again_for_the_file
from attestations.vault import arriving
from attestations.views import sent
from organisations.models import Organisation
from organisations.permissions import Permission

P = Permission
METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(METHODS)
def add(request: SignedInRequest, slug: str) -> HttpResponse:
    """Add a piece: first what it is, then the form of that kind."""
    organisation = organisation_for(request, slug, P.EVIDENCE_ADD)
    posted = request.method == "POST"
    kind = (request.POST if posted else request.GET).get("kind", "")
    if kind not in EvidenceKind.values:
        return _choose(request, organisation)
    form = EvidenceForm(sent(request), request.FILES if posted else None, kind=kind)
    if posted and form.is_valid():
        try:
            with arriving(form.arriving()) as stored:
                made = acts.add_evidence(
                    organisation.pk, form.particulars(stored), by=request.actor
                )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"“{made.title}” is in the library.")
            return uploads.taken(request, reverse("attestations:piece", args=[slug, made.pk]))
    return _form_page(request, form, organisation)


def _choose(request: SignedInRequest, organisation: Organisation) -> HttpResponse:
    asked = request.method == "POST" or "kind" in request.GET
    form = KindForm(request.POST or request.GET if asked else None)
    context = {"organisation": organisation, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "attestations/evidence_kind.html", context, status=status)


@login_required
@require_http_methods(METHODS)
def revise(request: SignedInRequest, slug: str, evidence_id: UUID) -> HttpResponse:
    """Add a version to a piece: other words, other files, or both."""
    organisation_for(request, slug, P.EVIDENCE_ADD)
    piece = piece_for(request, slug, evidence_id)
    posted = request.method == "POST"
    form = EvidenceForm(
        sent(request),
        request.FILES if posted else None,
        kind=piece.kind,
        piece=piece,
        files=list(piece.files.filter(version=piece.version)),
    )
    conflict: acts.RevisedMeanwhile | None = None
    if posted and form.is_valid():
        try:
            with arriving(form.arriving()) as stored:
                done = acts.revise_evidence(
                    piece.pk,
                    form.particulars(stored),
                    seen=form.cleaned_data["version"],
                    kept=form.kept(),
                    by=request.actor,
                )
        except acts.RevisedMeanwhile as refusal:
            conflict = refusal
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"“{done.title}” has version {done.version} now.")
            return uploads.taken(request, reverse("attestations:piece", args=[slug, piece.pk]))
    return _form_page(request, form, piece.organisation, piece=piece, conflict=conflict)


def _form_page(
    request: SignedInRequest,
    form: EvidenceForm,
    organisation: Organisation,
    *,
    conflict: acts.RevisedMeanwhile | None = None,
    **more: Any,
) -> HttpResponse:
    """The form as it stands; after a conflict both versions over it, and the newer to build on."""
    context = {"organisation": organisation, "form": form, "kind": form.kind, **more}
    status = 200
    if conflict is not None:
        status = 409
        context |= {
            "conflict": conflict,
            "rows": said_side_by_side(conflict.current, form.cleaned_data),
            "url": reverse("attestations:piece", args=[organisation.slug, more["piece"].pk]),
        }
        context["form"] = _over(conflict.current, request.POST, more["piece"])
    elif form.errors:
        status = 422
        if answer := uploads.refused(request, form):
            return answer
        ask_again_for_the_file(form, "file")
    return render(request, "attestations/evidence_add.html", context, status=status)


def _over(current: EvidenceVersion, sent: QueryDict, piece: Evidence) -> EvidenceForm:
    """What was sent as a form over the version that was saved meanwhile.

    The files that this one holds stay as closed as it holds them, unless that is changed now.
    """
    data = sent.copy()
    data["version"] = str(current.version)
    files = list(piece.files.filter(version=current.version))
    for file in files:
        data[f"keep-{file.pk}"] = "on"
        data[f"class-{file.pk}"] = file.disclosure
    piece.refresh_from_db()  # it may have been saved since this request began
    return EvidenceForm(data, kind=piece.kind, piece=piece, files=files)


@login_required
@require_http_methods(METHODS)
def reveal(request: SignedInRequest, slug: str, evidence_id: UUID, file_id: UUID) -> HttpResponse:
    """Give the file whose SHA-256 was given before; it must be that very file."""
    organisation = organisation_for(request, slug, P.EVIDENCE_ADD)
    piece = piece_for(request, slug, evidence_id)
    file = get_object_or_404(piece.files.filter(stored=False), pk=file_id)
    form = RevealForm(sent(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            revealing.require_those_bytes(file.sha256, upload.chunks())
            with arriving([(upload.name or "file", upload.chunks())]) as (stored,):
                revealing.reveal(file.pk, stored, by=request.actor)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "It is the file whose SHA-256 was given. It is here now.")
            return uploads.taken(request, reverse("attestations:piece", args=[slug, piece.pk]))
    if form.errors and (answer := uploads.refused(request, form)):
        return answer
    context = {"organisation": organisation, "piece": piece, "file": file, "form": form}
    status = 422 if form.errors else 200
    return render(request, "attestations/reveal.html", context, status=status)
