"""Published reports as page and API read them: one query, frozen facts, never a PDF's bytes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from registry.standing import (
    NoticeFacts,
    ReportFacts,
    Standing,
    Status,
    history,
    report_status,
    standing_at,
)
from reports.models import Notice, Report, SignedFile
from reports.status import Kind, State

PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class ScopeReading:
    """One scope of an organisation under one framework: its reports, newest first, and standing.

    `shown` is the report whose frozen words describe the scope: the one that the standing rests
    on, or the newest where it rests on none.
    """

    slug: str
    framework: str
    reports: tuple[Report, ...]
    standing: Standing

    @property
    def title(self) -> str:
        """The scope's name for people, as the report that is shown froze it."""
        return str(self.shown.figures["scope"]["title"])

    @property
    def rests_on(self) -> Report | None:
        """The report that the standing rests on."""
        leading = self.standing.report
        return None if leading is None else self.by_number(leading.number)

    @property
    def shown(self) -> Report:
        """The report whose words are shown."""
        return self.rests_on or self.reports[0]

    def by_number(self, number: str) -> Report:
        """The report of this scope with that number."""
        return next(each for each in self.reports if each.number == number)

    def past(self) -> tuple[Standing, ...]:
        """Every standing of the scope up to the instant of this one, oldest first."""
        return history(
            [facts_of(each) for each in self.reports],
            notices_of(self.reports),
            self.standing.at,
            renewal_due_days=settings.RENEWAL_DUE_DAYS,
        )


def live_reports() -> QuerySet[Report]:
    """Reports that exist for the public, with `public_sha256` and `told` (their notices) on them.

    One query; the bytes of twin and PDF stay where they are.
    """
    signed = SignedFile.objects.filter(report=OuterRef("pk"), rung=PUBLIC)
    told = Notice.objects.filter(report=OuterRef("pk")).order_by("effective_at", "issued_at")
    as_json = JSONObject(
        kind="kind", effective_at="effective_at", issued_at="issued_at", reason="reason"
    )
    return (
        Report.objects.filter(state=State.LIVE)
        .select_related("organisation", "scope", "edition")
        .only(
            *("number", "kind", "sequence", "outcome", "figures", "issued_at", "valid_from"),
            *("valid_to", "live_at", "log_index", "twin_sha256", "scope__slug", "decision"),
            *("stands_since", "corrects"),
            *("organisation__slug", "organisation__name", "organisation__country"),
            *("edition__scoring",),
        )
        .annotate(
            public_sha256=Subquery(signed.values("sha256")[:1]),
            told=ArraySubquery(told.values(json=as_json)),
        )
        .order_by("-live_at", "-id")
    )


def facts_of(report: Report) -> ReportFacts:
    """The frozen facts of a live report; raises ValueError where the row is not live."""
    if report.live_at is None or report.valid_from is None or report.valid_to is None:
        raise ValueError(f"{report.number} is not live.")
    return ReportFacts(
        number=report.number,
        kind=report.kind,
        outcome=report.outcome,
        live_at=report.live_at,
        valid_from=report.valid_from,
        valid_to=report.valid_to,
        sequence=report.sequence,
        stands_since=report.stands_since,
    )


def notices_of(reports: Iterable[Report]) -> tuple[NoticeFacts, ...]:
    """The notices on these reports of `live_reports`, by the time from which they count."""
    found = [
        NoticeFacts(
            number=report.number,
            kind=each["kind"],
            effective_at=datetime.fromisoformat(each["effective_at"]),
            issued_at=datetime.fromisoformat(each["issued_at"]),
            reason=each["reason"],
        )
        for report in reports
        for each in told_of(report)
    ]
    return tuple(sorted(found, key=lambda each: (each.effective_at, each.issued_at)))


def told_of(report: Report) -> list[dict[str, Any]]:
    """The notices that `live_reports` put on the row."""
    told: list[dict[str, Any]] = report.told  # type: ignore[attr-defined]
    return told


def sha256_of(report: Report) -> str | None:
    """SHA-256 of the whole public PDF, as `live_reports` put it on the row."""
    digest: str | None = report.public_sha256  # type: ignore[attr-defined]
    return digest


def scopes_of(reports: Sequence[Report], at: datetime) -> tuple[ScopeReading, ...]:
    """The scopes of one organisation with their standings at `at`, by slug."""
    groups: dict[tuple[str, str], list[Report]] = {}
    for report in reports:
        groups.setdefault((report.scope.slug, framework_of(report)), []).append(report)
    return tuple(
        ScopeReading(slug, framework, tuple(group), _standing(group, at))
        for (slug, framework), group in sorted(groups.items())
    )


def status_among(report: Report, scope: Iterable[Report], at: datetime) -> Status:
    """The status of one report itself, among the reports of its scope and framework."""
    peers = [each for each in scope if framework_of(each) == framework_of(report)]
    return report_status(
        facts_of(report), [facts_of(each) for each in peers], notices_of([report]), at
    )


def framework_of(report: Report) -> str:
    """The slug of the framework of which the report speaks."""
    return str(report.figures["framework"])


def leading_figures(report: Report) -> dict[str, Any] | None:
    """The overall figures: assessed ones of an assessed report, declared ones of a declared."""
    basis = "assessed" if report.kind == Kind.ASSESSED else "declared"
    found: dict[str, Any] | None = report.figures["overall"][basis]
    return found


def _standing(group: Iterable[Report], at: datetime) -> Standing:
    reports = tuple(group)
    return standing_at(
        [facts_of(each) for each in reports],
        notices_of(reports),
        at,
        renewal_due_days=settings.RENEWAL_DUE_DAYS,
    )
