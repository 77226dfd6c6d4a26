"""Pages where registrars keep which accounts are one person's."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import AccountLink
from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from accounts.second_factor import SecondFactorForm
from organisations.models import Organisation
from organisations.one_person import link_accounts, unlink_accounts
from organisations.permissions import Permission


class ApartForm(SecondFactorForm):
    """Why something is noted of two accounts."""

    reason = forms.CharField(
        label="How you know it",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The journal keeps it.",
        error_messages={"required": "Say how you know it."},
    )


class LinkForm(ApartForm):
    """Which two accounts are one person's."""

    field_order = ("one", "other", "reason")
    one = forms.EmailField(
        label="E-mail address of one account",
        error_messages={"required": "Enter the address.", "invalid": "Enter an e-mail address."},
    )
    other = forms.EmailField(
        label="E-mail address of the other account",
        error_messages={"required": "Enter the address.", "invalid": "Enter an e-mail address."},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def links(request: SignedInRequest) -> HttpResponse:
    """What is noted, and the form that notes two more accounts."""
    get_object_or_404(
        Organisation.objects.where_user_may(Permission.ORGANISATION_ADD, request.actor)
    )
    form = LinkForm(request.POST if request.method == "POST" else None, request=request)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            link_accounts(said["one"], said["other"], said["reason"], by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is noted. The two accounts count as one person.")
            return redirect("organisations:links")
    standing = AccountLink.objects.filter(ended_at=None).select_related("one", "other", "noted_by")
    status = 422 if form.errors else 200
    context = {"form": form, "links": standing}
    return render(request, "organisations/links.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def apart(request: SignedInRequest, link_id: UUID) -> HttpResponse:
    """Two accounts are two people's after all."""
    get_object_or_404(
        Organisation.objects.where_user_may(Permission.ORGANISATION_ADD, request.actor)
    )
    link = get_object_or_404(AccountLink.objects.select_related("one", "other"), pk=link_id)
    form = ApartForm(request.POST if request.method == "POST" else None, request=request)
    if request.method == "POST" and form.is_valid():
        try:
            unlink_accounts(link.pk, form.cleaned_data["reason"], by=request.actor)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is noted that they are two people's accounts.")
            return redirect("organisations:links")
    status = 422 if form.errors else 200
    return render(request, "organisations/apart.html", {"form": form, "link": link}, status=status)
