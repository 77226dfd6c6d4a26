"""Steps of a finding: acknowledged, disputed, proved by the member; verified, closed by assessors."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from assessments.acknowledging import acknowledge_finding
from assessments.closing import close_finding
from assessments.disputing import dispute_finding
from assessments.engagement_views import reachable, seen_by
from assessments.finding_forms import (
    ClosingForm,
    ConfirmationForm,
    DisputeForm,
    JudgeAgainForm,
    VerificationForm,
)
from assessments.finding_views import finding_of, finding_page, proof_form, readable
from assessments.judging_again import judge_again, raised_in_doubt
from assessments.models import Engagement
from assessments.proving import prove_finding
from assessments.saying_done import say_done
from assessments.standing_by import confirm_finding
from assessments.verifying import verify_finding
from organisations.permissions import Permission


@login_required
@require_POST
def acknowledge(request: SignedInRequest, engagement_id: UUID, number: int) -> HttpResponse:
    """The member agrees with the finding."""
    found = _members(request, engagement_id)
    finding_of(found, number)
    try:
        acknowledge_finding(found.pk, number, by=request.actor)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        say_done(request, f"Finding {number} is acknowledged.")
    return redirect("assessments:finding", found.pk, number)


@login_required
@require_POST
def dispute(request: SignedInRequest, engagement_id: UUID, number: int) -> HttpResponse:
    """The member says why the finding is wrong."""
    found = _members(request, engagement_id)
    form = DisputeForm(request.POST, auto_id="dispute_%s")
    return _step(
        request,
        found,
        number,
        ("dispute_form", form),
        lambda: dispute_finding(found.pk, number, form.cleaned_data["text"], by=request.actor),
        f"Finding {number} is disputed. The appeal panel rules on it.",
    )


@login_required
@require_POST
def prove(request: SignedInRequest, engagement_id: UUID, number: int) -> HttpResponse:
    """The member shows that it has been put right."""
    found = _members(request, engagement_id)
    form = proof_form(found, request.POST)

    def act() -> object:
        said = form.cleaned_data
        pieces = [UUID(each) for each in said["evidence"]]
        return prove_finding(found.pk, number, said["text"], pieces, by=request.actor)

    done = f"The evidence for finding {number} is with the assessors."
    return _step(request, found, number, ("proof_form", form), act, done)


@login_required
@require_POST
def verify(request: SignedInRequest, engagement_id: UUID, number: int) -> HttpResponse:
    """An assessor looks at the evidence of the correction."""
    found = reachable(request, Permission.FINDING_RAISE, engagement_id)
    form = VerificationForm(request.POST, auto_id="verify_%s")

    def act() -> object:
        said = form.cleaned_data
        good = said["answer"] == "good"
        return verify_finding(
            found.pk,
            number,
            said["note"],
            good=good,
            seen=seen_by(request),
            versions=request.POST.get("versions", ""),
            by=request.actor,
        )

    done = f"What you found on finding {number} is recorded."
    return _step(request, found, number, ("verify_form", form), act, done)


@login_required
@require_POST
def close(request: SignedInRequest, engagement_id: UUID, number: int) -> HttpResponse:
    """An assessor closes a finding that has been put right."""
    found = reachable(request, Permission.FINDING_RAISE, engagement_id)
    in_doubt = raised_in_doubt(found, number, at=now())
    form = ClosingForm(request.POST, request=request, in_doubt=in_doubt, auto_id="close_%s")

    def act() -> object:
        note, seen = form.cleaned_data["note"], seen_by(request)
        return close_finding(found.pk, number, note, seen=seen, by=request.actor)

    return _step(request, found, number, ("close_form", form), act, f"Finding {number} is closed.")


@login_required
@require_POST
def again(request: SignedInRequest, engagement_id: UUID, number: int) -> HttpResponse:
    """An assessor takes back what somebody judged who is not independent any more."""
    found = reachable(request, Permission.FINDING_RAISE, engagement_id)
    form = JudgeAgainForm(request.POST, auto_id="again_%s")
    return _step(
        request,
        found,
        number,
        ("again_form", form),
        lambda: judge_again(found.pk, number, form.cleaned_data["reason"], by=request.actor),
        f"Finding {number} is judged again.",
    )


@login_required
@require_POST
def stands(request: SignedInRequest, engagement_id: UUID, number: int) -> HttpResponse:
    """An assessor lets a finding stand that somebody raised who is not independent any more."""
    found = reachable(request, Permission.FINDING_RAISE, engagement_id)
    form = ConfirmationForm(request.POST, auto_id="stands_%s")

    def act() -> object:
        note, seen = form.cleaned_data["note"], seen_by(request)
        return confirm_finding(found.pk, number, note, seen=seen, by=request.actor)

    done = f"It is recorded that finding {number} stands."
    return _step(request, found, number, ("stands_form", form), act, done)


def _members(request: SignedInRequest, engagement_id: UUID) -> Engagement:
    found = readable(request, engagement_id)
    reachable(request, Permission.FINDING_PLAN, engagement_id)
    return found


def _step(
    request: SignedInRequest,
    found: Engagement,
    number: int,
    named: tuple[str, forms.Form],
    act: Callable[[], object],
    done: str,
) -> HttpResponse:
    """Act on a valid form and go to the finding; else its page with what is wrong."""
    name, form = named
    one = finding_of(found, number)
    if form.is_valid():
        try:
            act()
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say_done(request, done)
            return redirect("assessments:finding", found.pk, number)
    return finding_page(request, found, one, **{name: form})
