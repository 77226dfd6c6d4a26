"""The receipt of a signature as PDF: how far it is, and the file."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models.functions import Length
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from attestations.models import Submission
from attestations.presenting import trail
from organisations.permissions import Permission
from reports.progress import Progress, progress
from reports.receipts.models import Receipt, SealedReceipt
from reports.status import State

SANDBOX = "default-src 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class Found:
    """A submission that this person may read, and how far its receipt is."""

    submission: Submission
    progress: Progress
    sealed: SealedReceipt | None


@login_required
@require_safe
def receipt(request: SignedInRequest, submission_id: UUID) -> HttpResponse:
    """How far the receipt is, or where it is fetched; asked by a page below, only that part."""
    found = _found(request, submission_id)
    part = request.headers.get("X-Requested-With") == "fragment"
    context = {
        "submission": found.submission,
        "attestation": found.submission.attestation,
        "progress": found.progress,
        "sealed": found.sealed,
        "trail": trail(found.submission.attestation, "Receipt as PDF"),
    }
    template = "receipts/part.html" if part else "receipts/receipt.html"
    response = render(request, template, context)
    response["Cache-Control"] = "private, no-store"
    response["Vary"] = "X-Requested-With"
    return response


@login_required
@require_safe
def receipt_pdf(request: SignedInRequest, submission_id: UUID) -> HttpResponseBase:
    """The sealed file; while there is none, the page that says how far it is."""
    found = _found(request, submission_id)
    if found.sealed is None:
        return redirect("reports:receipt", submission_id)
    unchanged = get_conditional_response(request, etag=f'"{found.sealed.sha256}"')
    response = unchanged or _file(found.submission, found.sealed)
    response.headers["ETag"] = f'"{found.sealed.sha256}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _file(submission: Submission, sealed: SealedReceipt) -> HttpResponse:
    response = HttpResponse(bytes(sealed.content), content_type="application/pdf")
    name = f"receipt-{submission.sha256[:12]}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _found(request: SignedInRequest, submission_id: UUID) -> Found:
    """The submission for this person, how far its receipt is, and its file without the bytes."""
    rows = Submission.objects.where_user_may(Permission.ATTESTATION_READ, request.actor)
    rows = rows.select_related("attestation__scope__organisation").defer("content")
    submission = get_object_or_404(rows, pk=submission_id)
    row = Receipt.objects.filter(submission=submission).first()
    files = SealedReceipt.objects.annotate(size=Length("content")).defer("content")
    sealed = files.filter(receipt__submission=submission).first()
    return Found(submission, Progress() if row is None else _progress(row), sealed)


def _progress(row: Receipt) -> Progress:
    return progress(
        State(row.state),
        leased_until=row.leased_until,
        attempts=row.attempts,
        cause=row.last_cause,
        at=now(),
        published=False,
    )
