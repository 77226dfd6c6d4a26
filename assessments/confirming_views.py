"""The page where the assessor body confirms its lead's recommendation."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from assessments import confirming, returning
from assessments.concluding_forms import ConfirmationForm
from assessments.engagement_views import reachable, sent
from assessments.form_fields import ReasonForm
from assessments.models import Engagement, Recommendation, Remark
from assessments.outcome import WORDS
from assessments.saying_done import say_done
from organisations.permissions import Permission


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """The body's administrator reads the recommendation and confirms it for the body."""
    found = reachable(request, Permission.RECOMMENDATION_CONFIRM, engagement_id)
    if not found.is_recommended:
        raise Http404
    recommendation = found.recommendations.select_related("made_by").latest("sequence")
    if request.method != "POST" and confirming.is_confirmed(recommendation):
        raise Http404
    form = ConfirmationForm(sent(request), request=request)
    if request.method == "POST" and form.is_valid():
        try:
            confirming.confirm_for_body(found.pk, recommendation.pk, by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say_done(request, "The recommendation is with the alliance’s decision makers.")
            return redirect("assessments:engagement", found.pk)
    context = _shown(found, recommendation) | {
        "form": form,
        "own": recommendation.made_by_id == request.actor.person_id,
    }
    return render(request, "assessments/confirm.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def return_to_lead(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """The body's administrator returns the recommendation to the lead, with a reason."""
    found = reachable(request, Permission.RECOMMENDATION_CONFIRM, engagement_id)
    if not found.is_recommended:
        raise Http404
    recommendation = found.recommendations.latest("sequence")
    if request.method != "POST" and confirming.is_confirmed(recommendation):
        raise Http404
    form = ReasonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            returning.return_to_lead(
                found.pk, recommendation.pk, form.cleaned_data["reason"], by=request.actor
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say_done(request, "The recommendation is with its lead assessor again.")
            return redirect("assessments:engagement", found.pk)
    context = {
        "engagement": found,
        "form": form,
        "title": "Return the recommendation",
        "lead": "The lead assessor reads your reason, and recommends again. The alliance has not "
        "seen the recommendation.",
        "button": "Return it to the lead assessor",
    }
    status = 422 if form.errors else 200
    return render(request, "assessments/act.html", context, status=status)


def _shown(found: Engagement, recommendation: Recommendation) -> dict[str, object]:
    """What the body reads of it: conclusion, figures and people, and nothing the member said."""
    score = recommendation.score
    remarks = Remark.objects.filter(share__engagement=found).exclude(text="")
    return {
        "engagement": found,
        "recommendation": recommendation,
        "recommended_words": WORDS[recommendation.outcome],
        "computed_words": WORDS[recommendation.computed_outcome],
        "conformance": (score.get("overall") or {}).get("conformance"),
        "uncertainty": (score.get("overall") or {}).get("uncertainty"),
        "verdicts": found.verdicts.count(),
        "findings": found.findings.count(),
        "remarks": remarks.count(),
        "people": found.people.filter(removed_at=None).select_related("user"),
    }
