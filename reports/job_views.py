"""The job board: what operators see of reports and receipts that are made, and have tried again."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from organisations.models import Organisation
from organisations.permissions import Permission
from reports.job_rows import as_csv
from reports.jobs import (
    KINDS,
    WORDS,
    Job,
    Show,
    WrongPlace,
    attempts_of,
    board,
    counted,
    every,
    job_of,
)
from reports.lease import SECONDS
from reports.retrying import hasten, retry

P = Permission


class ReasonForm(forms.Form):
    """Why it is tried again."""

    reason = forms.CharField(
        label="What was mended",
        help_text="The journal keeps it. Name the cause, and nobody’s data.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "Write what was mended, or why it is tried now.",
            "max_length": "Write at most 500 characters.",
        },
    )


@login_required
@require_safe
def jobs(request: SignedInRequest) -> HttpResponse:
    """Reports and receipts that are made, the newest first."""
    get_object_or_404(Organisation.objects.where_user_may(P.JOBS_READ, request.actor))
    asked = request.GET.get("show", Show.OPEN)
    after, at = request.GET.get("after", ""), now()
    if asked not in WORDS:
        raise Http404
    show = Show(asked)
    try:
        rows, following = board(show, after=after, by=request.actor, at=at)
    except WrongPlace as wrong:
        raise Http404 from wrong
    counts = counted(by=request.actor, at=at)
    context = {
        "rows": rows,
        "shown": show,
        "choices": [(each, words, counts.get(each)) for each, words in WORDS.items()],
        "after": after,
        "next": following,
        "at": at,
    }
    pending = any(counts.get(each) for each in (Show.WAITING, Show.WORKING))
    return _drawn(request, "board", context | {"pending": pending})


@login_required
@require_safe
def jobs_csv(request: SignedInRequest) -> HttpResponse:
    """All that the board shows under one heading, as CSV."""
    get_object_or_404(Organisation.objects.where_user_may(P.JOBS_READ, request.actor))
    asked, at = request.GET.get("show", Show.OPEN), now()
    if asked not in WORDS:
        raise Http404
    response = HttpResponse(
        as_csv(every(Show(asked), by=request.actor, at=at)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="jobs-{at:%Y-%m-%d}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_safe
def job(request: SignedInRequest, kind: str, job_id: UUID) -> HttpResponse:
    """One of them, with every attempt that failed."""
    if request.headers.get("X-Requested-With") == "fragment":
        return _drawn(request, "job", {"job": _job(request, kind, job_id, P.JOBS_READ)})
    return _page(request, _job(request, kind, job_id, P.JOBS_READ))


@login_required
@require_POST
def retry_job(request: SignedInRequest, kind: str, job_id: UUID) -> HttpResponse:
    """A failed one is made again from the step that failed."""
    return _acted(request, kind, job_id, retry, "It is made again from the step that failed.")


@login_required
@require_POST
def hasten_job(request: SignedInRequest, kind: str, job_id: UUID) -> HttpResponse:
    """One that waits for its next attempt has it now."""
    return _acted(request, kind, job_id, hasten, "It is tried now.")


def _acted(
    request: SignedInRequest, kind: str, job_id: UUID, act: Callable[..., Any], done: str
) -> HttpResponse:
    found = _job(request, kind, job_id, P.JOB_RETRY)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            act(KINDS[kind], job_id, form.cleaned_data["reason"], by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("reports:job", kind, job_id)
    return _page(request, found, form)


def _job(request: SignedInRequest, kind: str, job_id: UUID, permission: Permission) -> Job:
    found = job_of(kind, job_id, permission=permission, by=request.actor, at=now())
    if found is None:
        raise Http404
    return found


def _page(request: SignedInRequest, found: Job, form: ReasonForm | None = None) -> HttpResponse:
    context = {
        "job": found,
        "form": form or ReasonForm(),
        "refused": form,
        "attempts": list(attempts_of(found)),
        "lease": SECONDS,
    }
    return _drawn(request, "job", context, status=422 if form else 200)


def _drawn(
    request: SignedInRequest, name: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The page; asked by itself, only the part that goes on changing."""
    part = request.headers.get("X-Requested-With") == "fragment"
    template = f"jobs/{name}_part.html" if part else f"jobs/{name}.html"
    response = render(request, template, context, status=status)
    response["Vary"] = "X-Requested-With"
    return response
