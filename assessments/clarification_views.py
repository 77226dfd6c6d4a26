"""Pages of clarifications: all of an engagement, one thread, and asking beside a criterion."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from assessments.attached import attachable
from assessments.clarification import Wish, ask, usual_due
from assessments.clarification_forms import AnswerForm, AskForm, DueForm, EndForm
from assessments.clarification_status import (
    CLARIFICATION_MOVES,
    ClarificationAct,
    ClarificationStatus,
)
from assessments.clocking import clocks_of
from assessments.engagement_views import JOINED, reachable, sent
from assessments.models import Clarification, ClarificationKind, Engagement
from assessments.question_files import readable_files
from assessments.questions import readable_by
from assessments.saying_done import say_done
from assessments.standing_of_work import rights
from assessments.working_papers import content_of
from attestations.serving import as_attachment
from attestations.snapshot import asked_of
from attestations.vault import Stored, arriving
from organisations.layers import TITLES
from organisations.permissions import Permission
from principles.models import Criterion


def questioned(request: SignedInRequest, engagement_id: UUID) -> Engagement:
    """The engagement for those who may read something that is asked in it."""
    mine = Engagement.objects.where_user_may_read_questions(request.actor)
    return get_object_or_404(mine.select_related(*JOINED), pk=engagement_id)


def question_of(request: SignedInRequest, found: Engagement, number: int) -> Clarification:
    """The clarification of this number, if she may read it; or 404."""
    return get_object_or_404(readable_by(request.actor, found), number=number)


@login_required
@require_safe
def question_list(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """Everything asked in an engagement that this person may read, with its clocks."""
    found = questioned(request, engagement_id)
    context = {
        "engagement": found,
        "questions": readable_by(request.actor, found),
        "clock": clocks_of([found], at=now()).get(found.pk),
        "today": now().date(),
        "reaches": _reaches(request, found),
    }
    return render(request, "assessments/questions.html", context)


@login_required
@require_safe
def question(request: SignedInRequest, engagement_id: UUID, number: int) -> HttpResponse:
    """One thread, and what this person may do with it."""
    found = questioned(request, engagement_id)
    return question_page(request, found, question_of(request, found, number))


@login_required
@vary_on_headers("X-Requested-With")
@require_http_methods(["GET", "HEAD", "POST"])
def asked_here(request: SignedInRequest, engagement_id: UUID, code: str) -> HttpResponse:
    """What is asked on a criterion, as a fragment of its page; assessors ask here."""
    right = Permission.CLARIFICATION_ASK if request.method == "POST" else Permission.NOTES_READ
    found = reachable(request, right, engagement_id)
    criterion = get_object_or_404(
        Criterion.objects.filter(edition_id=found.attestation.edition_id), code=code
    )
    form = _ask_form(request, found, code)
    if request.method == "POST" and form.is_valid():
        try:
            with arriving(form.arriving()) as files:
                wish = _wish(code, form.cleaned_data, files)
                made = ask(found.pk, wish, by=request.actor)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            say_done(request, f"Question {made.number} is with the member.")
            return redirect("assessments:question", found.pk, made.number)
    may = rights(found, request.actor, Permission.CLARIFICATION_ASK)["clarification_ask"]
    context = {
        "engagement": found,
        "criterion": criterion,
        "questions": found.clarifications.filter(criterion=criterion).select_related("asked_by"),
        "today": now().date(),
        "form": form if may else None,
    }
    if request.headers.get("X-Requested-With") == "fragment":
        return render(request, "assessments/asked_here.html", context)
    status = 422 if form.errors else 200
    return render(request, "assessments/ask.html", context, status=status)


@login_required
@require_safe
def file(
    request: SignedInRequest, engagement_id: UUID, number: int, file_id: UUID
) -> HttpResponseBase:
    """A file that was attached to what is asked, as an attachment that no browser runs."""
    found = questioned(request, engagement_id)
    mine = readable_files(request.actor, found).filter(entry__clarification__number=number)
    one = get_object_or_404(mine, pk=file_id)
    return as_attachment(one.sha256, name=one.name, media_type=one.media_type)


def question_page(
    request: SignedInRequest, found: Engagement, one: Clarification, **filled: forms.Form
) -> HttpResponse:
    """The page of a thread with the forms that are open to this person now."""
    may = rights(
        found, request.actor, Permission.CLARIFICATION_ANSWER, Permission.CLARIFICATION_ASK
    )
    shown: dict[str, Any] = {}
    if found.is_at_work:
        if may["clarification_answer"] and _open(ClarificationAct.ANSWER, one):
            shown["answer_form"] = answer_form(found, one)
        if may["clarification_ask"]:
            shown |= _of_the_assessors(one)
    entries = one.entries.select_related("by").prefetch_related(
        "pieces__evidence__organisation", "files"
    )
    context = {
        "engagement": found,
        "question": one,
        "entries": entries,
        "today": now().date(),
        "at_work": may["clarification_ask"],
        "forms": list(filled.values()),
        "any_errors": bool(filled),
    }
    status = 422 if filled else 200
    return render(request, "assessments/question.html", context | shown | filled, status=status)


def answer_form(found: Engagement, one: Clarification, data: Any = None) -> AnswerForm:
    """The member's form, with the pieces that it may attach."""
    return AnswerForm(data, one=one, pieces=attachable(found), auto_id="answer_%s")


def _of_the_assessors(one: Clarification) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    if _open(ClarificationAct.ASK_AGAIN, one):
        initial = {"due": usual_due(now().date())}
        shown["again_form"] = DueForm(initial=initial, auto_id="again_%s")
    if _open(ClarificationAct.SETTLE, one):
        shown["settle_form"] = EndForm(auto_id="settle_%s")
    if _open(ClarificationAct.WITHDRAW, one):
        shown["withdraw_form"] = EndForm(auto_id="withdraw_%s")
    return shown


def _open(act: ClarificationAct, one: Clarification) -> bool:
    return ClarificationStatus(one.status) in CLARIFICATION_MOVES[act][0]


def _ask_form(request: SignedInRequest, found: Engagement, code: str) -> AskForm:
    content = content_of(found)
    asked = next((each for each in content["criteria"] if each["code"] == code), None)
    if asked is None:
        raise Http404
    layers = [
        (layer or "all", TITLES.get(layer, "The whole scope"))
        for layer in asked_of(asked).layers_among(content["scope"]["layers"])
    ]
    files = request.FILES if request.method == "POST" else None
    return AskForm(sent(request), files, layers=layers, initial={"due": usual_due(now().date())})


def _wish(code: str, said: dict[str, Any], files: Sequence[Stored]) -> Wish:
    kind = ClarificationKind(said["kind"])
    return Wish(f"{code}.{said['layer']}", kind, said["text"], said["due"], files)


def _reaches(request: SignedInRequest, found: Engagement) -> bool:
    """Whether the engagement itself is open to her; to a contributor it is not."""
    mine = Engagement.objects.where_user_may(Permission.ENGAGEMENT_READ, request.actor)
    return mine.filter(pk=found.pk).exists()
