"""The page on which a third person settles what two others are apart over."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from assessments.engagement_views import reachable
from assessments.looks_shown import Step, steps_of
from assessments.models import Engagement
from assessments.saying_done import say_done
from assessments.third_look import take_third_look
from assessments.third_look_forms import ThirdLookForm
from assessments.third_people import may_settle
from assessments.verdict_forms import meanings_of
from assessments.verdict_rules import VerdictChanged, VerdictRefused
from assessments.working_papers import Row, content_of, rows_of
from organisations.permissions import Permission


@dataclass(frozen=True, slots=True)
class Waiting:
    """A verdict over which two people are apart: what was said, and who can settle it."""

    row: Row
    form: ThirdLookForm
    steps: Sequence[Step]
    is_mine: bool
    is_stuck: bool


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def third_look(request: SignedInRequest, engagement_id: UUID, code: str) -> HttpResponse:
    """The verdicts on one criterion that wait for a third look, each with its own form."""
    found = reachable(request, Permission.THIRD_LOOK, engagement_id)
    content = content_of(found)
    rows = rows_of(found, content, code)
    if not rows:
        raise Http404
    # What was sent is shown again also where somebody has settled it meanwhile.
    sent = request.POST.get("row", "")
    apart = [row for row in rows if row.verdict and (row.state == "apart" or row.key == sent)]
    forms = [_form(found, row, request) for row in apart]
    status = next((_settled(request, found, form) for form in forms if form.is_bound), 200)
    if not status:
        return redirect(reverse("assessments:work", args=[found.pk]) + "?show=apart")
    context = {
        "engagement": found,
        "criterion": rows[0].criterion,
        "principle": rows[0].principle,
        "slug": content["organisation"]["slug"],
        "waiting": _waiting(request, found, forms),
        "forms": forms,
        "any_errors": status != 200,  # noqa: PLR2004
    }
    return render(request, "assessments/third_look.html", context, status=status)


def _form(found: Engagement, row: Row, request: SignedInRequest) -> ThirdLookForm:
    """The form of one row, filled where this very row was sent."""
    edition = found.attestation.edition
    data = request.POST if request.POST.get("row") == row.key else None
    return ThirdLookForm(
        data, row=row, target=int(edition.target_level), words=meanings_of(edition.rubric)
    )


def _settled(request: SignedInRequest, found: Engagement, form: ThirdLookForm) -> int:
    """Take what was posted; the status of the page that shows it again, or 0."""
    if not form.is_valid():
        return 422
    try:
        take_third_look(found.pk, form.given(), by=request.actor)
    except VerdictRefused as refused:
        form.refuse(refused)
        return 409 if isinstance(refused, VerdictChanged) else 422
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return 422
    say_done(request, "Your third look has settled the verdict.", form=form.row.key)
    return 0


def _waiting(
    request: SignedInRequest, found: Engagement, forms: Sequence[ThirdLookForm]
) -> list[Waiting]:
    verdicts = [form.row.verdict for form in forms if form.row.verdict]
    settling, steps = may_settle(found, verdicts), steps_of(verdicts)
    return [
        Waiting(
            form.row,
            form,
            steps[verdict.pk],
            is_mine=request.actor.user_id in settling[verdict.pk] or form.is_bound,
            is_stuck=not settling[verdict.pk] and not form.is_bound,
        )
        for form, verdict in zip(forms, verdicts, strict=True)
    ]
