"""Parts that several answers share, written once."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from organisations.models import Organisation
from organisations.scope_statement import parts_in
from registry.facts import sha256_of
from reports.models import Report


def address(path: str) -> str:
    """The absolute address of a path on this portal."""
    return f"{settings.SITE_ORIGIN}{path}"


def organisation_of(organisation: Organisation) -> dict[str, Any]:
    """An organisation as everything else names it."""
    return {
        "slug": organisation.slug,
        "name": organisation.name,
        "country": organisation.country,
    }


def scope_of(figures: Mapping[str, Any]) -> dict[str, Any]:
    """What of the organisation a report covers, from its frozen figures."""
    scope = figures["scope"]
    return {
        "slug": scope["slug"],
        "statement": scope["statement"],
        **parts_in(scope),
        "layers": scope["layers"],
    }


def reference_to(report: Report) -> dict[str, Any]:
    """A report of `live_reports`: its number, digest, place in the log, and addresses."""
    page = f"/reports/{report.number}/"
    return {
        "number": report.number,
        "sha256": sha256_of(report),
        "log_index": report.log_index,
        "html_url": address(page),
        "pdf_url": address(f"{page}report.pdf"),
        "json_url": address(f"{page}report.json"),
    }


def figures_by_principle(report: Report) -> list[dict[str, Any]]:
    """The frozen figures of each principle."""
    return [
        {
            **{key: each[key] for key in ("code", "declared", "assessed")},
            # Reports that were prepared before this was kept lack both.
            **{key: each.get(key) for key in ("assurance", "uncertainty")},
        }
        for each in report.figures["principles"]
    ]
