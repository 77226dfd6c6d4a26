"""Last time's verdict and findings beside an answer: a fragment of its page, and a page."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.requests import SignedInRequest
from assessments.following import within_reach
from assessments.last_time import for_assessors
from assessments.last_time import last_time as read
from assessments.work_views import at_work
from attestations.asking import asking_of
from attestations.presenting import question_url, trail
from organisations.layers import TITLES
from organisations.permissions import Permission
from principles.models import Criterion


@login_required
@vary_on_headers("X-Requested-With")
@require_safe
def last_time(
    request: SignedInRequest, attestation_id: UUID, code: str, layer: str = ""
) -> HttpResponse:
    """What the assessors said last time of this criterion, to whoever may read the answer."""
    asking = asking_of(request, Permission.ANSWERS_READ, attestation_id, code, layer)
    context: dict[str, Any] = {
        "last": read(asking),
        "slug": asking.attestation.scope.organisation.slug,
        "target": asking.attestation.edition.target_level,
        "asked": code,
        "whole": asking.whole,
    }
    if request.headers.get("X-Requested-With") == "fragment":
        return render(request, "assessments/last_time.html", context)
    context |= {
        "criterion": asking.answer.criterion,
        "layer": TITLES.get(layer, ""),
        "url": question_url(asking.attestation, asking.place),
        "trail": trail(asking.attestation, f"Last verdict on {code}"),
    }
    return render(request, "assessments/last_time_page.html", context)


@login_required
@vary_on_headers("X-Requested-With")
@require_safe
def for_assessor(
    request: SignedInRequest, engagement_id: UUID, code: str, layer: str = ""
) -> HttpResponse:
    """The last answer, verdict and findings on a criterion, to whoever works in the engagement."""
    found = at_work(request, engagement_id, whole=True).engagement
    if not within_reach(found, [code]):
        raise Http404
    edition = found.attestation.edition
    criterion = get_object_or_404(Criterion, edition=edition, code=code)
    context: dict[str, Any] = {
        "last": for_assessors(found, code, layer),
        "target": edition.target_level,
        "asked": code,
    }
    if request.headers.get("X-Requested-With") == "fragment":
        return render(request, "assessments/last_time.html", context)
    context |= {
        "criterion": criterion,
        "layer": TITLES.get(layer, ""),
        "url": reverse("assessments:criterion", args=[found.pk, code]),
        "back": "Back to the criterion",
    }
    return render(request, "assessments/last_time_page.html", context)
