"""Pages where people declare interests: their own, their body's, and before they decide."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseFormSet, formset_factory
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from assessments.declaring import Declared
from assessments.engagement_views import reachable, sent
from assessments.engaging_forms import InterestForm, NoInterestsForm
from assessments.interests import (
    declare_before_deciding,
    declare_for_body,
    declare_interests,
)
from assessments.models import Conflict, DeclarationPart, Engagement, Interest
from assessments.saying_done import say_done
from organisations.models import Organisation
from organisations.permissions import Permission

ROWS = 3
Declare = Callable[..., list[Conflict]]


@dataclass(frozen=True, slots=True)
class Page:
    """What differs between the three pages."""

    title: str
    declare: Declare
    about: Sequence[Organisation]
    earlier: Iterable[Interest]
    hit: str
    part: str = ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def interests(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """A named person declares her interests, or that she has none."""
    found = reachable(request, Permission.INTERESTS_DECLARE, engagement_id)
    mine = Interest.objects.filter(
        person__engagement=found, person__user_id=request.actor.person_id
    )
    page = Page(
        "Declare your interests",
        declare_interests,
        [found.attestation.scope.organisation],
        mine.order_by("declared_at"),
        "You cannot take part: ",
    )
    return _declaring(request, found, page, "assessments:list")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def body_interests(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """The body's administrator declares what ties the body itself to the member."""
    found = reachable(request, Permission.ENGAGEMENT_STAFF, engagement_id)
    part = DeclarationPart.BODY.value
    declared = Interest.objects.filter(declaration__engagement=found, declaration__part=part)
    page = Page(
        "Declare an interest of the body",
        declare_for_body,
        [found.attestation.scope.organisation],
        declared.order_by("declared_at"),
        "The engagement has ended: ",
        part,
    )
    return _declaring(request, found, page, "assessments:list")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decider_interests(request: SignedInRequest, engagement_id: UUID) -> HttpResponse:
    """A decision maker declares what ties her to the member or the body."""
    found = reachable(request, Permission.DECIDE, engagement_id)
    part = DeclarationPart.DECISION_MAKER.value
    declared = Interest.objects.filter(
        declaration__engagement=found,
        declaration__part=part,
        declaration__declared_by=request.actor.person_id,
    )
    page = Page(
        "Declare an interest before deciding",
        declare_before_deciding,
        [found.attestation.scope.organisation, found.body],
        declared.order_by("declared_at"),
        "Somebody else decides: ",
        part,
    )
    return _declaring(request, found, page, "assessments:decisions")


def _declaring(
    request: SignedInRequest, found: Engagement, page: Page, after_hit: str
) -> HttpResponse:
    rows_of: type[BaseFormSet[Any]] = formset_factory(InterestForm, extra=ROWS)
    posted, earlier = sent(request), list(page.earlier)
    rows = rows_of(posted, prefix="interest", form_kwargs={"about": page.about})
    statement = NoInterestsForm(posted, further=bool(earlier))
    facts = _facts(rows, statement) if posted is not None else None
    if facts is not None:
        try:
            conflicts = page.declare(found.pk, facts, by=request.actor)
        except Refusal as refusal:
            statement.add_error(None, str(refusal))
        else:
            return _declared(request, found, page, conflicts, after_hit)
    context = {
        "rows": rows,
        "further": posted is not None
        and any(row.has_changed() or row.errors for row in list(rows)[1:]),
        "statement": statement,
        "engagement": found,
        "member": found.attestation.scope.organisation,
        "page": page,
        "earlier": earlier,
        "forms": [*rows, statement],
        "any_errors": posted is not None,
    }
    status = 200 if posted is None else 422
    return render(request, "assessments/interests.html", context, status=status)


def _facts(rows: "BaseFormSet[Any]", statement: NoInterestsForm) -> list[Declared] | None:
    """What the rows declare; None, with errors in the forms, where that does not hold together."""
    if not (rows.is_valid() and statement.is_valid()):
        return None
    facts = [fact for fact in (row.declared() for row in rows) if fact is not None]
    none = statement.cleaned_data["none"]
    if none and facts:
        statement.add_error("none", "You declare interests above. Take the tick away.")
        return None
    if not none and not facts:
        statement.add_error("none", "Declare an interest, or say that you have none.")
        return None
    return facts


def _declared(
    request: SignedInRequest,
    found: Engagement,
    page: Page,
    conflicts: list[Conflict],
    after_hit: str,
) -> HttpResponse:
    if conflicts:
        sentences = " ".join(each.sentence for each in conflicts)
        messages.error(request, f"Your declaration is recorded. {page.hit}{sentences}")
        return redirect(after_hit)
    say_done(
        request,
        "Your declaration is recorded. It meets no rule that would keep you from taking part.",
    )
    return redirect("assessments:engagement", found.pk)
