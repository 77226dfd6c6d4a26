"""Pages where the alliance decides, and where the signatory chooses about publication."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from assessments import decision as deciding
from assessments import publication
from assessments.asked import asked_in
from assessments.attached import readable_pieces, readable_proofs
from assessments.concluding_forms import DecisionForm, PublicationForm, SendBackForm
from assessments.engagement_views import JOINED, reachable, sent
from assessments.following import follow_up_of, sent_back_in_this_round, was_sent_back
from assessments.lifting import liftable_by
from assessments.models import Decision, Engagement, Interest
from assessments.outcome import WORDS, lower_or_equal
from assessments.result_views import shares_of, shown_result
from assessments.saying_done import say_done
from assessments.working_papers import papers_of
from attestations.status import Status
from organisations.permissions import Permission
from principles.scoring import Outcome


@login_required
@require_safe
def decision_list(request: SignedInRequest) -> HttpResponse:
    """What waits for a decision."""
    mine = Engagement.objects.where_user_may(Permission.DECIDE, request.actor)
    return render(
        request,
        "assessments/decisions.html",
        {
            "engagements": mine.select_related(*JOINED),
            "conflicts": liftable_by(request.actor).whole(),
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """A decision maker reads the recommendation and decides: equal or lower."""
    found = reachable(request, Permission.DECIDE, engagement_id)
    recommendation = (
        found.recommendations.filter(confirmation__isnull=False)
        .select_related("made_by", "confirmation__confirmed_by")
        .latest("sequence")
    )
    outcomes = [(each.value, WORDS[each]) for each in lower_or_equal(recommendation.outcome)]
    form = DecisionForm(sent(request), request=request, outcomes=outcomes)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        conclusion = deciding.Conclusion(
            Outcome(said["outcome"]),
            said["reasons"],
            said["conditions_end_on"],
            independent=said["independent"],
        )
        try:
            deciding.decide(found.pk, recommendation.pk, conclusion, by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            name = found.attestation.scope.organisation.name
            words = WORDS[conclusion.outcome].lower()
            say_done(request, f"The decision on {name} is recorded: {words}.")
            return redirect("assessments:decisions")
    conflicts = deciding.conflicts_below(found, recommendation, now())
    context = shown_result(papers_of(found)) | {
        "form": form,
        "sent_back": sent_back_in_this_round(found),
        "may_send_back": bool(conflicts) or not was_sent_back(found),
        "recommendation": recommendation,
        "follow_up": follow_up_of(found),
        "recommended_words": WORDS[recommendation.outcome],
        "shares": shares_of(found),
        "bars_title": "Conformance by principle, declared against assessed",
        "asked": asked_in(found),
        "pieces": readable_pieces(found, request.actor),
        "proofs": readable_proofs(found, request.actor),
        "flags": found.accreditation_flags.whole(),
        "people": found.people.select_related("user"),
        "interests": Interest.objects.of(found),
        "conflicts": conflicts,
        "stand_aside": deciding.reason_not_to_decide(
            found, request.actor.person_id, on=now().date()
        ),
    }
    return render(request, "assessments/decide.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """A decision maker sends the recommendation back, once."""
    found = reachable(request, Permission.DECIDE, engagement_id)
    refused = deciding.why_not_again(found, now())
    if refused and request.method != "POST":
        messages.error(request, refused)
        return redirect("assessments:decide", found.pk)
    form = SendBackForm(sent(request), request=request)
    if request.method == "POST" and form.is_valid():
        try:
            deciding.send_back(found.pk, form.cleaned_data["reason"], by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say_done(request, "The recommendation is back with the assessors.")
            return redirect("assessments:decisions")
    context = {
        "form": form,
        "engagement": found,
        "title": "Send the recommendation back",
        "button": "Send back",
        "lead": "This is possible once. The assessors keep their verdicts and can change them.",
    }
    return render(request, "assessments/act.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose_publication(request: SignedInRequest, decision_id: UUID) -> HttpResponse:
    """The signatory chooses whether a "not conforming" result is published."""
    mine = Engagement.objects.where_user_may(Permission.PUBLICATION_CHOOSE, request.actor)
    decision = get_object_or_404(
        Decision.objects.filter(
            engagement__in=mine,
            outcome=Outcome.NOT_CONFORMING,
            engagement__attestation__status__in=(Status.DECIDED, Status.PUBLISHED),
        ),
        pk=decision_id,
    )
    found = reachable(request, Permission.PUBLICATION_CHOOSE, decision.engagement_id)
    form = PublicationForm(sent(request))
    if request.method == "POST" and form.is_valid():
        publish = form.cleaned_data["publish"] == "yes"
        try:
            publication.choose_publication(decision.pk, publish=publish, by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            done = "It will be published." if publish else "It is closed and is not published."
            say_done(request, done)
            return redirect("assessments:engagement", found.pk)
    context = {
        "form": form,
        "engagement": found,
        "title": "Publish a result that is not conforming, or not",
        "button": "Record the choice",
        "lead": "Without a choice within 30 days of the decision it is not published.",
    }
    return render(request, "assessments/act.html", context, status=422 if form.errors else 200)
