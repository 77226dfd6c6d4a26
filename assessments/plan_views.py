"""Pages of the plan: reading it, proposing it, answering it, freezing it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from assessments.agreement import answer_plan, standing
from assessments.clocks import working_day_from
from assessments.draw import checkpoint_for
from assessments.engagement_views import reachable, sent
from assessments.models import Engagement
from assessments.plan import METHODS, freeze_plan, propose_plan
from assessments.sampling import in_plan
from assessments.saying_done import say_done
from assessments.standing_of_work import rights
from assessments.status import EngagementStatus
from assessments.working_forms import FreezeForm, PlanAnswerForm, PlanForm
from organisations.permissions import Permission

WORK_DAYS = 30


@login_required
@require_safe
def plan(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """The plan as it stands: proposed, agreed or frozen, with what this person may do to it."""
    return _page(request, reachable(request, Permission.ENGAGEMENT_READ, engagement_id))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """The lead assessor proposes a plan, or another in its place."""
    found = reachable(request, Permission.PLAN_FREEZE, engagement_id)
    criteria = list(found.attestation.edition.criteria.all())
    last = standing(found)
    form = PlanForm(sent(request), initial=last.proposal.content if last else _first(found))
    if request.method == "POST" and form.is_valid():
        try:
            propose_plan(found.pk, form.plan(criteria), by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say_done(request, "The plan is proposed. The member agrees to it, or objects.")
            return redirect("assessments:plan", found.pk)
    status = 422 if form.errors else 200
    kept: dict[str, list[str]] = last.proposal.content["methods"] if last else {}
    posted = request.method == "POST"
    ticked = [
        (
            each,
            form.data_list(f"method-{each.code}")
            if posted
            else kept.get(each.code, each.assessment.get("methods", [])),
        )
        for each in criteria
    ]
    context = {"form": form, "engagement": found, "criteria": ticked, "methods": METHODS}
    return render(request, "assessments/propose_plan.html", context, status=status)


@login_required
@require_POST
def answer(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """The owner or signatory agrees to the plan, or objects."""
    found = reachable(request, Permission.PLAN_AGREE, engagement_id)
    form = PlanAnswerForm(request.POST)
    if form.is_valid():
        sequence, objection = form.cleaned_data["proposal"], form.said()
        try:
            answer_plan(found.pk, sequence, objection, by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            what = "object" if objection else "agree"
            say_done(request, f"It is recorded that you {what} to the plan.")
            return redirect("assessments:plan", found.pk)
    return _page(request, found, answering=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def freeze(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """The lead assessor freezes the agreed plan and begins the assessment."""
    found = reachable(request, Permission.PLAN_FREEZE, engagement_id)
    form = FreezeForm(sent(request), request=request)
    if request.method == "POST" and form.is_valid():
        try:
            freeze_plan(found.pk, by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say_done(
                request, "The plan is frozen, the sample is drawn, and the assessment has begun."
            )
            return redirect("assessments:plan", found.pk)
    return _page(request, found, freezing=form)


def _first(found: Engagement) -> dict[str, Any]:
    """What a first plan begins with."""
    today = now().date()
    return {
        "scope": found.attestation.scope_statement,
        "begins_on": working_day_from(today),
        "ends_on": working_day_from(today + timedelta(days=WORK_DAYS)),
    }


def _page(
    request: SignedInRequest,
    found: Engagement,
    *,
    answering: PlanAnswerForm | None = None,
    freezing: FreezeForm | None = None,
) -> HttpResponse:
    """The plan with the forms that this person may send now."""
    may = rights(found, request.actor, Permission.PLAN_FREEZE, Permission.PLAN_AGREE)
    last, frozen = standing(found), found.plan_frozen_at is not None
    content: dict[str, Any] = found.plan if frozen else last.proposal.content if last else {}
    planning = not frozen and found.status == EngagementStatus.ACTIVE
    open_to_answer = planning and last is not None and last.answer is None
    ready = planning and last is not None and last.may_be_frozen(now())
    if open_to_answer and may["plan_agree"] and last is not None:
        answering = answering or PlanAnswerForm(initial={"proposal": last.proposal.sequence})
    if ready and may["plan_freeze"]:
        freezing = freezing or FreezeForm(request=request)
    forms = [each for each in (answering, freezing) if each is not None]
    wrong = any(each.is_bound and each.errors for each in forms)
    context = {
        "engagement": found,
        "may": may,
        "standing": last,
        "content": content,
        "begins_on": date.fromisoformat(content["begins_on"]) if content else None,
        "ends_on": date.fromisoformat(content["ends_on"]) if content else None,
        "planning": planning,
        "ready": ready,
        "waits": ready and checkpoint_for(found) is None,
        "sample": in_plan(found.plan),
        "rows": _rows(found, content),
        "answering": answering,
        "freezing": freezing,
        "forms": forms,
        "any_errors": wrong,
    }
    return render(request, "assessments/plan.html", context, status=422 if wrong else 200)


def _rows(found: Engagement, content: dict[str, Any]) -> list[tuple[Any, list[str], str]]:
    """Each criterion with its methods in words and what the sample says of it."""
    if not content:
        return []
    sample = in_plan(found.plan)
    methods = content["methods"]
    return [
        (
            each,
            [METHODS.get(method, method) for method in methods.get(each.code, [])],
            sample.why(each.code) if sample else "",
        )
        for each in found.attestation.edition.criteria.all()
    ]
