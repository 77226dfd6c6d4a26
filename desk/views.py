"""The desk: what waits for this person, and where her organisations stand."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from accounts.second_factor import is_set_up
from desk.under_way import under_way
from desk.waiting import waiting_for
from organisations.inbox import inbox_of
from organisations.models import Membership
from organisations.permissions import SECOND_FACTOR_ROLES
from reports.jobs import Job
from reports.status import State
from reports.watching import watched_by


@login_required
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """What is due, what is mine, and the reports that are being made."""
    held = list(
        Membership.objects.in_force().filter(user=request.user).select_related("organisation")
    )
    locked = [m for m in held if m.role in SECOND_FACTOR_ROLES] if _locked(request) else []
    at = now()
    making = [
        Job(row, at)
        for row in watched_by(request.actor).exclude(state__in=(State.LIVE, State.ENDED))
    ]
    tasks = waiting_for(request.actor)
    return render(
        request,
        "desk/desk.html",
        {
            "tasks": tasks,
            "unread": inbox_of(request.actor).unread().count(),
            "under_way": under_way(request.actor, but=[task.url for task in tasks]),
            "memberships": held,
            "locked": locked,
            "set_up": not locked or is_set_up(request.user.pk),
            "making": making,
        },
    )


def _locked(request: SignedInRequest) -> bool:
    return not request.actor.has_second_factor
