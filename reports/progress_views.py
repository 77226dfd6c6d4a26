"""How far the reports of an attestation are, for everybody who waits for them."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from attestations.models import Attestation
from organisations.permissions import Permission
from reports.full_reading import full_files_for
from reports.jobs import Job
from reports.watching import watched_by


@login_required
@require_safe
def reports_of(request: SignedInRequest, attestation_id: UUID) -> HttpResponse:
    """Each report's step; asked by a page below, only that part."""
    rows = watched_by(request.actor).filter(attestation=attestation_id)
    at = now()
    reports = [Job(row, at) for row in rows]
    readable = Attestation.objects.where_user_may(Permission.ATTESTATION_READ, request.actor)
    attestation = readable.select_related("scope__organisation").filter(pk=attestation_id).first()
    if attestation is None and not reports:
        raise Http404
    full = full_files_for(request.actor).filter(report__attestation=attestation_id)
    context = {
        "reports": reports,
        "full": set(full.values_list("report__number", flat=True)) if reports else set(),
        "attestation": attestation,
        "attestation_id": attestation_id,
        "pending": any(each.how.pending for each in reports),
    }
    part = request.headers.get("X-Requested-With") == "fragment"
    response = render(request, "progress/part.html" if part else "progress/reports.html", context)
    response["Cache-Control"] = "private, no-store"
    response["Vary"] = "X-Requested-With"
    return response
