"""From the crosswalk's rows to the laws of a report, or from the report's twin once it is frozen."""

import json
from itertools import groupby

from django.db.models import Count

from crosswalk.coverage import natural
from crosswalk.models import Clause, Mapping, Regulation
from crosswalk.vocabulary import Listed
from journal.models import Entry
from principles.models import Edition
from reports.laws import Crosswalk, Judged, Law, Mapped, TouchedClause
from reports.models import Report
from reports.plain import from_plain


def crosswalk_of(report: Report) -> Crosswalk | None:
    """Which clauses the criteria of the report's edition touch; None where no mapping is recorded.

    Mappings can be corrected while a report lives. One whose twin is frozen keeps what stands there,
    so that the same result always gives the same document.
    """
    if report.twin:
        kept = json.loads(bytes(report.twin)).get("crosswalk")
        return from_plain(kept, Crosswalk) if kept else None
    return as_it_stands(report.edition)


def as_it_stands(edition: Edition) -> Crosswalk | None:
    """The mappings of an edition as they are recorded now, in four statements."""
    rows = list(
        Mapping.objects.filter(criterion__edition=edition)
        .select_related("criterion", "clause__regulation")
        .order_by("clause__regulation__slug", "clause__order", "clause__ref", "criterion__order")
    )
    if not rows:
        return None
    listed = dict(Clause.objects.order_by().values_list("regulation").annotate(Count("pk")))
    return Crosswalk(
        sha256=_loaded_from(edition),
        judged=tuple(
            Judged(author=author, dated=dated)
            for author, dated in sorted({(row.author, row.dated) for row in rows})
        ),
        laws=tuple(
            _law(regulation, list(of), listed[regulation.pk])
            for regulation, of in groupby(rows, key=lambda row: row.clause.regulation)
        ),
    )


def _loaded_from(edition: Edition) -> str:
    """The digest of the files that the mappings were last brought in line with, as journalled."""
    editions = Edition.objects.filter(framework=edition.framework_id).values_list("pk", flat=True)
    loads = Entry.objects.filter(
        object_type=Edition._meta.label_lower,  # noqa: SLF001 - Django's documented API
        object_id__in=[str(each) for each in editions],
        act="mappings.changed",
    )
    last = loads.order_by("-id").values_list("after_sha256", flat=True).first()
    return last or ""


def _law(regulation: Regulation, rows: list[Mapping], listed: int) -> Law:
    return Law(
        slug=regulation.slug,
        title=regulation.title,
        kind=regulation.kind,
        issuer=regulation.issuer,
        url=regulation.url,
        covers=regulation.covers,
        complete=regulation.clauses_listed == Listed.COMPLETE,
        listed=listed,
        clauses=tuple(
            _clause(clause, list(of)) for clause, of in groupby(rows, key=lambda row: row.clause)
        ),
    )


def _clause(clause: Clause, rows: list[Mapping]) -> TouchedClause:
    return TouchedClause(
        ref=clause.ref,
        title=clause.title,
        criteria=tuple(
            Mapped(
                criterion=row.criterion.code,
                relationship=row.relationship,
                confidence=row.confidence,
                verified=row.verified,
                judged_on=row.judged_on if row.carried_over else "",
            )
            for row in sorted(rows, key=lambda row: natural(row.criterion.code))
        ),
    )
