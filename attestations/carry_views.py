"""The page that carries answers over: the dry run with its button."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from accounts.refusal import Refusal
from accounts.requests import SignedInRequest
from attestations import carry_over
from attestations.carry_forms import MoveForm
from attestations.carry_presenting import Option, option
from attestations.editions import newer
from attestations.models import Attestation
from attestations.opening import standing_in_the_way
from attestations.presenting import trail
from attestations.views import reachable, sent
from organisations.models import Scope
from organisations.permissions import Permission
from principles.models import Edition

P = Permission


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: SignedInRequest, attestation_id: UUID) -> HttpResponse:
    """The dry run: what carrying these answers over would do. The POST does it."""
    source = reachable(request, P.ANSWERS_READ, attestation_id)
    wish = _wish(request, source)
    form = MoveForm(sent(request), scopes=[wish.scope], editions=wish.editions)
    if request.method == "POST" and form.is_valid():
        try:
            made = carry_over.carry_over(
                source.pk,
                wish.scope.pk,
                form.edition_id(),
                form.cleaned_data["as_of"],
                by=request.actor,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            version = made.edition.version
            messages.success(request, f"The answers are carried over to edition {version}.")
            return redirect("attestations:attestation", made.pk)
    moves, gone = carry_over.gives_way(source, wish.scope.pk), carry_over.moved_to(source)
    heading = "Move to a newer edition" if moves else "Carry the answers over"
    context = {
        "attestation": source,
        "form": form,
        "scope": wish.scope,
        "as_of": wish.as_of,
        "moves": moves,
        "moved_to": gone,
        "heading": heading,
        "options": [] if gone else _options(source, wish),
        "trail": trail(source, heading),
    }
    return render(request, "attestations/move.html", context, status=422 if form.errors else 200)


@dataclass(frozen=True, slots=True)
class Wish:
    """Where somebody wants the answers to go: by the address, or else the nearest at hand."""

    scope: Scope
    editions: Sequence[Edition]
    as_of: date


def _wish(request: SignedInRequest, source: Attestation) -> Wish:
    """Read the wish; a scope in which she may open nothing does not exist (`Http404`)."""
    today = now().date()
    said = request.POST if request.method == "POST" else request.GET
    may_open = Scope.objects.where_user_may(P.ATTESTATION_OPEN, request.actor)
    own = may_open.filter(organisation=source.scope.organisation_id)
    scope = get_object_or_404(
        own.select_related("organisation"), pk=_id(said.get("scope")) or source.scope_id
    )
    stays = carry_over.gives_way(source, scope.pk)
    editions = list(newer(source.edition, today))
    if not stays:
        rows = Edition.objects.open_to(today).select_related("framework", "use")
        editions += rows.filter(pk=source.edition_id)
    wanted = _id(said.get("edition"))
    chosen = [each for each in editions if wanted is None or each.pk == wanted]
    day = _day(said.get("as_of")) or (source.as_of if stays else today)
    return Wish(scope, chosen, min(day, today))


def _id(text: str | None) -> UUID | None:
    """An id out of an address; None where there is none, `Http404` for what is none."""
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Http404 from error


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _options(source: Attestation, wish: Wish) -> list[Option]:
    return [
        option(
            source.edition,
            edition,
            carry_over.foreseen(source, edition, wish.scope.layers),
            standing_in_the_way(wish.scope, edition),
            moves=carry_over.gives_way(source, wish.scope.pk),
        )
        for edition in wish.editions
    ]
