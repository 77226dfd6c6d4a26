"""Pages about organisations, their people and their scopes."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from organisations import admission, listed, roles, scopes
from organisations.accreditation_forms import AccreditationForm
from organisations.forms import OrganisationForm, RoleForm, ScopeForm
from organisations.models import Membership, Organisation, Scope
from organisations.permissions import PUBLIC_ROLES, Permission, Role, Side
from organisations.scope_statement import NOTHING


@login_required
@require_safe
def organisation_list(request: SignedInRequest) -> HttpResponse:
    """The organisations that this person belongs to; all of them for the register's keepers."""
    kept = Organisation.objects.where_user_may(Permission.REGISTER_KEEP, request.actor)
    mine = Organisation.objects.where_user_may(Permission.ORGANISATION_READ, request.actor)
    may_add = Organisation.objects.where_user_may(Permission.ORGANISATION_ADD, request.actor)
    return render(
        request,
        "organisations/list.html",
        {"organisations": kept | mine, "may_add": may_add.exists()},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_organisation(request: SignedInRequest) -> HttpResponse:
    """The registrar adds a member or an assessor body."""
    alliance = Organisation.objects.where_user_may(Permission.ORGANISATION_ADD, request.actor)
    get_object_or_404(alliance)
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = admission.add_organisation(form.particulars(), by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{added.name} is in the register of organisations.")
            return redirect("organisations:organisation", added.slug)
    status = 422 if form.errors else 200
    return render(request, "organisations/add.html", {"form": form}, status=status)


@login_required
@require_safe
def organisation(request: SignedInRequest, slug: str) -> HttpResponse:
    """One organisation: particulars, people, invitations, scopes, as far as they are open."""
    mine = Organisation.objects.where_user_may(Permission.ORGANISATION_READ, request.actor)
    kept = Organisation.objects.where_user_may(Permission.REGISTER_KEEP, request.actor)
    found = get_object_or_404(mine | kept, slug=slug)
    may = {
        "read": mine.filter(pk=found.pk).exists(),
        "keep": kept.filter(pk=found.pk).exists(),
        "manage": Organisation.objects.where_user_may(Permission.PEOPLE_MANAGE, request.actor)
        .filter(pk=found.pk)
        .exists(),
        "scope": Organisation.objects.where_user_may(Permission.SCOPE_CHANGE, request.actor)
        .filter(pk=found.pk)
        .exists(),
    }
    people = found.memberships.in_force().select_related("user")
    own = people.filter(user=request.user, role__in=[role.value for role in PUBLIC_ROLES])
    context = {
        "organisation": found,
        "may": may,
        "own_roles": list(own) if found.side == Side.ASSESSOR_BODY else [],
        "is_member": found.side == Side.MEMBER,
        "is_body": found.side == Side.ASSESSOR_BODY,
        "people": people if may["read"] else people.filter(role__in=[Role.OWNER, Role.BODY_ADMIN]),
        "invitations": found.invitations.filter(accepted_at=None, withdrawn_at=None),
        "scopes": found.scopes.all(),
        "accreditations": found.accreditations.all(),
    }
    return render(request, "organisations/organisation.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def accredit(request: SignedInRequest, slug: str) -> HttpResponse:
    """The registrar accredits an assessor body."""
    kept = Organisation.objects.where_user_may(Permission.REGISTER_KEEP, request.actor)
    body = get_object_or_404(kept, slug=slug, side=Side.ASSESSOR_BODY)
    form = AccreditationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        scope = form.accredited()
        admission.accredit(body, scope, by=request.actor)
        messages.success(request, f"{body.name} is accredited until {scope.valid_until}.")
        return redirect("organisations:organisation", slug)
    return render(
        request,
        "organisations/accredit.html",
        {"form": form, "organisation": body},
        status=422 if form.errors else 200,
    )


@login_required
@require_POST
def list_name(request: SignedInRequest, slug: str) -> HttpResponse:
    """An assessor lets her name stand in the public register, or takes it out."""
    mine = Organisation.objects.where_user_may(Permission.ORGANISATION_READ, request.actor)
    body = get_object_or_404(mine, slug=slug, side=Side.ASSESSOR_BODY)
    wished = request.POST.get("listed") == "yes"
    try:
        listed.list_name(body.pk, wished=wished, by=request.actor)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        does = "stands in" if wished else "is out of"
        messages.success(request, f"Your name {does} the public register of assessors.")
    return redirect("organisations:organisation", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_role(request: SignedInRequest, slug: str) -> HttpResponse:
    """A further role for a colleague who is here already."""
    managed = Organisation.objects.where_user_may(Permission.PEOPLE_MANAGE, request.actor)
    found = get_object_or_404(managed, slug=slug)
    form = RoleForm(request.POST or None, organisation=found)
    if request.method == "POST" and form.is_valid():
        person: User = form.cleaned_data["person"]
        try:
            roles.give_role(found, person, Role(form.cleaned_data["role"]), by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{person} holds the role from now on.")
            return redirect("organisations:organisation", slug)
    return render(
        request,
        "organisations/give_role.html",
        {"form": form, "organisation": found},
        status=422 if form.errors else 200,
    )


@login_required
@require_POST
def end_role(request: SignedInRequest, slug: str, membership_id: UUID) -> HttpResponse:
    """A role ends at once."""
    managed = Organisation.objects.where_user_may(Permission.PEOPLE_MANAGE, request.actor)
    found = get_object_or_404(managed, slug=slug)
    membership = get_object_or_404(Membership, pk=membership_id, organisation=found)
    try:
        roles.end_role(membership.pk, by=request.actor)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"The role of {membership.user} has ended.")
    return redirect("organisations:organisation", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def make_scope(request: SignedInRequest, slug: str) -> HttpResponse:
    """Owner or editor describes what a declaration will cover."""
    reachable = Organisation.objects.where_user_may(Permission.SCOPE_CHANGE, request.actor)
    found = get_object_or_404(reachable, slug=slug, side=Side.MEMBER)
    form = ScopeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            scope = scopes.make_scope(found, form.text(), by=request.actor)
        except Refusal as refusal:
            form.add_error("slug", str(refusal))
        else:
            messages.success(request, f"The scope “{scope.title}” is made.")
            return redirect("organisations:organisation", slug)
    return render(
        request,
        "organisations/scope.html",
        {"form": form, "organisation": found},
        status=422 if form.errors else 200,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_scope(request: SignedInRequest, slug: str, scope_slug: str) -> HttpResponse:
    """Owner or editor rewrites a scope."""
    reachable = Scope.objects.where_user_may(Permission.SCOPE_CHANGE, request.actor)
    scope = get_object_or_404(
        reachable.select_related("organisation"), organisation__slug=slug, slug=scope_slug
    )
    initial = {
        "title": scope.title,
        "slug": scope.slug,
        "included": scope.included,
        "excluded": "" if scope.excluded == NOTHING else scope.excluded,
        "nothing_excluded": scope.excluded == NOTHING,
        "why": scope.why,
        "layers": scope.layers,
    }
    form = ScopeForm(request.POST or None, initial=initial)
    form.fields["slug"].disabled = True
    if request.method == "POST" and form.is_valid():
        scopes.change_scope(scope.pk, form.text(), by=request.actor)
        messages.success(request, f"The scope “{form.cleaned_data['title']}” is changed.")
        return redirect("organisations:organisation", slug)
    return render(
        request,
        "organisations/scope.html",
        {"form": form, "organisation": scope.organisation, "scope": scope},
        status=422 if form.errors else 200,
    )
