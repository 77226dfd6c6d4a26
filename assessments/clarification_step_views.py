"""Steps of a clarification: answered by the member; asked further, settled, withdrawn."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from assessments.clarification import ask_again
from assessments.clarification_forms import DueForm, EndForm
from assessments.clarification_views import (
    answer_form,
    question_of,
    question_page,
    questioned,
)
from assessments.clarified import settle_clarification, withdraw_clarification
from assessments.clarifying import answer_clarification
from assessments.engagement_views import reachable
from assessments.models import Engagement
from assessments.saying_done import say_done
from attestations.vault import arriving
from organisations.permissions import Permission


@login_required
@require_POST
def answer(request: SignedInRequest, engagement_id: UUID, number: int) -> HttpResponse:
    """The member answers, with pieces of its library."""
    found = reachable(request, Permission.CLARIFICATION_ANSWER, engagement_id)
    form = answer_form(found, question_of(request, found, number), request.POST)

    def act() -> object:
        said = form.cleaned_data
        pieces = [UUID(each) for each in said["evidence"]]
        return answer_clarification(found.pk, number, said["text"], pieces, by=request.actor)

    done = f"Your answer to question {number} is with the assessors."
    return _step(request, found, number, ("answer_form", form), act, done)


@login_required
@require_POST
def again(request: SignedInRequest, engagement_id: UUID, number: int) -> HttpResponse:
    """An assessor asks further, or gives more time."""
    found = reachable(request, Permission.CLARIFICATION_ASK, engagement_id)
    form = DueForm(request.POST, request.FILES, auto_id="again_%s")

    def act() -> object:
        said = form.cleaned_data
        with arriving(form.arriving()) as files:
            return ask_again(found.pk, number, said["text"], said["due"], files, by=request.actor)

    done = f"Question {number} is with the member again."
    return _step(request, found, number, ("again_form", form), act, done)


@login_required
@require_POST
def settle(request: SignedInRequest, engagement_id: UUID, number: int) -> HttpResponse:
    """An assessor needs nothing more."""
    found = reachable(request, Permission.CLARIFICATION_ASK, engagement_id)
    form = EndForm(request.POST, auto_id="settle_%s")
    return _step(
        request,
        found,
        number,
        ("settle_form", form),
        lambda: settle_clarification(found.pk, number, form.cleaned_data["note"], by=request.actor),
        f"Question {number} is settled.",
    )


@login_required
@require_POST
def withdraw(request: SignedInRequest, engagement_id: UUID, number: int) -> HttpResponse:
    """An assessor needs no answer any more."""
    found = reachable(request, Permission.CLARIFICATION_ASK, engagement_id)
    form = EndForm(request.POST, auto_id="withdraw_%s")
    return _step(
        request,
        found,
        number,
        ("withdraw_form", form),
        lambda: withdraw_clarification(
            found.pk, number, form.cleaned_data["note"], by=request.actor
        ),
        f"Question {number} is withdrawn.",
    )


def _step(
    request: SignedInRequest,
    found: Engagement,
    number: int,
    named: tuple[str, forms.Form],
    act: Callable[[], object],
    done: str,
) -> HttpResponse:
    """Act on a valid form and go to the thread; else its page with what is wrong."""
    name, form = named
    one = question_of(request, questioned(request, found.pk), number)
    if form.is_valid():
        try:
            act()
        except Refusal as refusal:
            if isinstance(form, DueForm):
                form.refuse(refusal)
            else:
                form.add_error(None, str(refusal))
        else:
            say_done(request, done)
            return redirect("assessments:question", found.pk, number)
    return question_page(request, found, one, **{name: form})
