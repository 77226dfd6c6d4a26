"""Pages about findings, for both sides."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actor import Actor
from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from assessments import findings
from assessments.closing import must_be_verified
from assessments.disputing import ruling_due
from assessments.engagement_views import JOINED, reachable, seen_by, sent
from assessments.finding_forms import (
    ClosingForm,
    ConfirmationForm,
    CorrectiveForm,
    DisputeForm,
    FindingForm,
    JudgeAgainForm,
    PlanJudgementForm,
    ProofForm,
    VerificationForm,
)
from assessments.judging_again import doubt_about, raised_in_doubt
from assessments.models import Engagement, Finding, FindingEvent, FindingStep, Grade
from assessments.proving import proofs
from assessments.saying_done import say_done
from assessments.stages import why_it_rests
from assessments.standing_of_work import rights
from assessments.status import FINDING_MOVES, FindingAct, FindingStatus
from assessments.verifying import last_proof, looked_at, marked
from assessments.working_papers import papers_of
from attestations.models import Evidence
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
            say_done(request, f"Finding {made.number} is raised.")
            return redirect("assessments:findings", found.pk)
    status = 422 if form.errors else 200
    context = {
        "engagement": found,
        "form": form if may and not found.is_followed_up else None,
        "findings": papers.findings,
        "open": found.is_at_work,
    }
    return render(request, "assessments/findings.html", context, status=status)


@login_required
@require_safe
def finding(request: SignedInRequest, engagement_id: UUID, number: int) -> HttpResponse:
    """One finding with its plan, and what this person may do with it."""
    found = readable(request, engagement_id)
    return finding_page(request, found, finding_of(found, number))


@login_required
@require_POST
def plan(request: SignedInRequest, engagement_id: UUID, number: int) -> HttpResponse:
    """The member's owner or editor plans corrective action."""
    found = readable(request, engagement_id)
    reachable(request, Permission.FINDING_PLAN, engagement_id)
    one = finding_of(found, number)
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
            say_done(request, f"The plan for finding {number} is with the lead assessor.")
            return redirect("assessments:finding", found.pk, number)
    return finding_page(request, found, one, plan_form=form)


@login_required
@require_POST
def judge(request: SignedInRequest, engagement_id: UUID, number: int) -> HttpResponse:
    """The lead assessor accepts or returns the plan."""
    found = reachable(request, Permission.FINDING_PLAN_ACCEPT, engagement_id)
    one = finding_of(found, number)
    form = PlanJudgementForm(request.POST)
    if form.is_valid():
        accepted = form.cleaned_data["answer"] == "accept"
        try:
            findings.judge_plan(
                found.pk,
                number,
                accepted=accepted,
                note=form.cleaned_data["note"],
                seen=seen_by(request),
                by=request.actor,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            word = "accepted" if accepted else "returned"
            say_done(request, f"The plan for finding {number} is {word}.")
            return redirect("assessments:finding", found.pk, number)
    return finding_page(request, found, one, judge_form=form)


def finding_page(
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
    working = found.is_at_work
    events = list(one.events.select_related("by").prefetch_related("pieces__evidence"))
    shown: dict[str, Any] = {}
    if working and may["finding_plan"] and found.draft_shared_at:
        shown |= _of_the_member(found, one, events)
    plans = working and not found.is_followed_up
    if plans and may["finding_plan_accept"] and _open(FindingAct.ACCEPT_PLAN, one):
        shown["judge_form"] = PlanJudgementForm()
    if working and may["finding_raise"]:
        shown |= _of_the_assessors(request, found, one)
    context = {"engagement": found, "finding": one, "events": events} | shown | filled
    context |= _ruled(found, one, events)
    context["readable"] = readable_among(request.actor, events)
    context["rests"] = rests = why_it_rests(found.status, found.attestation.status)
    for form in filled.values():
        if rests and not form.non_field_errors():
            form.add_error(None, rests)
    context |= {"forms": list(filled.values()), "any_errors": bool(filled)}
    return render(request, "assessments/finding.html", context, status=422 if filled else 200)


def _ruled(found: Engagement, one: Finding, events: Iterable[FindingEvent]) -> dict[str, Any]:
    """By when the appeal panel rules or was to rule, or that it has ruled for the finding."""
    disputed = [each.at for each in events if each.step == FindingStep.DISPUTED]
    waits = found.is_at_work and one.status == FindingStatus.DISPUTED and disputed
    due = ruling_due(disputed[-1]) if waits else None
    return {
        "ruling_due": due,
        "ruling_late": due is not None and due < now().date(),
        "upheld": any(each.step == FindingStep.UPHELD for each in events),
    }


def readable_among(actor: Actor, events: Iterable[FindingEvent]) -> set[UUID]:
    """The pieces named in these steps that this person may open."""
    named = {piece.evidence_id for event in events for piece in event.pieces.all()}
    if not named:
        return named
    mine = Evidence.objects.where_user_may(Permission.EVIDENCE_READ, actor).filter(pk__in=named)
    return set(mine.values_list("pk", flat=True))


def proof_form(found: Engagement, data: QueryDict | None = None) -> ProofForm:
    """The form of a proof, with the pieces that the member may point to."""
    return ProofForm(data, pieces=proofs(found), auto_id="proof_%s")


def _of_the_member(
    found: Engagement, one: Finding, events: list[FindingEvent]
) -> dict[str, forms.Form | bool]:
    shown: dict[str, forms.Form | bool] = {}
    if found.is_followed_up:
        return {"proof_form": proof_form(found)} if _open(FindingAct.PROVE, one) else shown
    mendable = one.grade in findings.WITH_PLAN
    if mendable and _open(FindingAct.ACKNOWLEDGE, one):
        shown["may_acknowledge"] = True
    ruled = any(each.step == FindingStep.UPHELD for each in events)
    if _open(FindingAct.DISPUTE, one) and not ruled:
        shown["dispute_form"] = DisputeForm(auto_id="dispute_%s")
    if mendable and _open(FindingAct.PLAN, one):
        initial = {"owner": one.plan_owner, "steps": one.plan_steps, "due": one.plan_due}
        shown["plan_form"] = CorrectiveForm(initial=initial)
    if _open(FindingAct.PROVE, one):
        shown["proof_form"] = proof_form(found)
    return shown


def _of_the_assessors(request: SignedInRequest, found: Engagement, one: Finding) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    if _open(FindingAct.VERIFY, one):
        shown["verify_form"] = VerificationForm(auto_id="verify_%s")
        shown["given"] = last_proof(one)
        shown["versions"] = marked(looked_at(one))
    at = now()
    in_doubt = raised_in_doubt(found, one.number, at=at)
    verified = one.status == FindingStatus.VERIFIED
    if _open(FindingAct.CLOSE, one) and (verified or not must_be_verified(found, one, at=at)):
        form = ClosingForm(request=request, in_doubt=in_doubt, auto_id="close_%s")
        shown["close_form"] = form
    sentence = doubt_about(found, one.number, at=at)
    if in_doubt:
        shown |= {"doubt": sentence, "stands_form": ConfirmationForm(auto_id="stands_%s")}
    elif sentence:
        shown |= {"doubt": sentence, "again_form": JudgeAgainForm(auto_id="again_%s")}
    return shown


def _open(act: FindingAct, one: Finding) -> bool:
    return one.status in FINDING_MOVES[act][0]


def finding_of(found: Engagement, number: int) -> Finding:
    """The finding of this number, with the people who acted on it; or 404."""
    people = ("criterion", "raised_by", "planned_by", "plan_judged_by", "closed_by")
    return get_object_or_404(found.findings.select_related(*people), number=number)


def _title(criterion: Any, layer: str) -> str:
    return f"{criterion.code} {criterion.title}" + (f" ({layer})" if layer else "")
