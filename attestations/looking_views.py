"""Who looked at evidence, for its owner: pages and CSV; and what a look is."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest, will_not_be_seen
from attestations import looking
from attestations.models import Evidence, EvidenceAccess
from organisations.models import Organisation
from organisations.permissions import Permission

P = Permission
PER_PAGE = 100
MOST_ROWS = 50_000


def is_not_looking(request: HttpRequest) -> bool:
    """Whether nobody would see the answer, or that it was seen could not be written down."""
    return will_not_be_seen(request) or settings.ENVIRONMENT.read_only


def not_recorded(request: HttpRequest) -> HttpResponse:
    """Nothing, to a browser that fetches ahead; in read-only mode the page that says so."""
    if settings.ENVIRONMENT.read_only:
        return render(request, "503_read_only.html", status=503)
    return HttpResponse(status=204)


def _organisation(request: SignedInRequest, slug: str) -> Organisation:
    mine = Organisation.objects.where_user_may(P.JOURNAL_READ, request.actor)
    return get_object_or_404(mine, slug=slug, side="member")


def _of_piece(request: SignedInRequest, slug: str, evidence_id: UUID) -> Evidence:
    mine = Evidence.objects.filter(organisation=_organisation(request, slug))
    return get_object_or_404(mine.select_related("organisation"), pk=evidence_id)


@login_required
@require_safe
def piece_looks(request: SignedInRequest, slug: str, evidence_id: UUID) -> HttpResponse:
    """Who looked at one piece."""
    piece = _of_piece(request, slug, evidence_id)
    rows = looking.looks_at(Evidence.objects.filter(pk=piece.pk))
    back = reverse("attestations:piece", args=[slug, piece.pk])
    csv = reverse("attestations:piece_looks_csv", args=[slug, piece.pk])
    return _page(request, rows, piece.title, back, csv)


@login_required
@require_safe
def piece_looks_csv(request: SignedInRequest, slug: str, evidence_id: UUID) -> HttpResponse:
    """Who looked at one piece, as CSV."""
    piece = _of_piece(request, slug, evidence_id)
    return _csv(looking.looks_at(Evidence.objects.filter(pk=piece.pk)), slug)


@login_required
@require_safe
def looks(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who looked at any piece of the library."""
    organisation = _organisation(request, slug)
    rows = looking.looks_at(Evidence.objects.filter(organisation=organisation))
    back = reverse("attestations:library", args=[slug])
    csv = reverse("attestations:looks_csv", args=[slug])
    return _page(request, rows, f"Evidence of {organisation.name}", back, csv)


@login_required
@require_safe
def looks_csv(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who looked at any piece of the library, as CSV."""
    organisation = _organisation(request, slug)
    return _csv(looking.looks_at(Evidence.objects.filter(organisation=organisation)), slug)


def _page(
    request: SignedInRequest, rows: QuerySet[EvidenceAccess], title: str, back: str, csv: str
) -> HttpResponse:
    """The latest looks, older ones behind `?before=` (the id of the last one shown)."""
    try:
        before = UUID(request.GET.get("before", ""))
    except ValueError:
        before = None
    if before is not None:
        rows = rows.filter(pk__lt=before)  # ids are in the order of time (UUIDv7)
    shown = list(rows.order_by("-id")[: PER_PAGE + 1])
    older = f"?before={shown[PER_PAGE - 1].pk}" if len(shown) > PER_PAGE else ""
    context = {"rows": shown[:PER_PAGE], "next_url": older, "of": title, "back": back, "csv": csv}
    return render(request, "attestations/looks.html", context)


def _csv(rows: QuerySet[EvidenceAccess], slug: str) -> HttpResponse:
    response = HttpResponse(
        looking.as_csv(rows[:MOST_ROWS]), content_type="text/csv; charset=utf-8"
    )
    name = f"evidence-looks-{slug}-{now():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
