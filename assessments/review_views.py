"""The page of the quality review."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from assessments import verdicts
from assessments.engagement_views import reachable
from assessments.models import Review
from assessments.working_papers import papers_of
from organisations.permissions import Permission


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """The quality reviewer agrees or disagrees with what other people gave."""
    found = reachable(request, Permission.VERDICT_REVIEW, engagement_id)
    error = ""
    if request.method == "POST":
        try:
            done = verdicts.review_verdicts(
                found.pk,
                _chosen(request),
                Review.AGREED if request.POST.get("review") != "disagreed" else Review.DISAGREED,
                request.POST.get("note", ""),
                by=request.actor,
            )
        except Refusal as refusal:
            error = str(refusal)
        else:
            word = Review(done[0].review).label.lower()
            noun = "verdict" if len(done) == 1 else "verdicts"
            messages.success(request, f"{len(done)} {noun}: {word}.")
            return redirect("assessments:review", found.pk)
    papers = papers_of(found)
    waiting = [row for row in papers.rows if row.state == "given"]
    others = [row for row in papers.rows if row.state == "disagreed"]
    # A tick stays only for the version that was read: nobody agrees with what she has not seen.
    sent_ticks = set(request.POST.getlist("verdict")) if error else set()
    ticked = {
        each.pk
        for each in (row.verdict for row in waiting)
        if each and f"{each.pk}:{each.version}" in sent_ticks
    }
    context: dict[str, Any] = {
        "engagement": found,
        "papers": papers,
        "waiting": waiting,
        "disagreed": others,
        "error": error,
        "ticked": ticked,
        "note": request.POST.get("note", "") if error else "",
    }
    return render(request, "assessments/review.html", context, status=422 if error else 200)


def _chosen(request: SignedInRequest) -> dict[UUID, int]:
    """The verdicts ticked (or all shown), each with the version that was read."""
    name = "shown" if request.POST.get("review") == "agreed_all" else "verdict"
    versions = {}
    for each in request.POST.getlist(name):
        verdict_id, _, version = each.partition(":")
        try:
            versions[UUID(verdict_id)] = int(version)
        except ValueError:
            continue
    return versions
