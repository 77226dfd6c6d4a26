"""Before starting: what an attestation takes and what to have at hand, as page and checklist."""

import csv
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_date
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from attestations import delegation, journey
from attestations.models import Attestation
from attestations.preparing import Preparation, Wanted, preparation
from attestations.presenting import trail
from attestations.reading import asked_of
from attestations.spreadsheets import cell
from attestations.status import EDITABLE
from attestations.views import may, reachable
from organisations.layers import TITLES
from organisations.models import Organisation, Scope
from organisations.permissions import Permission
from principles.models import Criterion, Edition, Principle

P = Permission
# What of a criterion the estimate and the checklist read; its long texts stay where they are.
READ = (
    "code",
    "title",
    "weight",
    "must_meet",
    "per_layer",
    "applies_to",
    "na_allowed",
    "rule",
    "sha256",
    "disclosure",
    "met_needs",
    "evidence_wanted",
    "edition_id",
    "principle__code",
)


@login_required
@require_safe
def before_opening(request: SignedInRequest, scope_id: UUID, edition_id: UUID) -> HttpResponse:
    """What answering this edition for this scope takes; `?as_of=` moves the periods of figures."""
    scopes = Scope.objects.where_user_may(P.ATTESTATION_OPEN, request.actor)
    scope = get_object_or_404(scopes.select_related("organisation"), pk=scope_id)
    today = now().date()
    editions = Edition.objects.open_to(today).select_related("framework")
    edition = get_object_or_404(editions, pk=edition_id)
    as_of = min(_day(request.GET.get("as_of", "")) or today, today)
    found = preparation(wanted_of([edition])[edition.pk], scope.layers, as_of)
    context = {
        "scope": scope,
        "edition": edition,
        "as_of": as_of,
        "layers": scope.layer_titles,
        "whole": True,
        "took": took(scope.organisation),
    }
    return _answer(request, found, edition, context)


@login_required
@require_safe
def prepare(request: SignedInRequest, attestation_id: UUID) -> HttpResponse:
    """The same for an attestation; a contributor's tells of what is delegated to her."""
    one = reachable(request, P.ANSWERS_READ, attestation_id)
    codes = delegation.open_criteria(one, P.ANSWERS_READ, request.actor)
    wanted = _of(wanted_of([one.edition])[one.edition_id], codes)
    found = preparation(wanted, one.layers, one.as_of)
    context = {
        "attestation": one,
        "scope": one.scope,
        "edition": one.edition,
        "as_of": one.as_of,
        "layers": [TITLES.get(layer, layer) for layer in one.layers],
        "whole": codes is None,
        "editable": one.status in EDITABLE,
        "may_delegate": one.status in EDITABLE and may(request, P.ATTESTATION_DELEGATE, one),
        "took": took(one.scope.organisation) if codes is None else (),
        "trail": trail(one, "Before you start"),
    }
    return _answer(request, found, one.edition, context)


def wanted_of(editions: Collection[Edition]) -> dict[UUID, list[Wanted]]:
    """What the criteria of these editions want, by edition; one statement."""
    found: dict[UUID, list[Wanted]] = {edition.pk: [] for edition in editions}
    rows = Criterion.objects.filter(edition__in=found).select_related("principle").only(*READ)
    for row in rows:
        told = tuple(each["description"] for each in row.evidence_wanted)
        found[row.edition_id].append(Wanted(asked_of(row, row.principle.code), told))
    return found


def took(organisation: Organisation) -> list[int]:
    """How many days the organisation's last five took from opening to signing, latest first."""
    rows = Attestation.objects.filter(
        scope__organisation=organisation, submitted_at__isnull=False, carried_from=None
    ).order_by("-submitted_at")
    days = rows.values_list("opened_at", "submitted_at")[:5]
    return [max(1, (signed - opened).days) for opened, signed in days if signed]


def _of(wanted: Iterable[Wanted], codes: frozenset[str] | None) -> list[Wanted]:
    return [each for each in wanted if codes is None or each.asked.code in codes]


def _day(said: str) -> date | None:
    try:
        return parse_date(said)
    except ValueError:
        return None


def _answer(
    request: SignedInRequest, found: Preparation, edition: Edition, context: dict[str, Any]
) -> HttpResponse:
    rows = Principle.objects.filter(edition_id=edition.pk).values_list("code", "title")
    titles = dict(rows)
    if request.GET.get("as") == "csv":
        return _csv(found, titles)
    context |= {
        "found": found,
        "shares": [{"title": titles[each.code], "share": each} for each in found.shares],
        "steps": [journey.STEPS[step] for step in journey.ORDER[2:]],
    }
    return render(request, "attestations/prepare.html", context)


def _csv(found: Preparation, titles: dict[str, str]) -> HttpResponse:
    """The checklist for a spreadsheet: UTF-8 with a mark, so that Excel reads it as such."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="what-to-have-at-hand.csv"'
    table = csv.writer(answer)
    table.writerow(["principle", "kind", "what", "criteria", "from", "to", "unit", "at hand"])
    for share in found.shares:
        name = cell(titles[share.code])
        for document in share.documents:
            codes = " ".join(document.codes)
            table.writerow([name, "document", cell(document.title), codes, "", "", "", ""])
        for figure in share.figures:
            what = f"{figure.what}: {figure.counted}"
            what = f"{what}; of: {figure.of}" if figure.of else what
            first = figure.first.isoformat() if figure.first else ""
            table.writerow(
                [
                    name,
                    "figure",
                    cell(what),
                    figure.code,
                    first,
                    figure.last.isoformat(),
                    cell(figure.unit),
                    "",
                ]
            )
    return answer
