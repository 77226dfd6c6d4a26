"""Pages about findings, for both sides."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from assessments import findings
from assessments.engagement_views import JOINED, reachable, sent
from assessments.finding_forms import ClosingForm, CorrectiveForm, FindingForm, PlanJudgementForm
from assessments.models import Engagement, Finding, Grade
from assessments.standing_of_work import rights
from assessments.status import FindingStatus
from assessments.working_papers import papers_of
from attestations.status import Status
from organisations.permissions import Permission


def readable(request: SignedInRequest, engagement_id: UUID) -> Engagement:
    """The engagement for those who may read its verdicts and findings."""
    mine = Engagement.objects.where_user_may_read_results(request.actor).select_related(*JOINED)
    return get_object_or_404(mine, pk=engagement_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def finding_list(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """All findings; assessors raise new ones here."""
    if request.method == "POST":
        reachable(request, Permission.FINDING_RAISE, engagement_id)
    found = readable(request, engagement_id)
    may = rights(found, request.actor, Permission.FINDING_RAISE)["finding_raise"]
    papers = papers_of(found)
    rows = [(row.key, _title(row.criterion, row.layer_title)) for row in papers.rows]
    initial = {"criterion": request.GET.get("criterion", "")}
    form = FindingForm(sent(request), rows=rows, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = findings.raise_finding(
                found.pk, said["criterion"], Grade(said["grade"]), said["text"], by=request.actor
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Finding {made.number} is raised.")
            return redirect("assessments:findings", found.pk)
    status = 422 if form.errors else 200
    context = {
        "engagement": found,
        "form": form if may else None,
        "findings": papers.findings,
        "open": found.attestation.status == Status.IN_ASSESSMENT,
    }
    return render(request, "assessments/findings.html", context, status=status)


@login_required
@require_safe
def finding(request: SignedInRequest, engagement_id: UUID, number: int) -> HttpResponse:
    """One finding with its plan, and what this person may do with it."""
    found = readable(request, engagement_id)
    return _page(request, found, _finding(found, number))


@login_required
@require_POST
def plan(request: SignedInRequest, engagement_id: UUID, number: int) -> HttpResponse:
    """The member's owner or editor plans corrective action."""
    found = readable(request, engagement_id)
    reachable(request, Permission.FINDING_PLAN, engagement_id)
    one = _finding(found, number)
    form = CorrectiveForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            findings.plan_finding(
                found.pk,
                number,
                owner=said["owner"],
                steps=said["steps"],
                due=said["due"],
                by=request.actor,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"The plan for finding {number} is with the lead assessor.")
            return redirect("assessments:finding", found.pk, number)
    return _page(request, found, one, plan_form=form)


@login_required
@require_POST
def judge(request: SignedInRequest, engagement_id: UUID, number: int) -> HttpResponse:
    """The lead assessor accepts or returns the plan."""
    found = reachable(request, Permission.FINDING_PLAN_ACCEPT, engagement_id)
    one = _finding(found, number)
    form = PlanJudgementForm(request.POST)
    if form.is_valid():
        accepted = form.cleaned_data["answer"] == "accept"
        try:
            findings.judge_plan(
                found.pk,
                number,
                accepted=accepted,
                note=form.cleaned_data["note"],
                by=request.actor,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            word = "accepted" if accepted else "returned"
            messages.success(request, f"The plan for finding {number} is {word}.")
            return redirect("assessments:finding", found.pk, number)
    return _page(request, found, one, judge_form=form)


@login_required
@require_POST
def close(request: SignedInRequest, engagement_id: UUID, number: int) -> HttpResponse:
    """An assessor closes a finding that has been put right."""
    found = reachable(request, Permission.FINDING_RAISE, engagement_id)
    one = _finding(found, number)
    form = ClosingForm(request.POST)
    if form.is_valid():
        try:
            findings.close_finding(found.pk, number, form.cleaned_data["note"], by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Finding {number} is closed.")
            return redirect("assessments:finding", found.pk, number)
    return _page(request, found, one, close_form=form)


def _page(
    request: SignedInRequest, found: Engagement, one: Finding, **filled: forms.Form
) -> HttpResponse:
    """The page of a finding, with the forms that are open to this person now."""
    may = rights(
        found,
        request.actor,
        Permission.FINDING_PLAN,
        Permission.FINDING_PLAN_ACCEPT,
        Permission.FINDING_RAISE,
    )
    working = found.attestation.status == Status.IN_ASSESSMENT
    is_open = working and one.status != FindingStatus.CLOSED
    may_plan = is_open and one.status != FindingStatus.ACCEPTED and one.grade in findings.WITH_PLAN
    shown: dict[str, Any] = {}
    if may["finding_plan"] and may_plan and found.draft_shared_at:
        initial = {"owner": one.plan_owner, "steps": one.plan_steps, "due": one.plan_due}
        shown["plan_form"] = CorrectiveForm(initial=initial)
    if may["finding_plan_accept"] and is_open and one.status == FindingStatus.PLANNED:
        shown["judge_form"] = PlanJudgementForm()
    if may["finding_raise"] and is_open:
        shown["close_form"] = ClosingForm()
    context = {"engagement": found, "finding": one} | shown | filled
    context |= {"forms": list(filled.values()), "any_errors": bool(filled)}
    return render(request, "assessments/finding.html", context, status=422 if filled else 200)


def _finding(found: Engagement, number: int) -> Finding:
    people = ("criterion", "raised_by", "planned_by", "plan_judged_by")
    return get_object_or_404(found.findings.select_related(*people), number=number)


def _title(criterion: Any, layer: str) -> str:
    return f"{criterion.code} {criterion.title}" + (f" ({layer})" if layer else "")
