"""Pages of an invitation: sending it, taking it back, accepting it."""

from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from accounts.second_factor import actor_of, is_set_up
from organisations import invitation as invitations
from organisations.forms import InvitationForm, NewPersonForm
from organisations.models import Invitation, Organisation
from organisations.permissions import (
    ROLE_TITLES,
    SECOND_FACTOR_ROLES,
    SIDES,
    Permission,
    Role,
    Side,
)
from organisations.roles import KEPT_ROLES


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: SignedInRequest, slug: str) -> HttpResponse:
    """Owner or body administrator invites anyone; the registrar invites the first of them."""
    managed = Organisation.objects.where_user_may(Permission.PEOPLE_MANAGE, request.actor)
    kept = Organisation.objects.where_user_may(Permission.FIRST_PERSON_INVITE, request.actor)
    found = get_object_or_404(managed | kept, slug=slug)
    roles = SIDES[Side(found.side)]
    if not managed.filter(pk=found.pk).exists() and Side(found.side) in KEPT_ROLES:
        roles = (KEPT_ROLES[Side(found.side)],)
    form = InvitationForm(request.POST or None, roles=roles)
    if request.method == "POST" and form.is_valid():
        email, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
        invitations.invite(found, email, role, by=request.actor)
        messages.success(request, f"An invitation is on its way to {email}.")
        return redirect("organisations:organisation", slug)
    return render(
        request,
        "organisations/invite.html",
        {"form": form, "organisation": found},
        status=422 if form.errors else 200,
    )


@login_required
@require_POST
def withdraw(request: SignedInRequest, slug: str, invitation_id: UUID) -> HttpResponse:
    """An invitation is taken back."""
    managed = Organisation.objects.where_user_may(Permission.PEOPLE_MANAGE, request.actor)
    kept = Organisation.objects.where_user_may(Permission.FIRST_PERSON_INVITE, request.actor)
    found = get_object_or_404(managed | kept, slug=slug)
    mine = Invitation.objects.filter(organisation=found)
    if not managed.filter(pk=found.pk).exists():
        # The registrar invites first owners and administrators; the others are the owner's affair.
        mine = mine.filter(role=KEPT_ROLES.get(Side(found.side)))
    get_object_or_404(mine, pk=invitation_id)
    try:
        invitations.withdraw(invitation_id, by=request.actor)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The invitation is withdrawn; its link no longer works.")
    return redirect("organisations:organisation", slug)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind an invitation's link: sign in or make an account, and accept."""
    invitation = invitations.open_invitation(token)
    if invitation is None:
        return render(request, "organisations/invitation_gone.html", status=404)
    context = {"invitation": invitation, "role": ROLE_TITLES[invitation.role], "token": token}
    if request.user.is_authenticated:
        return _accept_signed_in(request, invitation, context)
    if User.objects.filter(email=invitation.email).exists():
        here = reverse("organisations:invitation", args=[token])
        return render(
            request,
            "organisations/invitation_sign_in.html",
            context | {"sign_in": f"{reverse('account_login')}?next={here}"},
        )
    form = NewPersonForm(request.POST or None, email=invitation.email)
    if request.method == "POST" and form.is_valid():
        try:
            return _accept_new(request, invitation, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    status = 422 if form.errors else 200
    return render(request, "organisations/invitation.html", context | {"form": form}, status=status)


def _accept_new(request: HttpRequest, invitation: Invitation, form: NewPersonForm) -> HttpResponse:
    facts = form.cleaned_data
    user = invitations.accept_as_new_person(
        invitation.pk, facts["name"], facts["password1"], by=actor_of(request)
    )
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    record_authentication(request, user, method="password", email=user.email)
    return _welcome(request, user, invitation)


def _accept_signed_in(
    request: HttpRequest, invitation: Invitation, context: dict[str, object]
) -> HttpResponse:
    user = request.user
    if not isinstance(user, User) or request.method != "POST":
        return render(request, "organisations/invitation_accept.html", context)
    try:
        invitations.accept(invitation.pk, user, by=actor_of(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return render(request, "organisations/invitation_accept.html", context, status=422)
    return _welcome(request, user, invitation)


def _welcome(request: HttpRequest, user: User, invitation: Invitation) -> HttpResponse:
    role = Role(invitation.role)
    messages.success(
        request, f"You are {ROLE_TITLES[role].lower()} of {invitation.organisation.name}."
    )
    if role in SECOND_FACTOR_ROLES and not is_set_up(user.pk):
        messages.info(request, "This role needs a second factor. Set it up now.")
        return redirect("mfa_activate_totp")
    return redirect("desk")
