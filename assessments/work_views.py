"""Pages where the assessment is done: plan, list of criteria, verdicts, quality review."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from assessments import verdicts
from assessments.engagement_views import JOINED, reachable, reached, sent
from assessments.models import Engagement, Review
from assessments.plan import METHODS, freeze_plan
from assessments.standing_of_work import rights
from assessments.verdict_forms import VerdictForm
from assessments.verdict_rules import VerdictChanged, VerdictRefused
from assessments.working_forms import PlanForm
from assessments.working_papers import Papers, Row, papers_of
from organisations.permissions import Permission

SHOWN = {
    "all": "All",
    "unsettled": "Not settled",
    "unassessed": "Without a verdict",
    "disagreed": "Reviewer disagrees",
    "differs": "Differs from the claim",
}


def at_work(request: SignedInRequest, engagement_id: UUID) -> Engagement:
    """The engagement for its lead, assessors and reviewers while it is active."""
    mine = Engagement.objects.where_user_may_work(request.actor).select_related(*JOINED)
    return reached(request, mine, engagement_id, Permission.VERDICT_GIVE)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """The lead assessor freezes the plan and begins the assessment."""
    found = reachable(request, Permission.PLAN_FREEZE, engagement_id)
    criteria = list(found.attestation.edition.criteria.all())
    today = now().date()
    initial = {
        "scope": found.attestation.scope_statement,
        "begins_on": today,
        "ends_on": today + timedelta(days=30),
    }
    form = PlanForm(sent(request), request=request, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            freeze_plan(found.pk, form.plan(criteria), by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The plan is frozen and the assessment has begun.")
            return redirect("assessments:work", found.pk)
    status = 422 if form.errors else 200
    context = {"form": form, "engagement": found, "criteria": criteria, "methods": METHODS}
    return render(request, "assessments/plan.html", context, status=status)


@login_required
@require_safe
def workspace(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """Every criterion with claim and verdict."""
    found = at_work(request, engagement_id)
    papers = papers_of(found)
    show = request.GET.get("show", "all")
    show = show if show in SHOWN else "all"
    groups = [
        {"principle": each, "rows": [r for r in papers.of_principle(each.code) if _shown(r, show)]}
        for each in papers.principles
    ]
    context = {
        "engagement": found,
        "papers": papers,
        "groups": groups,
        "shown": show,
        "filters": SHOWN,
        "next": _next_unsettled(papers),
        "may": rights(
            found,
            request.actor,
            Permission.VERDICT_GIVE,
            Permission.VERDICT_REVIEW,
            Permission.RECOMMEND,
            Permission.PLAN_FREEZE,
        ),
    }
    return render(request, "assessments/work.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def principle(request: SignedInRequest, engagement_id: UUID, code: str) -> HttpResponse:
    """The verdicts of a whole principle in one form."""
    found = reachable(request, Permission.VERDICT_GIVE, engagement_id)
    papers = papers_of(found)
    rows = papers.of_principle(code)
    if not rows:
        raise Http404
    return _judging(request, papers, rows, "assessments/principle.html")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def criterion(request: SignedInRequest, engagement_id: UUID, code: str) -> HttpResponse:
    """One criterion with everything that speaks for and against; the verdict beside it."""
    found = at_work(request, engagement_id)
    papers = papers_of(found)
    rows = papers.of_criterion(code)
    if not rows:
        raise Http404
    may_give = rights(found, request.actor, Permission.VERDICT_GIVE)["verdict_give"]
    if request.method == "POST" and not may_give:
        raise Http404
    return _judging(request, papers, rows, "assessments/criterion.html", may_give=may_give)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """The quality reviewer agrees or disagrees with what other people gave."""
    found = reachable(request, Permission.VERDICT_REVIEW, engagement_id)
    error = ""
    if request.method == "POST":
        try:
            done = verdicts.review_verdicts(
                found.pk,
                _chosen(request),
                Review.AGREED if request.POST.get("review") != "disagreed" else Review.DISAGREED,
                request.POST.get("note", ""),
                by=request.actor,
            )
        except Refusal as refusal:
            error = str(refusal)
        else:
            word = Review(done[0].review).label.lower()
            noun = "verdict" if len(done) == 1 else "verdicts"
            messages.success(request, f"{len(done)} {noun}: {word}.")
            return redirect("assessments:review", found.pk)
    papers = papers_of(found)
    waiting = [row for row in papers.rows if row.state == "given"]
    others = [row for row in papers.rows if row.state == "disagreed"]
    # A tick stays only for the version that was read: nobody agrees with what she has not seen.
    sent_ticks = set(request.POST.getlist("verdict")) if error else set()
    ticked = {
        each.pk
        for each in (row.verdict for row in waiting)
        if each and f"{each.pk}:{each.version}" in sent_ticks
    }
    context: dict[str, Any] = {
        "engagement": found,
        "papers": papers,
        "waiting": waiting,
        "disagreed": others,
        "error": error,
        "ticked": ticked,
        "note": request.POST.get("note", "") if error else "",
    }
    return render(request, "assessments/review.html", context, status=422 if error else 200)


def _judging(
    request: SignedInRequest,
    papers: Papers,
    rows: list[Row],
    template: str,
    *,
    may_give: bool = True,
) -> HttpResponse:
    """Show rows with their forms, and take what was said to them: all of it or nothing."""
    found = papers.engagement
    target = int(found.attestation.edition.target_level)
    posted = sent(request)
    words = {str(k): str(v) for k, v in found.attestation.edition.rubric["levels"].items()}
    forms = [VerdictForm(posted, row=row, target=target, words=words) for row in rows]
    status = 200
    if posted is not None:
        if posted.get("accept_all"):
            for form in forms:
                form.accept_the_rest()
        status = 422
        wrong = [form for form in forms if not form.is_valid()]
        if not wrong:
            try:
                changed = verdicts.give_verdicts(
                    found.pk, [form.given() for form in forms], by=request.actor
                )
            except VerdictRefused as refused:
                next(f for f in forms if f.row.key == refused.key).refuse(refused)
                status = 409 if isinstance(refused, VerdictChanged) else 422
            except Refusal as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _changed_sentence(len(changed)))
                return redirect(request.path)
        for form in forms:
            form.read_anew()
    codes = [each.code for each in papers.criteria if papers.of_criterion(each.code)]
    context = {
        "engagement": found,
        "papers": papers,
        "rows": list(zip(rows, forms, strict=True)),
        "criterion": rows[0].criterion,
        "principle": rows[0].principle,
        "forms": forms,
        "any_errors": status != 200,  # noqa: PLR2004
        "may_give": may_give,
        "next_code": _after(codes, rows[-1].criterion.code),
        "previous_code": _after(codes[::-1], rows[0].criterion.code),
        "methods": found.plan.get("methods", {}).get(rows[0].criterion.code, []),
        "target": target,
        "level_words": sorted(words.items()),
    }
    return render(request, template, context, status=status)


def _changed_sentence(count: int) -> str:
    if count == 0:
        return "Nothing was said anew; every verdict stands as it was."
    return "1 verdict is new or changed." if count == 1 else f"{count} verdicts are new or changed."


def _chosen(request: SignedInRequest) -> dict[UUID, int]:
    """The verdicts ticked (or all shown), each with the version that was read."""
    name = "shown" if request.POST.get("review") == "agreed_all" else "verdict"
    versions = {}
    for each in request.POST.getlist(name):
        verdict_id, _, version = each.partition(":")
        try:
            versions[UUID(verdict_id)] = int(version)
        except ValueError:
            continue
    return versions


def _shown(row: Row, show: str) -> bool:
    if show == "unsettled":
        return not row.is_settled
    if show == "differs":
        return row.differs
    return show in ("all", row.state)


def _next_unsettled(papers: Papers) -> Row | None:
    return next((row for row in papers.rows if row.verdict is None), None)


def _after(codes: list[str], code: str) -> str:
    """The code that follows in a list, or nothing at its end."""
    place = codes.index(code)
    return codes[place + 1] if place + 1 < len(codes) else ""
