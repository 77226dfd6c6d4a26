"""The inbox: what a person was told, and whether the letter left."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from accounts.letter_choice import choose_letters
from accounts.messages import Message, read
from accounts.requests import SignedInRequest, will_not_be_seen
from organisations.inbox import inbox_of, resting_roles
from organisations.inbox_forms import AT_ONCE, DAILY, LettersForm, ReadForm

PER_PAGE = 25


@login_required
@require_safe
def inbox(request: SignedInRequest) -> HttpResponse:
    """What this person was told, the newest first; older ones behind `?before=`."""
    return _page(request, LettersForm(initial={"letters": _choice(request)}))


@login_required
@require_safe
def follow(request: SignedInRequest, message_id: UUID) -> HttpResponse:
    """To the page that a message is about; the message is read with it."""
    mine = inbox_of(request.actor)
    message = mine.filter(pk=message_id).first()
    if message is None:
        return _not_mine(request, message_id)
    seen = request.method == "GET" and not will_not_be_seen(request)
    if seen and not settings.ENVIRONMENT.read_only:
        read(mine.filter(pk=message_id), at=now())
    return redirect(message.path)


@login_required
@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    """Everything up to the newest message that the page showed is read."""
    form = ReadForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing is marked. Open the inbox again.")
        return redirect("organisations:inbox")
    # Ids are in the order of time (UUIDv7): what came since the page was shown stays unread.
    count = read(inbox_of(request.actor).filter(pk__lte=form.cleaned_data["until"]), at=now())
    many = "1 message is" if count == 1 else f"{count} messages are"
    messages.success(request, f"{many} marked as read.")
    return redirect("organisations:inbox")


@login_required
@require_POST
def letters(request: SignedInRequest) -> HttpResponse:
    """How often letters come."""
    form = LettersForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    daily = form.cleaned_data["letters"] == DAILY
    choose_letters(request.actor.person_id, daily=daily)
    often = "one letter a day" if daily else "letters as messages come"
    messages.success(request, f"You get {often} from now on.")
    return redirect("organisations:inbox")


def _choice(request: SignedInRequest) -> str:
    return DAILY if request.user.daily_letter else AT_ONCE


def _page(request: SignedInRequest, form: LettersForm, status: int = 200) -> HttpResponse:
    mine = inbox_of(request.actor)
    unread_only = request.GET.get("show") == "unread"
    rows, before = mine.unread() if unread_only else mine, _before(request)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PER_PAGE + 1])
    shown, here = found[:PER_PAGE], "?show=unread&" if unread_only else "?"
    context = {
        "rows": shown,
        "unread": mine.unread().count(),
        "unread_only": unread_only,
        "older": f"{here}before={shown[-1].pk}" if len(found) > PER_PAGE else "",
        "paged": before is not None,
        "resting": resting_roles(request.actor),
        "form": form,
    }
    return render(request, "organisations/inbox.html", context, status=status)


def _before(request: SignedInRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("before", ""))
    except ValueError:
        return None


def _not_mine(request: SignedInRequest, message_id: UUID) -> HttpResponse:
    """To the desk, which says what is to do, where her role only rests; else it does not exist."""
    roles = [(each.organisation_id, each.role) for each in resting_roles(request.actor)]
    resting = Message.objects.of(request.actor.person_id, roles)
    get_object_or_404(resting, pk=message_id)
    return redirect(reverse("desk"))
