"""One report's percentages as a page reads them: by the official principles, or by another cut."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from registry.structures import Structure, cut, number, span, structures_of
from registry.twins import bars, bars_title
from reports.models import Report
from reports.status import Kind


@dataclass(frozen=True, slots=True)
class Reading:
    """What the chart shows, by which structure (None: the official one), and what else there is."""

    structure: Structure | None
    offered: Sequence[Structure]
    official: str
    bars: Sequence[Mapping[str, Any]]
    title: str

    @property
    def name(self) -> str:
        """The structure in words: "five official principles"."""
        return self.official if self.structure is None else self.structure.name


def read_by(
    asked: str,
    report: Report,
    twin: Mapping[str, Any],
    offered: Sequence[Structure],
    *,
    threshold: str,
) -> Reading:
    """The report read by the structure `asked` ("": the official one).

    Where the report's edition has no such structure it is read by the official one, whose
    `threshold` is in per cent.
    """
    structure = next((each for each in offered if each.id == asked), None)
    basis = "assessed" if report.kind == Kind.ASSESSED else "declared"
    principles = report.figures["principles"]
    official = f"{number(len(principles))} official principles"
    if structure is None:
        title = bars_title(principles, basis=basis, threshold=threshold)
        return Reading(None, offered, official, bars(principles), title)
    rows = cut(twin, structure)
    return Reading(structure, offered, official, bars(rows), span(rows, basis=basis))


def twins_of(reports: Iterable[Report]) -> dict[UUID, tuple[dict[str, Any], list[Structure]]]:
    """The frozen twins of live reports and the structures they can be cut by, in one query."""
    ids = [report.pk for report in reports]
    rows = Report.objects.filter(pk__in=ids).values_list(
        "pk", "twin", "edition__alternative_structures"
    )
    read = ((pk, json.loads(bytes(twin)), blocks) for pk, twin, blocks in rows if twin)
    return {pk: (twin, structures_of(twin, blocks)) for pk, twin, blocks in read}
