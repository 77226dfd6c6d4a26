"""Pages of the appeal panel: the disputes that wait, and ruling on one."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from assessments.decision import reason_to_stand_aside
from assessments.disputing import ruling_due
from assessments.engagement_views import raise_not_there, sent
from assessments.finding_forms import RulingForm
from assessments.models import Engagement, Finding, FindingEvent, FindingStep
from assessments.overtaken import ruled_meanwhile
from assessments.ruling import rule_on_finding
from assessments.saying_done import say_done
from assessments.status import EngagementStatus, FindingStatus
from attestations.status import Status
from organisations.permissions import Permission

SHOWN = (
    "criterion",
    "raised_by",
    "engagement__body",
    "engagement__attestation__scope__organisation",
)
# Once an engagement has ended, whatever the way, its disputes wait for nobody.
WAITING = Finding.objects.filter(
    status=FindingStatus.DISPUTED,
    engagement__status=EngagementStatus.ACTIVE,
    engagement__attestation__status=Status.IN_ASSESSMENT,
)


@login_required
@require_safe
def dispute_list(request: SignedInRequest) -> HttpResponse:
    """What waits for a ruling of this person's panel."""
    mine = Engagement.objects.where_user_may(Permission.DISPUTE_RULE, request.actor)
    waiting = WAITING.filter(engagement__in=mine).select_related(*SHOWN)
    disputed = FindingEvent.objects.filter(finding=OuterRef("pk"), step=FindingStep.DISPUTED)
    rows = waiting.annotate(disputed_at=Subquery(disputed.values("at")[:1])).order_by("raised_at")
    findings = [(each, ruling_due(each.disputed_at)) for each in rows]
    context = {"findings": findings, "today": now().date()}
    return render(request, "assessments/disputes.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: SignedInRequest, engagement_id: UUID, number: int) -> HttpResponse:
    """A member of the panel reads both sides and rules."""
    mine = Engagement.objects.where_user_may(Permission.DISPUTE_RULE, request.actor)
    waiting = WAITING.filter(engagement__in=mine, engagement=engagement_id, number=number)
    one = waiting.select_related(*SHOWN).first()
    if one is None:
        posted = request.method == "POST"
        by = request.actor
        raise_not_there(ruled_meanwhile(engagement_id, number, by=by) if posted else "")
    found = one.engagement
    form = RulingForm(sent(request), request=request)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            stands = said["answer"] == "stands"
            rule_on_finding(found.pk, number, said["text"], stands=stands, by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say_done(request, f"The ruling on finding {number} is recorded.")
            return redirect("assessments:disputes")
    verdicts = found.verdicts.filter(criterion=one.criterion_id, layer=one.layer)
    dispute = one.events.filter(step=FindingStep.DISPUTED).select_related("by").get()
    context = {
        "due": ruling_due(dispute.at),
        "today": now().date(),
        "form": form,
        "engagement": found,
        "finding": one,
        "dispute": dispute,
        "verdict": verdicts.select_related("given_by").first(),
        "stand_aside": reason_to_stand_aside(found, request.actor.person_id, on=now().date()),
    }
    return render(request, "assessments/rule.html", context, status=422 if form.errors else 200)
