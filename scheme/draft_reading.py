"""A draft as its pages show it: what is wrong, where that is mended, what is to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.urls import reverse

from journal.models import Entry
from principles.checking import every_problem
from principles.comparison import Comparison, CriterionChange
from principles.content import data_file_of
from principles.following import comparison_of
from principles.lineage import MEANING, WORDS, ChangeClass, Declared, Effect, declared
from principles.models import Edition, EditionUse, PublicationRequest
from principles.problems import Problem
from principles.transition import DatesDisagree, TransitionTooShort, require_fair
from scheme.parts import LISTED, Part, Place, place_of
from scheme.sheet import anchor

Data = Mapping[str, Any]
TITLES: Final[Mapping[Part, str]] = {
    Part.FACTS: "Edition facts",
    Part.LAYERS: "Technology layers",
    Part.RUBRIC: "Rubric and levels",
    Part.SCORING: "Scoring thresholds",
    Part.PRINCIPLE: "Principles",
    Part.CRITERION: "Criteria",
    Part.CHANGE: "Declared changes",
    Part.STRUCTURE: "Other structures",
    Part.TRANSITION: "Transition",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem with the place where it is mended; no address where no part can mend it."""

    problem: Problem
    place: Place | None
    url: str

    @property
    def sentence(self) -> str:
        """The problem in words for a page, which knows no names of data files."""
        return self.problem.sentence.replace("`changes`", "the list of declared changes")


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole draft: its row, its data file, everything that is wrong with it."""

    edition: Edition
    data: dict[str, Any]
    findings: Sequence[Finding]

    @property
    def by_part(self) -> dict[Part, int]:
        """How many problems each part has."""
        found: dict[Part, int] = {}
        for finding in self.findings:
            if finding.place is not None:
                found[finding.place.part] = found.get(finding.place.part, 0) + 1
        return found


def place_url(edition_id: UUID, place: Place) -> str:
    """The address where a part is written; of a list without a key, the list."""
    if place.part not in LISTED:
        return reverse(f"editions:{place.part}", args=[edition_id])
    if not place.key:
        return reverse(f"editions:{place.part}", args=[edition_id])
    return reverse(f"editions:{place.part}_one", args=[edition_id, place.key])


def reading_of(edition: Edition, *, today: date) -> Reading:
    """Read a draft with everything that keeps it from being published on the day `today`."""
    data = data_file_of(edition)
    found = [*every_problem(data), *_unfair(edition, today)]
    return Reading(edition, data, [_finding(edition, data, each) for each in found])


def _finding(edition: Edition, data: Data, problem: Problem) -> Finding:
    place = place_of(problem, data)
    if place is None:
        return Finding(problem, None, "")
    return Finding(problem, place, place_url(edition.pk, place) + anchor(problem, place))


def _unfair(edition: Edition, today: date) -> list[Problem]:
    use = EditionUse.objects.filter(edition=edition).first()
    try:
        require_fair(edition, use, published_on=today)
    except (DatesDisagree, TransitionTooShort) as refusal:
        return [Problem("", "transition.adopt_by", str(refusal))]
    return []


def tasks(reading: Reading) -> list[dict[str, Any]]:
    """What is to be written, part by part, with how it stands."""
    data, wrong = reading.data, reading.by_part
    counts = {
        Part.LAYERS: len(data["layers"]),
        Part.PRINCIPLE: len(data["principles"]),
        Part.CRITERION: len(data["criteria"]),
        Part.CHANGE: len(data["changes"]),
        Part.STRUCTURE: len(data["alternative_structures"]),
    }
    follows = data["edition"]["follows"] is not None
    shown = [part for part in TITLES if follows or part not in (Part.CHANGE, Part.TRANSITION)]
    found = []
    for part in shown:
        count, problems = counts.get(part), wrong.get(part, 0)
        said = f"{problems} problem{'' if problems == 1 else 's'}" if problems else "In order"
        found.append(
            {
                "title": TITLES[part],
                "url": place_url(reading.edition.pk, Place(part)),
                "hint": "" if count is None else f"{count} so far" if count else "None yet",
                "status": said,
                "kind": "caution",
                "done": not problems,
            }
        )
    return found


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One criterion that differs from the edition followed: what it computes to, what is said."""

    code: str
    title: str
    effects: Sequence[Effect]
    declared: Declared | None
    words: str
    problems: Sequence[str]


def change_rows(reading: Reading) -> list[ChangeRow]:
    """Every criterion that differs from the edition followed, and what is declared beside that."""
    edition, data = reading.edition, reading.data
    if edition.follows is None:
        return []
    said = declared(data)
    wrong: dict[str, list[str]] = {}
    for each in reading.findings:
        if each.place is not None and each.place.part is Part.CHANGE:
            wrong.setdefault(each.place.key, []).append(each.sentence)
    comparison = comparison_of(edition.follows, edition)
    rows = [
        _change_row(comparison, each, said.get(each.code), wrong.get(each.code, ()))
        for each in comparison.criteria
        if each.kind is not ChangeClass.UNCHANGED or each.code in said
    ]
    known = {row.code for row in rows}
    rows += [
        ChangeRow(code, "", (), entry, WORDS[entry.kind], wrong.get(code, ()))
        for code, entry in said.items()
        if code not in known
    ]
    return rows


def _change_row(
    comparison: Comparison, each: CriterionChange, said: Declared | None, wrong: Sequence[str]
) -> ChangeRow:
    title = (each.new or each.old or {}).get("title", "")
    words = WORDS[said.kind] if said else ""
    return ChangeRow(each.code, title, comparison.effects_of(each), said, words, wrong)


def counts_by_class(edition: Edition) -> list[dict[str, Any]]:
    """How many criteria there are of each class; empty where it follows no edition."""
    if edition.follows is None:
        return []
    counts = comparison_of(edition.follows, edition).counts()
    return [
        {"word": WORDS[kind], "meaning": MEANING[kind], "count": count}
        for kind, count in counts.items()
        if count
    ]


def open_request(edition: Edition) -> PublicationRequest | None:
    """Find the request for what stands in the draft now, or None."""
    requests = PublicationRequest.objects.waiting().filter(edition=edition)
    return requests.select_related("requested_by").first()


def last_entries(editions: Sequence[Edition]) -> dict[str, Entry]:
    """The journal's newest entry of each edition, by its id as text; one statement."""
    ids = [str(edition.pk) for edition in editions]
    entries = Entry.objects.filter(object_type="principles.edition", object_id__in=ids)
    newest = entries.order_by("object_id", "-id").distinct("object_id")
    return {entry.object_id: entry for entry in newest.select_related("actor")}
