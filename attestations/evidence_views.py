"""The evidence library of an organisation, its pieces, and their files."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from attestations import library as finding
from attestations import looking
from attestations.evidence_files import in_words, used_bytes
from attestations.library_form import LibraryForm
from attestations.looking_views import is_not_looking, not_recorded
from attestations.models import Attestation, Evidence, EvidenceFile
from attestations.piece import serving, versions_of
from attestations.reminding import reminders_of
from attestations.serving import SERVED, as_attachment, require_bytes
from organisations.models import Organisation
from organisations.permissions import Permission

P = Permission


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


def organisation_for(request: SignedInRequest, slug: str, permission: Permission) -> Organisation:
    """The member organisation in which this person may do this; else it does not exist."""
    mine = Organisation.objects.where_user_may(permission, request.actor)
    return get_object_or_404(mine, slug=slug, side="member")


def piece_for(request: SignedInRequest, slug: str, evidence_id: UUID) -> Evidence:
    """The piece, if this person may read it; else it does not exist."""
    rows = Evidence.objects.where_user_may(P.EVIDENCE_READ, request.actor)
    rows = rows.select_related("organisation", "added_by")
    return get_object_or_404(rows, pk=evidence_id, organisation__slug=slug)


def may(request: SignedInRequest, permission: Permission, organisation_id: UUID) -> bool:
    """Whether this person may do this in the organisation."""
    rows = Organisation.objects.where_user_may(permission, request.actor)
    return rows.filter(pk=organisation_id).exists()


@login_required
@require_safe
def library(request: SignedInRequest, slug: str) -> HttpResponse:
    """What evidence an organisation has, as far as this person may see it; found and sorted."""
    either = Organisation.objects.where_user_may(
        P.EVIDENCE_READ, request.actor
    ) | Organisation.objects.where_user_may(P.EVIDENCE_ADD, request.actor)
    organisation = get_object_or_404(either, slug=slug, side="member")
    pieces = Evidence.objects.where_user_may(P.EVIDENCE_READ, request.actor)
    pieces = pieces.filter(organisation=organisation)
    attestations = Attestation.objects.where_user_may(P.ANSWERS_READ, request.actor)
    attestations = attestations.filter(scope__organisation=organisation)
    form = LibraryForm(request.GET, attestations=attestations.select_related("scope", "edition"))
    wanted = form.wanted()
    rows, after = finding.found(
        pieces, wanted, cursor=request.GET.get("after", ""), today=now().date()
    )
    asked = {name: value for name, value in request.GET.items() if name != "after" and value}
    context = {
        "organisation": organisation,
        "rows": rows,
        "form": form,
        "wanted": wanted,
        "next_url": f"?{urlencode(asked | {'after': after})}" if after else "",
        "can": may(request, P.EVIDENCE_ADD, organisation.pk),
        "reads": may(request, P.ANSWERS_READ, organisation.pk),
        "sees_looks": may(request, P.JOURNAL_READ, organisation.pk),
        "used": in_words(used_bytes(organisation.pk)),
        "quota": in_words(settings.EVIDENCE_QUOTA_BYTES),
    }
    return render(request, "attestations/library.html", context)


@login_required
@require_safe
def piece(request: SignedInRequest, slug: str, evidence_id: UUID) -> HttpResponse:
    """One piece: what it is, its versions and files, which answers it serves, who looked at it."""
    found = piece_for(request, slug, evidence_id)
    if is_not_looking(request):
        return not_recorded(request)
    if request.method == "GET":
        looking.look(found, by=request.actor)
    organisation_id = found.organisation_id
    own = may(request, P.EVIDENCE_READ, organisation_id)
    versions = versions_of(found, by=request.actor, own=own or _is_colleague(request, found))
    context = {
        "piece": found,
        "versions": versions,
        "current": next((each for each in versions if each.row.version == found.version), None),
        "serving": serving(found) if own else [],
        "own": own,
        "can": own and may(request, P.EVIDENCE_ADD, organisation_id),
        "served": SERVED,
        "reminders": reminders_of(found) if own else (),
        **_looks(request, found),
    }
    return render(request, "attestations/piece.html", context)


def _is_colleague(request: SignedInRequest, found: Evidence) -> bool:
    return looking.on_behalf_of(found, request.actor) == found.organisation_id


def _looks(request: SignedInRequest, found: Evidence) -> dict[str, Any]:
    """The last people who looked, for those who may read the organisation's journal."""
    if not may(request, P.JOURNAL_READ, found.organisation_id):
        return {"sees_looks": False}
    looks = looking.looks_at(Evidence.objects.filter(pk=found.pk))[:5]
    url = reverse("attestations:piece_looks", args=[found.organisation.slug, found.pk])
    return {"sees_looks": True, "looks": looks, "looks_url": url}


@login_required
@require_safe
def download(
    request: SignedInRequest, slug: str, evidence_id: UUID, file_id: UUID
) -> HttpResponseBase:
    """The file itself, as an attachment that no browser runs; that it was taken is kept."""
    readable = EvidenceFile.objects.where_user_may(P.EVIDENCE_READ, request.actor)
    readable = readable.filter(stored=True, scan__in=SERVED).select_related("evidence")
    file = get_object_or_404(
        readable, pk=file_id, evidence=evidence_id, evidence__organisation__slug=slug
    )
    require_bytes(file.sha256)
    if is_not_looking(request):
        return not_recorded(request)
    if request.method == "GET":
        looking.download(file, by=request.actor)
    return as_attachment(file.sha256, name=file.name, media_type=file.media_type)
