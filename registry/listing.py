"""Reports in lists and alone, each with the status that it has itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from organisations.models import Organisation
from registry.facts import live_reports, status_among
from registry.paging import Page, page_of
from registry.standing import WORDS, Status, Words
from reports.models import Report
from reports.status import Kind, State

PER_PAGE = 25
KIND_WORDS = {Kind.DECLARED: "Self-declaration", Kind.ASSESSED: "Independent assessment"}


@dataclass(frozen=True, slots=True)
class ListedReport:
    """A published report with its own status and the other reports of its scope."""

    report: Report
    status: Status
    peers: tuple[Report, ...]

    @property
    def words(self) -> Words:
        """How its status is said."""
        return WORDS[self.status]

    @property
    def kind_words(self) -> str:
        """What it rests on, in words."""
        return KIND_WORDS[Kind(self.report.kind)]

    @property
    def corrects(self) -> Report | None:
        """The report that this one was made to correct."""
        mine = self.report.corrects_id
        return next((each for each in self.peers if each.pk == mine), None)

    @property
    def corrected_by(self) -> Report | None:
        """The report that was made to correct this one."""
        mine = self.report.pk
        return next((each for each in self.peers if each.corrects_id == mine), None)

    @property
    def supersedes(self) -> Report | None:
        """The report of the same kind and scope that stood until this one was published."""
        mine = self.report
        same = [each for each in self.peers if each.kind == mine.kind and each.pk != mine.pk]
        before = [
            each for each in same if (each.live_at, each.sequence) < (mine.live_at, mine.sequence)
        ]
        return max(before, key=lambda each: (each.live_at, each.sequence), default=None)

    @property
    def superseded_by(self) -> Report | None:
        """The newest report of the same kind and scope, where that is another one."""
        mine = self.report
        same = [each for each in self.peers if each.kind == mine.kind]
        newest = max(same, key=lambda each: (each.live_at, each.sequence), default=mine)
        return newest if self.status is Status.SUPERSEDED and newest.pk != mine.pk else None


def latest(at: datetime, count: int) -> list[ListedReport]:
    """The newest published reports, in two queries."""
    return with_status(live_reports()[:count], at)


def assessed_by(body: Organisation, at: datetime) -> list[ListedReport]:
    """The newest published reports of what this body assessed, in two queries."""
    theirs = live_reports().filter(decision__engagement__body=body)
    return with_status(theirs[:PER_PAGE], at)


def report_page(cursor: str, at: datetime) -> tuple[list[ListedReport], Page[Report]]:
    """A page of all published reports, newest first, in two queries. Raises `WrongCursor`."""
    page = page_of(live_reports(), ("live_at", "id"), cursor=cursor, size=PER_PAGE, descending=True)
    return with_status(page.rows, at), page


def one(number: str, at: datetime) -> ListedReport | None:
    """The published report with that number among the reports of its scope, in one query."""
    named = Report.objects.filter(number=number, state=State.LIVE)
    peers = tuple(live_reports().filter(scope__in=named.values("scope")))
    mine = next((each for each in peers if each.number == number), None)
    return None if mine is None else _listed(mine, peers, at)


def with_status(reports: Iterable[Report], at: datetime) -> list[ListedReport]:
    """These reports of `live_reports` with their status at `at`; reads the others of their scopes."""
    wanted = list(reports)
    by_scope: dict[UUID, list[Report]] = {}
    for peer in live_reports().filter(scope__in={each.scope_id for each in wanted}):
        by_scope.setdefault(peer.scope_id, []).append(peer)
    return [_listed(each, by_scope.get(each.scope_id, [each]), at) for each in wanted]


def with_status_in(
    reports: Iterable[Report], peers: Sequence[Report], at: datetime
) -> list[ListedReport]:
    """These reports with their status at `at`, where all reports of their scope are at hand."""
    return [_listed(each, peers, at) for each in reports]


def _listed(report: Report, peers: Sequence[Report], at: datetime) -> ListedReport:
    same = tuple(each for each in peers if each.figures["framework"] == report.figures["framework"])
    return ListedReport(report, status_among(report, same, at), same)
