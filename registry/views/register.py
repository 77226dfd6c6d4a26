"""The register and the page of one organisation."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from organisations.layers import TITLES
from registry.facts import ScopeReading, leading_figures, live_reports, notices_of, scopes_of
from registry.forms import DayForm, SearchForm
from registry.listing import KIND_WORDS, ListedReport, with_status_in
from registry.paging import WrongCursor
from registry.readings import read_by, twins_of
from registry.search import Wanted, countries, found
from registry.standing import WORDS
from registry.structures import Structure
from registry.views.structures import asked_of, choices
from reports.models import Report
from reports.status import Kind


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Organisations with a published report, by name; `?q=&layer=&country=&status=&cursor=`."""
    form = SearchForm(request.GET, countries=countries())
    valid = form.is_valid()
    wanted = form.wanted() if valid else Wanted()
    try:
        listed, page = found(wanted, cursor=request.GET.get("cursor", ""), at=now())
    except WrongCursor as error:
        raise Http404 from error
    context = {
        "form": form,
        "wanted": wanted,
        "listed": listed if valid else [],
        "next_url": page_url(request, page.next),
        "previous_url": page_url(request, page.previous),
    }
    return render(request, "registry/register.html", context, status=200 if valid else 422)


def page_url(request: HttpRequest, cursor: str | None) -> str | None:
    """This address with another cursor; None where there is none."""
    if cursor is None:
        return None
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"{request.path}?{query.urlencode()}"


@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Standing per scope, now or on the day `?on=YYYY-MM-DD`, with figures, reports and history.

    `?structure=<id>` cuts the percentages along another structure of the edition.
    """
    reports = list(live_reports().filter(organisation__slug=slug))
    if not reports:
        raise Http404
    at = now()
    form = DayForm(request.GET if "on" in request.GET else None, now=at)
    asked = form.is_valid()
    moment = form.cleaned_data["on"] if asked else at
    scopes = scopes_of(reports, moment)
    twins = twins_of(each.shown for each in scopes)
    by = asked_of(request, [each for _, offered in twins.values() for each in offered])
    context = {
        "organisation": reports[0].organisation,
        "scopes": [
            _scope(each) | _read(request, each, by, twins.get(each.shown.pk, ({}, [])))
            for each in scopes
        ],
        "structure": by,
        "moment": moment,
        "asked": asked and moment != at,
        "form": form,
        "trail": [
            {"title": "Register", "url": reverse("registry:register")},
            {"title": reports[0].organisation.name},
        ],
    }
    invalid = form.is_bound and not asked
    return render(request, "registry/organisation.html", context, status=422 if invalid else 200)


def _scope(scope: ScopeReading) -> dict[str, Any]:
    shown, rests_on, standing = scope.shown, scope.rests_on, scope.standing
    return {
        "slug": scope.slug,
        "title": scope.title,
        "standing": standing,
        "words": WORDS[standing.status],
        "shown": shown,
        "rests_on": rests_on,
        "kind_words": KIND_WORDS[Kind(shown.kind)],
        "covers": shown.figures["scope"],
        "layers": [TITLES.get(each, each) for each in shown.figures["scope"]["layers"]],
        "overall": leading_figures(shown),
        "uncertainty": shown.figures.get("uncertainty"),
        "bars_period": _period(shown),
        "listed": _listed(scope, standing.at),
        "events": _events(scope),
    }


def _read(
    request: HttpRequest,
    scope: ScopeReading,
    asked: str,
    kept: tuple[dict[str, Any], list[Structure]],
) -> dict[str, Any]:
    """The percentages of a scope, and the structures by which they can be read."""
    threshold = str(scope.shown.edition.scoring["conform_threshold_pct"])
    reading = read_by(asked, scope.shown, *kept, threshold=threshold)
    return {
        "reading": reading,
        "choices": choices(request, reading, scope.slug),
        "threshold": threshold,
    }


def _period(report: Report) -> str:
    figures = report.figures
    edition = f"{figures['framework']} {figures['edition']}"
    day = datetime.fromisoformat(figures["as_of"])
    return (
        f"Conformance in per cent as of {day.day} {day:%B %Y}, edition {edition}, "
        f"report {report.number}."
    )


def _listed(scope: ScopeReading, at: datetime) -> list[ListedReport]:
    begun = {each.report.number for each in scope.standing.listed}
    return with_status_in(
        [each for each in scope.reports if each.number in begun], scope.reports, at
    )


def _events(scope: ScopeReading) -> list[dict[str, Any]]:
    """The history of a scope, newest first: changes of standing, then what notices say."""
    events: list[dict[str, Any]] = []
    for past in scope.past():
        if past.report is not None:
            number = past.report.number
            url = reverse("registry:report", args=[number])
            events.append(
                {"at": past.at, "status": past.status, "text": f"Report {number}", "url": url}
            )
    for notice in notices_of(scope.reports):
        if notice.effective_at <= scope.standing.at and notice.reason:
            text = f"{notice.kind.capitalize()} of {notice.number}"
            events.append({"at": notice.effective_at, "text": text, "detail": notice.reason})
    return sorted(events, key=lambda event: event["at"], reverse=True)
