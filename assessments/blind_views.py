"""Scoring before the claim is shown, and choosing it for oneself."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from assessments import filtering
from assessments.blind_scores import choose_blind_first, places_of, score_blind, waiting_rows
from assessments.engagement_views import reachable
from assessments.models import Engagement
from assessments.saying_done import say_done
from assessments.verdict_forms import level_choices, meanings_of
from assessments.work_views import kept
from assessments.working_papers import Row, content_of, rows_of
from organisations.permissions import Permission


@login_required
@require_POST
def score(request: SignedInRequest, engagement_id: UUID, code: str) -> HttpResponse:
    """The assessor's own levels on a criterion, or that she skips it; then the claim is shown."""
    found = reachable(request, Permission.VERDICT_GIVE, engagement_id)
    rows = rows_of(found, content_of(found), code)
    levels = _levels(request.POST, [row.key for row in rows])
    show = filtering.chosen(request.GET.get("show", ""))
    try:
        score_blind(found.pk, code, levels, by=request.actor)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        waiting = waiting_rows(rows, places_of(found, request.actor.person_id))
        if waiting:
            slug = found.attestation.scope.organisation.slug
            return hidden_page(request, found, waiting, show, slug=slug, chosen=levels)
    return redirect(reverse("assessments:criterion", args=[found.pk, code]) + kept(show))


@login_required
@require_POST
def choose(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """Whether claims are hidden from her until she has scored."""
    found = reachable(request, Permission.VERDICT_GIVE, engagement_id)
    wished = request.POST.get("blind_first") == "yes"
    try:
        choose_blind_first(found.pk, blind_first=wished, by=request.actor)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        done = "Claims are hidden until you have given a level of your own, or skipped it."
        say_done(request, done if wished else "Claims are shown at once.")
    return redirect("assessments:work", found.pk)


def hidden_page(
    request: SignedInRequest,
    found: Engagement,
    rows: Sequence[Row],
    show: filtering.Show,
    *,
    slug: str,
    chosen: Mapping[str, int | None] | None = None,
) -> HttpResponse:
    """A criterion whose claim is hidden until she has scored these rows of it, or skipped them.

    `slug` is the member's, in whose addresses the evidence is; `chosen` what she sent and what was
    refused, which stays on the page.
    """
    first = rows[0]
    words = meanings_of(found.attestation.edition.rubric)
    context = {
        "engagement": found,
        "criterion": first.criterion,
        "principle": first.principle,
        "waiting": [(row, str((chosen or {}).get(row.key, ""))) for row in rows],
        "slug": slug,
        "level_words": sorted(words.items()),
        "levels": level_choices(words)[1:],
        "show_words": filtering.WORDS[show],
        "kept": kept(show),
    }
    status = 200 if chosen is None else 422
    return render(request, "assessments/blind.html", context, status=status)


def _levels(data: QueryDict, keys: list[str]) -> dict[str, int | None]:
    if data.get("then") == "skip":
        return dict.fromkeys(keys)
    said = {key: data.get(f"{key}-blind", "") for key in keys}
    return {key: int(text) for key, text in said.items() if text in {"0", "1", "2", "3", "4"}}
