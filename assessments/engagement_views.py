"""Pages about engagements: the list, asking a body, one engagement and its first acts."""

from collections.abc import Callable
from typing import NoReturn
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actor import Actor
from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from assessments import activation
from assessments import engagement as engaging
from assessments.engaging_forms import BodyForm
from assessments.form_fields import ReasonForm
from assessments.models import NAMED_ONLY, Engagement
from assessments.naming import turned_away
from assessments.overtaken import decided_meanwhile
from assessments.saying_done import say_done
from assessments.standing_of_work import overview
from assessments.status import ENGAGEMENT_MOVES, ENGAGEMENT_WORDS, EngagementAct, EngagementStatus
from attestations.models import Attestation
from organisations.permissions import Permission

JOINED = (
    "attestation__scope__organisation",
    "attestation__edition",
    "body",
    "submission",
)
MOST_COUNTED = 1_000_000


def sent(request: SignedInRequest) -> QueryDict | None:
    """What was posted, also when it is empty; None where nothing was."""
    return request.POST if request.method == "POST" else None


def seen_by(request: SignedInRequest) -> int:
    """How much of what goes on (steps, people, drafts) was there when the page was read.

    A form that does not say it has read nothing.
    """
    said = request.POST.get("seen", "")
    return int(said) if said.isdecimal() and len(said) < len(str(MOST_COUNTED)) else 0


def reachable(request: SignedInRequest, permission: Permission, pk: UUID) -> Engagement:
    """The engagement if this person may do that with it; else it does not exist.

    Somebody who had the page open when she was taken off, when a colleague decided, or when all of
    it ended, is told so.
    """
    mine = Engagement.objects.where_user_may(permission, request.actor).select_related(*JOINED)
    if permission in NAMED_ONLY:
        return reached(request, mine, pk, permission)
    found = mine.filter(pk=pk).first()
    if found is None:
        overtaken = request.method == "POST" and permission is Permission.DECIDE
        raise_not_there(decided_meanwhile(pk, by=request.actor) if overtaken else "")
    return found


def raise_not_there(sentence: str) -> NoReturn:
    """403 with the sentence, for whom there is one, and what she typed; else 404."""
    if sentence:
        raise PermissionDenied(sentence)
    raise Http404


def reached(
    request: SignedInRequest,
    mine: QuerySet[Engagement],
    pk: UUID,
    permission: Permission,
) -> Engagement:
    """One of `mine`; 403 with the reason for a form of a person who was named in it, else 404."""
    found = mine.filter(pk=pk).first()
    if found is None:
        not_reached(request, pk, permission)
    return found


def not_reached(request: SignedInRequest, pk: UUID, permission: Permission) -> NoReturn:
    """403 with the reason for a form of a person who was named in the engagement, else 404."""
    posted = request.method == "POST"
    raise_not_there(turned_away(pk, permission.value, by=request.actor) if posted else "")


@login_required
@require_safe
def engagement_list(request: SignedInRequest) -> HttpResponse:
    """The engagements that concern this person, newest first."""
    mine = Engagement.objects.where_user_may(Permission.ENGAGEMENT_READ, request.actor)
    deciding = Engagement.objects.where_user_may(Permission.DECIDE, request.actor)
    return render(
        request,
        "assessments/list.html",
        {"engagements": mine.select_related(*JOINED), "deciding": deciding.exists()},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_assessment(request: SignedInRequest, attestation_id: UUID) -> HttpResponse:
    """The owner or signatory asks an accredited body."""
    mine = Attestation.objects.where_user_may(Permission.ENGAGEMENT_REQUEST, request.actor)
    attestation = get_object_or_404(
        mine.select_related("scope__organisation", "edition"), pk=attestation_id
    )
    bodies = engaging.bodies_for(attestation, on=now().date())
    form = BodyForm(sent(request), bodies=bodies)
    if request.method == "POST" and form.is_valid():
        body = form.cleaned_data["body"]
        try:
            level = form.cleaned_data["level"]
            asked = engaging.request_assessment(
                attestation.pk, body.pk, by=request.actor, level=level
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say_done(request, f"{body.name} has been asked for an assessment.")
            return redirect("assessments:engagement", asked.pk)
    status = 422 if form.errors else 200
    context = {"form": form, "attestation": attestation, "bodies": bodies}
    return render(request, "assessments/request.html", context, status=status)


@login_required
@require_safe
def engagement(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """One engagement: where it stands, who works in it, what comes next."""
    found = reachable(request, Permission.ENGAGEMENT_READ, engagement_id)
    return render(request, "assessments/engagement.html", overview(found, request.actor))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """The body's administrator declines."""
    found = reachable(request, Permission.ENGAGEMENT_STAFF, engagement_id)
    over = not_open(found, EngagementAct.DECLINE)
    act = engaging.decline
    return _with_reason(request, found, "Decline the request", act, "is declined", over)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """The owner or signatory withdraws the request, or will not have the people named."""
    found = reachable(request, Permission.ENGAGEMENT_REQUEST, engagement_id)
    over = not_open(found, EngagementAct.WITHDRAW)
    act = engaging.withdraw
    return _with_reason(request, found, "Withdraw the request", act, "is withdrawn", over)


@login_required
@require_POST
def no_objection(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """The owner or signatory has no objection to the people named."""
    found = reachable(request, Permission.ENGAGEMENT_OBJECT, engagement_id)
    try:
        activation.have_no_objection(found.pk, seen=seen_by(request), by=request.actor)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        say_done(request, "It is recorded that you have no objection.")
    return redirect("assessments:engagement", found.pk)


@login_required
@require_POST
def begin(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """The body's administrator begins the engagement, once nothing is missing."""
    found = reachable(request, Permission.ENGAGEMENT_STAFF, engagement_id)
    try:
        activation.activate(found.pk, by=request.actor)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        say_done(request, "The engagement has begun. The lead assessor proposes a plan.")
    return redirect("assessments:engagement", found.pk)


def not_open(found: Engagement, act: EngagementAct) -> str:
    """That the engagement is past this act, as a sentence; empty while the act is open."""
    status = EngagementStatus(found.status)
    if status in ENGAGEMENT_MOVES[act][0]:
        return ""
    return (
        f"Nothing can be done here any more. The engagement is {ENGAGEMENT_WORDS[status].lower()}."
    )


def _with_reason(
    request: SignedInRequest,
    found: Engagement,
    title: str,
    act: Callable[..., Engagement],
    done: str,
    over: str,
) -> HttpResponse:
    """A page for one act that needs a reason; only a sentence where `over` says why not."""
    form = ReasonForm(sent(request))
    actor: Actor = request.actor
    if request.method == "POST" and form.is_valid():
        try:
            act(found.pk, form.cleaned_data["reason"], by=actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say_done(request, f"The request {done}.")
            return redirect("assessments:engagement", found.pk)
    status = 422 if form.errors else 200
    context = {"form": form, "engagement": found, "title": title, "button": title, "danger": True}
    if request.method != "POST":
        context["over"] = over
    return render(request, "assessments/act.html", context, status=status)
