"""Published reports."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.utils.timezone import now
from rest_framework.request import Request
from rest_framework.response import Response

from api.pagination import paged
from api.problems import BadParameter
from api.reading import Reading
from api.v1.described import PAGING, REPORT_FILTERS, described
from api.v1.shapes import ListedReportSerializer, ReportSerializer, page_of
from api.v1.written import figures_by_principle, organisation_of, reference_to, scope_of
from registry.assessors import flags_on
from registry.facts import leading_figures, live_reports, notices_of
from registry.listing import ListedReport, one, with_status
from registry.readings import twins_of
from registry.structures import cut
from reports.models import Report
from reports.status import Kind


class Reports(Reading):
    """All published reports."""

    @described(
        "reports",
        "Published reports, newest first",
        page_of(ListedReportSerializer, "ReportsPage"),
        parameters=(*PAGING, *REPORT_FILTERS),
    )
    def get(self, request: Request) -> Response:
        """Reports with the status that each has now, in two queries."""
        at = now()
        rows = live_reports()
        kind = request.query_params.get("kind", "")
        slug = request.query_params.get("organisation", "")
        if kind and kind not in list(Kind):
            raise BadParameter("kind", "Use “declared” or “assessed”.")
        if "\x00" in slug:
            raise BadParameter("organisation", "Use the slug of an organisation.")
        rows = rows.filter(kind=kind) if kind else rows
        rows = rows.filter(organisation__slug=slug) if slug else rows

        def shown(page: Sequence[Report]) -> list[dict[str, Any]]:
            return [listed(each) for each in with_status(page, at)]

        return Response(paged(request, rows, ("live_at", "id"), shown, descending=True))


class OneReport(Reading):
    """One published report."""

    @described("report", "One report", ReportSerializer, may_be_missing=True)
    def get(self, request: Request, number: str) -> Response:  # noqa: ARG002 - DRF's signature
        """The report with figures, notices and other structures; 404 unless it is published."""
        found = one(number, now())
        if found is None:
            raise Http404
        report = found.report
        more = {
            "overall": leading_figures(report),
            "uncertainty": report.figures.get("uncertainty"),
            "principles": figures_by_principle(report),
            "flags": list(report.figures["flags"]),
            "notices": [
                {
                    "kind": each.kind,
                    "effective_at": each.effective_at,
                    "issued_at": each.issued_at,
                    "reason": each.reason,
                }
                for each in notices_of([report])
            ],
            "structures": structures(report),
            "corrects": _number(found.corrects),
            "corrected_by": _number(found.corrected_by),
            "accreditation_withdrawn_on": [
                each.flagged_at.date() for each in flags_on(report.decision_id)
            ],
        }
        return Response(listed(found) | more)


def _number(report: Report | None) -> str | None:
    return None if report is None else report.number


def structures(report: Report) -> list[dict[str, Any]]:
    """The percentages of the same criteria along the other structures of the report's edition."""
    return [
        {
            "id": each.id,
            "version": each.version,
            "source": each.source,
            "principles": cut(twin, each),
        }
        for twin, offered in twins_of([report]).values()
        for each in offered
    ]


def listed(found: ListedReport) -> dict[str, Any]:
    """A report as lists show it."""
    report, figures = found.report, found.report.figures
    return reference_to(report) | {
        "organisation": organisation_of(report.organisation),
        "scope": scope_of(figures),
        "framework": figures["framework"],
        "edition": figures["edition"],
        "kind": report.kind,
        "status": found.status.value,
        "outcome": report.outcome or None,
        "issued_at": report.issued_at,
        "as_of": figures["as_of"],
        "valid_from": report.valid_from,
        "valid_to": report.valid_to,
    }
