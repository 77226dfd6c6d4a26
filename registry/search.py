"""The register: organisations with a published report, by name, found and filtered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from organisations.models import Organisation
from registry.facts import ScopeReading, live_reports, scopes_of
from registry.paging import Page, page_of
from registry.standing import Status
from reports.models import Report
from reports.status import State

PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; an empty field asks nothing."""

    words: str = ""
    layer: str = ""
    country: str = ""
    status: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything is asked."""
        return any((self.words, self.layer, self.country, self.status))


@dataclass(frozen=True, slots=True)
class Listed:
    """An organisation in the register with the standing of each of its scopes."""

    organisation: Organisation
    scopes: tuple[ScopeReading, ...]


def listed_organisations() -> QuerySet[Organisation]:
    """Organisations of which anything is published; others do not exist for the public."""
    return Organisation.objects.filter(Exists(_live_of_organisation()))


def countries() -> list[str]:
    """The countries of the listed organisations."""
    found = listed_organisations().order_by("country").values_list("country", flat=True)
    return list(found.distinct())


def found(wanted: Wanted, *, cursor: str, at: datetime) -> tuple[list[Listed], Page[Organisation]]:
    """A page of the register by name, in two queries; three where a status is asked for.

    A standing is stored nowhere, so a status is found by computing the standing of the
    organisations whose facts allow it. Raises `WrongCursor`.
    """
    rows = narrowed(listed_organisations(), wanted)
    if wanted.status:
        rows = rows.filter(pk__in=_with_status(rows, Status(wanted.status), at))
    page = page_of(rows, ("name", "id"), cursor=cursor, size=PER_PAGE)
    return with_standings(page.rows, at), page


def narrowed(rows: QuerySet[Organisation], wanted: Wanted) -> QuerySet[Organisation]:
    """`rows` with this in the name or slug, this country, this layer in a published report."""
    words = wanted.words.replace("\x00", "").strip()
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(slug__icontains=words.lower()))
    if wanted.country:
        rows = rows.filter(country=wanted.country)
    if wanted.layer:
        covers = _live_of_organisation().filter(figures__scope__layers__contains=[wanted.layer])
        rows = rows.filter(Exists(covers))
    return rows


def with_standings(rows: Iterable[Organisation], at: datetime) -> list[Listed]:
    """These organisations with their standings at `at`, in one query."""
    wanted = list(rows)
    by_organisation: dict[UUID, list[Report]] = {each.pk: [] for each in wanted}
    for report in live_reports().filter(organisation__in=by_organisation):
        by_organisation[report.organisation_id].append(report)
    return [Listed(each, scopes_of(by_organisation[each.pk], at)) for each in wanted]


def _with_status(rows: QuerySet[Organisation], status: Status, at: datetime) -> list[UUID]:
    by_organisation: dict[UUID, list[Report]] = {}
    reports = live_reports().filter(organisation__in=rows.order_by().values("pk"))
    for report in reports:
        by_organisation.setdefault(report.organisation_id, []).append(report)
    return [
        pk
        for pk, group in by_organisation.items()
        if any(scope.standing.status is status for scope in scopes_of(group, at))
    ]


def _live_of_organisation() -> QuerySet[Report]:
    return Report.objects.filter(organisation=OuterRef("pk"), state=State.LIVE)
