"""The page of the quality review."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from assessments import verdicts
from assessments.engagement_views import reachable
from assessments.models import Review, Verdict
from assessments.review_forms import chosen, own_levels, to_review
from assessments.saying_done import say_done
from assessments.working_papers import papers_of, within
from organisations.permissions import Permission


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """The quality reviewer agrees or disagrees with what other people gave."""
    found = reachable(request, Permission.VERDICT_REVIEW, engagement_id)
    error = ""
    if request.method == "POST":
        versions = chosen(request.POST)
        try:
            done = verdicts.review_verdicts(
                found.pk,
                versions,
                Review.AGREED if request.POST.get("review") != "disagreed" else Review.DISAGREED,
                request.POST.get("note", ""),
                levels=own_levels(request.POST, versions),
                by=request.actor,
            )
        except Refusal as refusal:
            error = str(refusal)
        else:
            say_done(request, _said(done))
            return redirect("assessments:review", found.pk)
    papers = within(papers_of(found))
    waiting = to_review(papers.rows, request.POST if error else None)
    context: dict[str, Any] = {
        "engagement": found,
        "papers": papers,
        "waiting": waiting,
        "changed": next((each for each in waiting if each.is_changed), None),
        "disagreed": [row for row in papers.rows if row.state == "disagreed"],
        "apart": [row for row in papers.rows if row.state == "apart"],
        "error": error,
        "note": request.POST.get("note", "") if error else "",
    }
    return render(request, "assessments/review.html", context, status=422 if error else 200)


def _said(done: list[Verdict]) -> str:
    """What became of the verdicts, in one sentence: "3 verdicts: agreed."."""
    counted = Counter(Review(each.review).label.lower() for each in done)
    noun = "verdict" if len(done) == 1 else "verdicts"
    if len(counted) == 1:
        return f"{len(done)} {noun}: {next(iter(counted))}."
    parts = "; ".join(f"{count} {word}" for word, count in counted.items())
    return f"{len(done)} {noun}: {parts}."
