"""The boards: what an assessor body has in hand, and what the secretariat watches over."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from assessments.clocks import working_days
from assessments.models import Decision, Engagement
from assessments.overturns import overturns
from assessments.status import ENGAGEMENT_WORDS
from attestations.emergency_rows import EmergencyAccess
from attestations.models import Attestation
from attestations.status import Status
from desk.board import FILTERS, Line, lines_of, load_of_bodies, load_of_people
from desk.spreadsheet import as_csv
from organisations.models import held_by
from organisations.permissions import SIDES, Permission, Side


@login_required
@require_safe
def board(request: SignedInRequest) -> HttpResponse:
    """The engagements of the bodies in which this person has a role, as far as she reads them."""
    lines = _of_bodies(request)
    mine = Decision.objects.filter(engagement__body__in=_bodies(request))
    context = {"loads": load_of_people(lines), "overturns": overturns(mine)}
    context |= _shown(request, lines)
    return render(request, "desk/board.html", context)


@login_required
@require_safe
def board_csv(request: SignedInRequest) -> HttpResponse:
    """What the board shows, as CSV."""
    return _csv(request, _of_bodies(request), "board", people=True)


@login_required
@require_safe
def secretariat_csv(request: SignedInRequest) -> HttpResponse:
    """The engagements that the secretariat watches over, as CSV; no people."""
    lines = lines_of(_overseen(request), at=now())
    return _csv(request, lines, "secretariat", people=False)


@login_required
@require_safe
def secretariat(request: SignedInRequest) -> HttpResponse:
    """Intake, and every engagement: whose turn it is, since when, how late; no content."""
    every = _overseen(request)
    lines = lines_of(every, at=now())
    counted = every.order_by().values_list("status").annotate(many=Count("pk"))
    counts = dict(counted)
    today = now().date()
    intake = Attestation.objects.where_user_may(Permission.ATTESTATION_ACCEPT, request.actor)
    waiting = intake.filter(status=Status.SUBMITTED).select_related("scope__organisation")
    context = {
        "loads": load_of_bodies(lines),
        "overturns": overturns(Decision.objects.filter(engagement__in=every)),
        "counts": [
            (words, counts[state]) for state, words in ENGAGEMENT_WORDS.items() if state in counts
        ],
        "intake": [
            (one, working_days(one.submitted_at.date(), today))
            for one in waiting.order_by("submitted_at")
            if one.submitted_at
        ],
        "emergencies": EmergencyAccess.objects.to_answer_by(request.actor, at=now()),
    }
    return render(request, "desk/secretariat.html", context | _shown(request, lines))


def _of_bodies(request: SignedInRequest) -> list[Line]:
    """The lines of the board; 404 for whoever has no role in a body."""
    bodies = _bodies(request)
    if not bodies:
        raise Http404
    mine = Engagement.objects.where_user_may(Permission.ENGAGEMENT_READ, request.actor)
    return lines_of(mine.filter(body__in=bodies), at=now())


def _bodies(request: SignedInRequest) -> set[UUID]:
    """The bodies in which this person has a role."""
    roles = held_by(request.actor).roles
    return {each.organisation_id for each in roles if each.role in SIDES[Side.ASSESSOR_BODY]}


def _overseen(request: SignedInRequest) -> QuerySet[Engagement]:
    """Every engagement, for the secretariat; 404 for anybody else."""
    if not held_by(request.actor).granting(Permission.ENGAGEMENTS_OVERSEE):
        raise Http404
    return Engagement.objects.where_user_may(Permission.ENGAGEMENTS_OVERSEE, request.actor)


def _csv(request: SignedInRequest, lines: list[Line], name: str, *, people: bool) -> HttpResponse:
    """The lines that the chosen filter shows, to be kept as a file."""
    belongs = FILTERS[_show(request)][1]
    text = as_csv([line for line in lines if belongs(line)], people=people)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{now():%Y-%m-%d}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def _show(request: SignedInRequest) -> str:
    show = request.GET.get("show", "all")
    return show if show in FILTERS else "all"


def _shown(request: SignedInRequest, lines: list[Line]) -> dict[str, object]:
    """The lines that the chosen filter shows, and what the page says of all of them."""
    show = _show(request)
    belongs = FILTERS[show][1]
    return {
        "lines": [line for line in lines if belongs(line)],
        "total": len(lines),
        "late": sum(line.overdue > 0 for line in lines),
        "show": show,
        "filters": [
            (name, words, sum(wanted(line) for line in lines))
            for name, (words, wanted) in FILTERS.items()
        ],
    }
