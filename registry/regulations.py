"""Laws and standards as page and API read them: a fixed number of statements, of any length."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.utils.timezone import now

from crosswalk.coverage import ClauseFacts, Coverage, Touch, covered
from crosswalk.models import Clause, Mapping, Regulation
from crosswalk.vocabulary import Confidence, Listed, Relationship
from principles.models import Edition


@dataclass(frozen=True, slots=True)
class Overview:
    """A law in figures: clauses listed and touched, mappings, and how many of these are verified."""

    regulation: Regulation
    listed: int
    touched: int
    mappings: int
    verified: int
    carried_over: int

    @property
    def partial(self) -> bool:
        """Whether the list of its clauses is not complete."""
        return self.regulation.clauses_listed != Listed.COMPLETE


def published_editions() -> list[Edition]:
    """The published editions, the latest effective date first."""
    rows = Edition.objects.published().select_related("framework", "use")
    return list(rows.order_by("-effective_on", "-version"))


def name_of(edition: Edition) -> str:
    """An edition as an address names it: `trust-principles/1.0`."""
    return f"{edition.framework.slug}/{edition.version}"


def asked_edition(editions: Sequence[Edition], name: str) -> Edition | None:
    """The edition of this name; without one that in force today, else the latest."""
    if name:
        return next((each for each in editions if name_of(each) == name), None)
    in_force = set(Edition.objects.in_force(now().date()).values_list("pk", flat=True))
    latest = editions[0] if editions else None
    return next((each for each in editions if each.pk in in_force), latest)


def overviews(regulations: Sequence[Regulation], edition: Edition | None) -> list[Overview]:
    """Each law in figures, beside one edition; two statements."""
    wanted = [row.pk for row in regulations]
    clauses = Clause.objects.filter(regulation__in=wanted).order_by()
    listed = dict(clauses.values_list("regulation").annotate(Count("pk")))
    rows = Mapping.objects.filter(criterion__edition=edition, clause__regulation__in=wanted)
    figures = {
        of: counts
        for of, *counts in rows.order_by()
        .values_list("clause__regulation")
        .annotate(
            Count("clause", distinct=True),
            Count("pk"),
            sure=Count("pk", filter=Q(verified=True)),
            older=Count("pk", filter=~Q(judged_sha256=F("criterion__sha256"))),
        )
    }
    nothing = [0, 0, 0, 0]
    return [
        Overview(row, listed.get(row.pk, 0), *figures.get(row.pk, nothing)) for row in regulations
    ]


def coverage_of(regulation: Regulation, edition: Edition | None) -> Coverage:
    """Clause by clause, the criteria of one edition that touch it; two statements."""
    clauses = [
        ClauseFacts(
            order=row.order,
            ref=row.ref,
            title=row.title,
            applies_from=row.applies_from,
            applies_note=row.applies_note,
            source=row.source,
        )
        for row in Clause.objects.filter(regulation=regulation)
    ]
    rows = Mapping.objects.filter(criterion__edition=edition, clause__regulation=regulation)
    rows = rows.select_related("criterion", "clause").order_by("criterion__order")
    return covered(clauses, [(row.clause.ref, touch_of(row)) for row in rows])


def touch_of(mapping: Mapping) -> Touch:
    """A mapping as `coverage` reads it; its criterion must be at hand."""
    return Touch(
        code=mapping.criterion.code,
        title=mapping.criterion.title,
        relationship=Relationship(mapping.relationship),
        confidence=Confidence(mapping.confidence),
        author=mapping.author,
        dated=mapping.dated,
        judged_on=mapping.judged_on,
        carried_over=mapping.carried_over,
        verified=mapping.verified,
        verified_by=mapping.verified_by,
        verified_on=mapping.verified_on,
        check_note=mapping.check_note,
    )
