"""Pages where a member asks for quotes, compares and chooses, and where a body quotes."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from assessments import choosing, quoting
from assessments.engagement import bodies_for
from assessments.engagement_views import reachable, sent
from assessments.models import Engagement, Quote
from assessments.quoting_forms import QuoteForm, QuoteRequestForm
from assessments.saying_done import say_done
from assessments.status import BEFORE_CHOICE
from attestations.models import Attestation
from organisations.permissions import Permission


def _asking(request: SignedInRequest, attestation_id: UUID) -> Attestation:
    mine = Attestation.objects.where_user_may(Permission.ENGAGEMENT_REQUEST, request.actor)
    joined = mine.select_related("scope__organisation", "edition")
    return get_object_or_404(joined, pk=attestation_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_quotes(request: SignedInRequest, attestation_id: UUID) -> HttpResponse:
    """The owner or signatory asks one accredited body or several for a quote."""
    attestation = _asking(request, attestation_id)
    waiting = attestation.engagements.filter(status__in=BEFORE_CHOICE)
    bodies = bodies_for(attestation, on=now().date()).exclude(pk__in=waiting.values("body"))
    form = QuoteRequestForm(sent(request), bodies=bodies)
    if request.method == "POST" and form.is_valid():
        chosen = [body.pk for body in form.cleaned_data["bodies"]]
        try:
            quoting.ask_for_quotes(attestation.pk, chosen, form.asking(), by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            count = "One body has" if len(chosen) == 1 else f"{len(chosen)} bodies have"
            say_done(request, f"{count} been asked for a quote.")
            return redirect("assessments:quotes", attestation.pk)
    status = 422 if form.errors else 200
    context = {"form": form, "attestation": attestation, "bodies": bodies}
    return render(request, "assessments/ask_quotes.html", context, status=status)


@login_required
@require_safe
def quotes(request: SignedInRequest, attestation_id: UUID) -> HttpResponse:
    """All bodies that were asked for this attestation, with their quotes side by side."""
    attestation = _asking(request, attestation_id)
    asked = (
        attestation.engagements.filter(quote_request__isnull=False)
        .select_related("body", "quote_request")
        .prefetch_related("quotes__choice")
        .order_by("body__name", "requested_at")
    )
    today = now().date()
    rows = [(each, _newest(each)) for each in asked]
    context = {
        "attestation": attestation,
        "rows": [
            {
                "engagement": engagement,
                "quote": quote,
                "gone": quote is not None and quote.has_run_out(today),
                "open": engagement.status in BEFORE_CHOICE,
            }
            for engagement, quote in rows
        ],
        "waiting": any(engagement.status in BEFORE_CHOICE for engagement, _ in rows),
    }
    return render(request, "assessments/quotes.html", context)


def _newest(engagement: Engagement) -> Quote | None:
    return max(engagement.quotes.all(), key=lambda each: each.sequence, default=None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: SignedInRequest, engagement_id: UUID, sequence: int) -> HttpResponse:
    """The owner or signatory reads a quote once more, and chooses it."""
    found = reachable(request, Permission.ENGAGEMENT_REQUEST, engagement_id)
    quote = get_object_or_404(found.quotes, sequence=sequence)
    if request.method != "POST":
        asked = found.attestation.engagements.filter(status__in=BEFORE_CHOICE).exclude(pk=found.pk)
        context = {
            "engagement": found,
            "quote": quote,
            "open": found.status in BEFORE_CHOICE,
            "gone": quote.has_run_out(now().date()),
            "others": asked.select_related("body").order_by("body__name"),
        }
        return render(request, "assessments/choose_quote.html", context)
    try:
        choosing.choose_quote(quote.pk, by=request.actor)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("assessments:quotes", found.attestation_id)
    say_done(request, f"You have chosen {found.body.name}. It names its people next.")
    return redirect("assessments:engagement", found.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def quote(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """The body's administrator quotes, or quotes again."""
    found = reachable(request, Permission.ENGAGEMENT_STAFF, engagement_id)
    asked = getattr(found, "quote_request", None)
    form = QuoteForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            quoting.give_quote(found.pk, form.priced(), by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say_done(request, "Your quote has gone to the member.")
            return redirect("assessments:engagement", found.pk)
    context = {
        "form": form,
        "engagement": found,
        "title": "Quote for the assessment",
        "button": "Send the quote",
        "lead": asked.note if asked else "",
    }
    return render(request, "assessments/act.html", context, status=422 if form.errors else 200)
