"""Published reports: the list, each one's page, its PDF and its machine-readable twin."""

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from organisations.models import Organisation
from organisations.permissions import Permission
from registry.assessors import flags_on
from registry.facts import PUBLIC, leading_figures, notices_of
from registry.listing import ListedReport, one, report_page
from registry.paging import WrongCursor
from registry.readings import read_by
from registry.standing import IN_FORCE, WORDS, Status
from registry.structures import structures_of
from registry.twins import flag_words, grounds, readable
from registry.views.register import page_url
from registry.views.structures import asked_of, choices
from reports.corrected import WORDS as CODES
from reports.corrected import Code
from reports.models import Report, SignedFile
from reports.status import Kind, NoticeKind, State

FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """All published reports, newest first, each with the status that it has now."""
    try:
        listed, page = report_page(request.GET.get("cursor", ""), now())
    except WrongCursor as error:
        raise Http404 from error
    context = {
        "reports": listed,
        "next_url": page_url(request, page.next),
        "previous_url": page_url(request, page.previous),
    }
    return render(request, "registry/reports.html", context)


@require_safe
def report(request: HttpRequest, number: str) -> HttpResponse:
    """Outcome, what it rests on, what is open, every criterion's level, and how to check it.

    `?structure=<id>` cuts the percentages along another structure of the edition.
    """
    found = one(number, now())
    kept = Report.objects.filter(number=number)
    row = kept.values_list("twin", "edition__alternative_structures").first()
    if found is None or row is None or row[0] is None:
        raise Http404
    twin = readable(bytes(row[0]))
    offered = structures_of(twin, row[1])
    asked, threshold = asked_of(request, offered), twin["thresholds"]["principle"]
    reading = read_by(asked, found.report, twin, offered, threshold=threshold)
    context = _page(found, twin) | {
        "reading": reading,
        "choices": choices(request, reading, "result"),
        "may_correct": found.corrected_by is None and _may_correct(request),
    }
    return render(request, "registry/report.html", context)


def _may_correct(request: HttpRequest) -> bool:
    """Whether this reader could ask that a report be made anew; nothing is read for the public."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or not request.user.is_authenticated:
        return False
    return Organisation.objects.where_user_may(Permission.REPORT_CORRECT, actor).exists()


def _page(found: ListedReport, twin: dict[str, Any]) -> dict[str, Any]:
    row, figures = found.report, found.report.figures
    titles = {each["code"]: each["title"] for each in figures["principles"]}
    thresholds = twin["thresholds"]
    edition = [figures["framework"], figures["edition"]]
    return {
        "found": found,
        "report": row,
        "twin": twin,
        "organisation": figures["organisation"],
        "in_force": found.status in IN_FORCE,
        "assessed": row.kind == Kind.ASSESSED,
        "overall": leading_figures(row),
        "uncertainty": figures.get("uncertainty"),
        "working_rows": grounds(twin["principles"], thresholds["target_level"])
        if row.kind == Kind.ASSESSED
        else [],
        "working_overall": {
            "score": (leading_figures(row) or {}).get("conformance"),
            "uncertainty": figures.get("uncertainty"),
        },
        "flags": [
            flag_words(each, titles, thresholds["limited_scope"]) for each in figures["flags"]
        ],
        "open": [each for each in twin["findings"] if each["open"]],
        "closed": [each for each in twin["findings"] if not each["open"]],
        "events": _events(row),
        **_correction(row, twin),
        "accreditation_flags": flags_on(row.decision_id),
        **_dated(twin),
        "outcome_words": WORDS[Status(row.outcome)].title if row.outcome else "",
        "edition_url": reverse("registry:edition", args=edition),
        "trail": [
            {"title": "Reports", "url": reverse("registry:reports")},
            {"title": row.number},
        ],
    }


def _dated(twin: dict[str, Any]) -> dict[str, Any]:
    """The twin's days and instants, readable for the template."""
    for finding in twin["findings"]:
        finding["due_on"] = date.fromisoformat(finding["due"]) if finding["due"] else None
    dated: dict[str, Any] = {
        "as_of": date.fromisoformat(twin["as_of"]),
        "submitted_at": datetime.fromisoformat(twin["submission"]["submitted_at"]),
    }
    assessment = twin["assessment"]
    if assessment is not None:
        dated["recommended_on"] = date.fromisoformat(assessment["recommended_on"])
        dated["decided_on"] = date.fromisoformat(assessment["decision"]["decided_on"])
        dated["recommended_words"] = WORDS[Status(assessment["recommended_outcome"])].title
    return dated


def _correction(row: Report, twin: dict[str, Any]) -> dict[str, Any]:
    """What was said when this report was corrected, and why it corrects another."""
    said = [each.reason for each in notices_of([row]) if each.kind == NoticeKind.CORRECTION]
    told = twin.get("corrects")
    corrects = {"words": CODES[Code(told["code"])], "what": told["what"]} if told else None
    return {"correction": said[-1] if said else "", "twin_corrects": corrects}


def _events(row: Report) -> list[dict[str, Any]]:
    """The notices on the report in words, newest first."""
    return [
        {"at": each.effective_at, "text": each.kind.capitalize(), "detail": each.reason}
        for each in reversed(notices_of([row]))
    ]


@require_safe
def pdf(request: HttpRequest, number: str) -> HttpResponseBase:
    """The signed public PDF, as it stands in the log; its ETag is the file's SHA-256."""
    files = SignedFile.objects.filter(rung=PUBLIC, report__number=number, report__state=State.LIVE)
    digest = files.values_list("sha256", flat=True).first()
    if digest is None:
        raise Http404
    unchanged = get_conditional_response(request, etag=f'"{digest}"')
    if unchanged is not None:
        return _for_ever(unchanged, digest)
    content = bytes(files.values_list("content", flat=True).get())
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{number}.pdf"'
    return _for_ever(response, digest)


@require_safe
def twin(request: HttpRequest, number: str) -> HttpResponseBase:
    """The bytes of the report's machine-readable twin (RFC 8785)."""
    live = Report.objects.filter(number=number, state=State.LIVE)
    row = live.values_list("twin", "twin_sha256").first()
    if row is None or row[0] is None:
        raise Http404
    unchanged = get_conditional_response(request, etag=f'"{row[1]}"')
    response = unchanged or HttpResponse(bytes(row[0]), content_type="application/json")
    return _for_ever(response, row[1])


def _for_ever(response: HttpResponseBase, digest: str) -> HttpResponseBase:
    response.headers["ETag"] = f'"{digest}"'
    response.headers["Cache-Control"] = FOR_EVER
    return response
