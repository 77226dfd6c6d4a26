"""Pages about the result: the draft that the member sees, its remarks, the recommendation."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from assessments import recommendation as recommending
from assessments import remark_answers
from assessments.asked import asked_in
from assessments.concluding_forms import OutcomeForm, RemarkAnswerForm, RemarksForm
from assessments.engagement_views import reachable, seen_by, sent
from assessments.finding_views import readable
from assessments.following import sent_back_in_this_round
from assessments.models import DraftShare, Engagement, Remark
from assessments.outcome import WORDS, Computed, computed, lower_or_equal
from assessments.questions import with_unanswered
from assessments.saying_done import say_done
from assessments.standing_of_work import rights
from assessments.working_papers import Papers, papers_of
from attestations import snapshot
from attestations.reading import thresholds_of
from organisations.permissions import Permission
from principles.scoring import Outcome, Result


def shown_result(papers: Papers) -> dict[str, Any]:
    """Declared beside assessed, by principle, as every page about a result shows it."""
    engagement, papers = papers.engagement, with_unanswered(papers)
    decision = engagement.decisions.last()
    signed = engagement.submission.signed_at.date()
    thresholds = thresholds_of(engagement.attestation.edition)
    declared = snapshot.declared(papers.content, signed_on=signed, thresholds=thresholds)
    found = computed(papers, on=now().date())
    rows = [
        {
            "code": principle.code,
            "name": principle.title,
            "declared": _percentage(declared, principle.code),
            "assessed": _percentage(found.result, principle.code),
        }
        for principle in papers.principles
    ]
    return {
        "papers": papers,
        "engagement": engagement,
        "declared": declared,
        "computed": found,
        "outcome_words": WORDS[found.outcome],
        "bars": rows,
        "working_rows": [_working(found, each.code, each.title) for each in papers.principles],
        "working_overall": {
            "score": found.result.overall.conformance_text if found.result.overall else None,
            "uncertainty": found.uncertainty.texts() if found.uncertainty else None,
        },
        "bars_title": "Conformance by principle, declared against assessed"
        + ("" if decision else " (draft)"),
        "decision": decision,
        "decision_words": WORDS[decision.outcome] if decision else "",
        "threshold": int(thresholds.conform_pct),
    }


@login_required
@require_safe
def result(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """The draft result: score, verdicts and findings."""
    found = readable(request, engagement_id)
    return _page(request, found, RemarksForm())


@login_required
@require_POST
def share(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """The lead assessor shares the draft result with the member."""
    found = reachable(request, Permission.DRAFT_SHARE, engagement_id)
    try:
        recommending.share_draft(found.pk, by=request.actor)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        say_done(request, "The member sees verdicts and findings, and can remark on them.")
    return redirect("assessments:result", found.pk)


@login_required
@require_POST
def remarks(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """The member records remarks, or that it has none."""
    found = readable(request, engagement_id)
    reachable(request, Permission.REMARKS_RECORD, engagement_id)
    form = RemarksForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        text = said["remarks"] if said["answer"] == "remarks" else ""
        try:
            recommending.record_remarks(found.pk, text, seen=seen_by(request), by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            done = "Your remarks are recorded." if text else "It is recorded: no remarks."
            say_done(request, done)
            return redirect("assessments:result", found.pk)
    return _page(request, found, form)


@login_required
@require_POST
def answer_remark(request: SignedInRequest, engagement_id: UUID, remark_id: UUID) -> HttpResponse:
    """The lead assessor answers one remark of the member."""
    found = reachable(request, Permission.DRAFT_SHARE, engagement_id)
    asked = Remark.objects.filter(share__engagement=found).exclude(text="")
    remark = get_object_or_404(asked, pk=remark_id)
    form = answer_form(remark, request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            remark_answers.answer_remark(found.pk, remark.pk, text, by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say_done(request, "The answer is recorded. The member sees it.")
            return redirect("assessments:result", found.pk)
    return _page(request, found, RemarksForm(), form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def recommend(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """The lead assessor recommends the computed outcome or a lower one."""
    found = reachable(request, Permission.RECOMMEND, engagement_id)
    context = shown_result(papers_of(found))
    computed_outcome = context["computed"].outcome
    outcomes = [(each.value, WORDS[each]) for each in lower_or_equal(computed_outcome)]
    form = OutcomeForm(
        sent(request),
        request=request,
        outcomes=outcomes,
        initial={"outcome": computed_outcome},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        wish = recommending.Recommended(
            Outcome(said["outcome"]), said["reasons"], said["conditions_end_on"]
        )
        try:
            recommending.recommend(found.pk, wish, by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say_done(
                request,
                "The recommendation waits for the confirmation of the body, then goes to the alliance.",
            )
            return redirect("assessments:engagement", found.pk)
    missing = recommending.missing(found, context["papers"], at=now())
    context |= {"form": form, "missing": missing, "sent_back": sent_back_in_this_round(found)}
    status = 422 if form.errors else 200
    return render(request, "assessments/recommend.html", context, status=status)


def answer_form(remark: Remark, data: QueryDict | None = None) -> RemarkAnswerForm:
    """The form of an answer, whose controls bear the remark's own id."""
    form = RemarkAnswerForm(data, auto_id=f"id_{remark.pk}_%s")
    form.remark = remark.pk
    return form


def shares_of(engagement: Engagement) -> list[DraftShare]:
    """Every draft that was shared, with its remarks and answers; three SQL statements."""
    remarks = Remark.objects.select_related("made_by", "answer__answered_by")
    shares = engagement.draft_shares.select_related("shared_by")
    return list(shares.prefetch_related(Prefetch("remarks", remarks)))


def _page(
    request: SignedInRequest,
    found: Engagement,
    form: RemarksForm,
    answer: RemarkAnswerForm | None = None,
) -> HttpResponse:
    context = shown_result(papers_of(found))
    may = rights(
        found,
        request.actor,
        Permission.DRAFT_SHARE,
        Permission.REMARKS_RECORD,
        Permission.RECOMMEND,
    )
    working = found.is_at_work
    waiting = recommending.unanswered(found) if may["draft_share"] and working else []
    filled = [each for each in (form, answer) if each is not None and each.errors]
    context |= {
        "may": may,
        "working": working,
        "asked": asked_in(found),
        "unsettled": recommending.unsettled_sentence(context["papers"]),
        "remarks_end": recommending.remarks_end_at(found),
        "shares": shares_of(found),
        "answer_forms": [
            answer if answer is not None and answer.remark == each.pk else answer_form(each)
            for each in waiting
        ],
        "form": form if may["remarks_record"] and working else None,
        "forms": filled,
        "any_errors": bool(filled),
    }
    return render(request, "assessments/result.html", context, status=422 if filled else 200)


def _working(found: Computed, code: str, name: str) -> dict[str, Any]:
    """A principle's row of `components/grounds.html`."""
    score, grounds = (found.result.principles or {}).get(code), found.grounds.get(code)
    if score is None or grounds is None:
        return {"code": code, "name": name, "score": None}
    return {
        "code": code,
        "name": name,
        "score": score.conformance_text,
        "points": score.points_to_target,
        "of": score.weight * found.thresholds.target,
        "assurance": grounds.assurance_words,
        "criteria": grounds.criteria,
        "reviewed": grounds.reviewed,
        "uncertainty": grounds.uncertainty.texts(),
    }


def _percentage(result: Result, code: str) -> str | None:
    score = (result.principles or {}).get(code)
    return score.conformance_text if score else None
