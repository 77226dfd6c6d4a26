"""The full report: its page, and the file, for those who may read what is in it."""

from typing import Final

from django.contrib.auth.decorators import login_required
from django.db.models.functions import Length
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from attestations.looking_views import is_not_looking, not_recorded
from attestations.presenting import trail
from organisations.models import held_by
from organisations.permissions import Permission
from reports.full_reading import fetch, fetches_of, full_files_for
from reports.models import SignedFile
from reports.views import SANDBOX

PRIVATE: Final = "private, no-store"
SHOWN: Final = 20  # fetches on the page


@login_required
@require_safe
def full_report(request: SignedInRequest, number: str) -> HttpResponse:
    """What the full report is, where it is fetched, and, for its owner, who has fetched it."""
    rows = full_files_for(request.actor).annotate(size=Length("content"))
    file = get_object_or_404(rows, report__number=number)
    report = file.report
    journal = held_by(request.actor).granting(Permission.JOURNAL_READ).organisations
    sees = report.organisation_id in journal
    context = {
        "file": file,
        "report": report,
        "attestation": report.attestation,
        "sees_fetches": sees,
        "fetches": fetches_of(report)[:SHOWN] if sees else [],
        "trail": trail(report.attestation, f"Full report {report.number}"),
    }
    response = render(request, "reports_full/report.html", context)
    response["Cache-Control"] = PRIVATE
    return response


@login_required
@require_safe
def full_report_pdf(request: SignedInRequest, number: str) -> HttpResponse:
    """The sealed full file, as an attachment that no browser runs; that it was fetched is kept."""
    file = get_object_or_404(full_files_for(request.actor), report__number=number)
    if is_not_looking(request):
        return not_recorded(request)
    if request.method == "GET":
        fetch(file, by=request.actor)
    content = bytes(SignedFile.objects.values_list("content", flat=True).get(pk=file.pk))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{number}-full-confidential.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = PRIVATE
    return response
