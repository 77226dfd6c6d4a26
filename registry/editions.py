"""What pages say about an edition as a whole: its days, its stage, its other structure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final

from principles.lineage import WORDS, declared
from principles.models import Criterion, Edition, PlannedRevision
from principles.reading import WholeEdition

REASONS: Final[Mapping[str, str]] = {
    "law": "A law",
    "experience": "Experience with the edition before",
    "correction": "A correction",
    "alignment": "Alignment with another text",
}


@dataclass(frozen=True, slots=True)
class Days:
    """The days of an edition's life, in UTC; None where none is set.

    `last` is the last day on which an attestation can be signed against it.
    """

    published: date
    effective: date
    adopt_by: date | None
    last: date | None

    def stage(self, on: date) -> tuple[str, str]:
        """Where the edition stands on a day: its words and the kind of tag."""
        if self.last is not None and self.last < on:
            return "Can no longer be signed", "quiet"
        if self.effective > on:
            return "Published, not yet in effect", "caution"
        return "In effect", "good"


def days_of(edition: Edition) -> Days:
    """The days of a published edition; its `use` should be at hand."""
    if edition.published_at is None:
        raise ValueError("A draft has no days yet.")
    use = getattr(edition, "use", None)  # most first editions have none
    sunset = use.sunset if use else None
    return Days(
        edition.published_at.date(),
        edition.effective_on,
        use.adopt_by if use else None,
        sunset - timedelta(days=1) if sunset else None,
    )


def timeline(
    editions: Iterable[Edition], planned: Iterable[PlannedRevision], *, today: date
) -> list[dict[str, Any]]:
    """Every day that matters, the earliest first, with today among them."""
    events: list[tuple[date, int, str, str]] = [(today, 1, "Today", "")]
    for edition in editions:
        days, name = days_of(edition), f"Edition {edition.version}"
        events.append((days.published, 0, name, "published"))
        events.append((days.effective, 0, name, "takes effect"))
        if days.adopt_by:
            events.append((days.adopt_by, 0, name, "must be used for new attestations"))
        if days.last:
            events.append((days.last, 0, name, "can be signed for the last time"))
    for each in planned:
        text = "a change is planned, in no edition yet"
        events.append((each.effective_on, 0, each.criterion_code, text))
    ordered = sorted(events, key=lambda event: event[:3])
    return [
        {"at": day, "name": name, "text": ", ".join(row[3] for row in rows), "today": order == 1}
        for (day, order, name), rows in groupby(ordered, key=lambda event: event[:3])
    ]


def changes_of(edition: Edition) -> list[dict[str, Any]]:
    """What an edition declares to have changed, in words; a retired criterion stands before it."""
    gone = ("retired",)
    return [
        {
            "code": each.criterion,
            "kind": str(each.kind),
            "word": WORDS[each.kind],
            "is_gone": each.kind in gone,
            "sources": each.sources,
            "note": each.note,
            "provision": each.provision,
        }
        for each in declared({"changes": edition.changes}).values()
    ]


def figures_of(read: WholeEdition) -> list[dict[str, Any]]:
    """How many criteria each principle has, and of which kinds; the sums at the end."""
    rows = [_figures(each.code, each.title, read.of(each)) for each in read.principles]
    return [*rows, _figures("", "All", read.criteria)]


def _figures(code: str, title: str, criteria: Sequence[Criterion]) -> dict[str, Any]:
    return {
        "code": code,
        "title": title,
        "criteria": len(criteria),
        "must_meet": sum(each.must_meet for each in criteria),
        "per_layer": sum(each.per_layer for each in criteria),
        "weight": sum(each.weight for each in criteria),
    }


def structures_of(read: WholeEdition) -> list[dict[str, Any]]:
    """The edition's alternative structures: under each title the criteria that go there."""
    return [
        {
            "id": structure["id"],
            "version": structure["version"],
            "source": structure["source"],
            "titles": [
                {
                    "title": title["title"],
                    "criteria": [
                        each
                        for each in read.criteria
                        if structure["assignment"].get(each.code) == title["code"]
                    ],
                }
                for title in sorted(structure["principles"], key=lambda row: int(row["order"]))
            ],
        }
        for structure in read.edition.alternative_structures
    ]
