"""What the annexes print (pure): all criteria in one table, the crosswalk, the glossary."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, Final

from assessments.carried_out import DONE, in_order
from crosswalk.vocabulary import BACKWARD, Kind, Relationship
from reports.contents import ASSESSED, Criterion, ReportContents, Result
from reports.laws import Law, TouchedClause
from reports.rungs import is_withheld
from reports.wording import NOT_APPLICABLE, day, several

KIND_TITLES: Final = {
    Kind.LAW: "Laws",
    Kind.STANDARD: "Standards",
    Kind.FRAMEWORK: "Frameworks",
}
SHORT_DONE: Final = {  # of `DONE`, for a narrow column; the note under the table explains it
    "examine": "D",
    "interview": "P",
    "test": "T",
    "sampling": "C",
    "visit": "S",
}


def full_table(contents: ReportContents) -> tuple[dict[str, Any], ...]:
    """Every criterion by principle, and every layer of those that are asked for each layer."""
    titles = {layer.slug: layer.title for layer in contents.scope.layers}
    sample = contents.sample
    depth = {*sample.must_meet, *sample.drawn} if sample else set()
    target = contents.thresholds.target_level
    return tuple(
        {
            "code": principle.code,
            "title": principle.title,
            "rows": tuple(
                row
                for criterion in principle.criteria
                for row in _rows(
                    criterion,
                    titles,
                    target,
                    in_depth=criterion.code in depth,
                    withheld=is_withheld(criterion, contents.rung),
                )
            ),
        }
        for principle in contents.principles
    )


def _rows(
    criterion: Criterion,
    titles: Mapping[str, str],
    target: int,
    *,
    in_depth: bool,
    withheld: bool,
) -> Iterable[dict[str, Any]]:
    one = criterion.results[0] if len(criterion.results) == 1 else None
    yield {
        "code": criterion.code,
        "title": criterion.title,
        "must": criterion.must_meet,
        "weight": criterion.weight,
        "declared": figure(criterion.declared_level, target),
        "assessed": figure(criterion.assessed_level, target),
        "confidence": lowest_confidence(criterion),
        "done": "withheld" if withheld else _done(criterion.results),
        "depth": in_depth,
        "withheld": withheld,
    }
    if one is None:
        for result in criterion.results:
            if _as_the_whole(result, criterion):
                continue
            yield {
                "layer": titles.get(result.layer or "", result.layer or ""),
                "declared": figure(result.declared_level, target),
                "assessed": figure(result.assessed_level, target),
                "confidence": result.confidence,
                "done": "withheld" if withheld else _done((result,)),
            }


def _as_the_whole(result: Result, criterion: Criterion) -> bool:
    """Whether a layer says what the row of its criterion says already."""
    own = (result.declared_level, result.assessed_level, result.confidence)
    whole = (criterion.declared_level, criterion.assessed_level, lowest_confidence(criterion))
    return own == whole


def figure(level: int | None, target: int) -> tuple[str, bool]:
    """A level as a figure, and whether it is below the target."""
    return (NOT_APPLICABLE, False) if level is None else (str(level), level < target)


def lowest_confidence(criterion: Criterion) -> str:
    """The lowest confidence among the layers of a criterion that has an assessed level."""
    if criterion.assessed_level is None:
        return ""
    found = {result.confidence for result in criterion.results}
    return next((one for one in ("low", "medium", "high") if one in found), "")


def _done(results: Iterable[Result]) -> str:
    """What was done in every layer, in letters."""
    every = [set(result.done or ()) for result in results if not result.not_applicable]
    shared = set.intersection(*every) if every else set()
    return " ".join(SHORT_DONE[each] for each in in_order(shared))


def done_key() -> str:
    """Explain the letters of what was done."""
    return ", ".join(f"{SHORT_DONE[each]}\N{NO-BREAK SPACE}{DONE[each].lower()}" for each in DONE)


def crosswalk(contents: ReportContents) -> dict[str, Any] | None:
    """Laws by kind, each with its touched clauses; None where no mapping is recorded."""
    found = contents.crosswalk
    if found is None or not found.laws:
        return None
    levels = {
        each.code: each.assessed_level if contents.kind == ASSESSED else each.declared_level
        for principle in contents.principles
        for each in principle.criteria
    }
    mapped = [one for law in found.laws for clause in law.clauses for one in clause.criteria]
    order = list(KIND_TITLES)
    laws = sorted(found.laws, key=lambda law: (order.index(Kind(law.kind)), law.title.casefold()))
    return {
        "count": len(laws),
        "clauses": sum(len(law.clauses) for law in laws),
        "mappings": len(mapped),
        "verified": sum(one.verified for one in mapped),
        "carried_over": sum(bool(one.judged_on) for one in mapped),
        "judged": tuple((each.author, day(each.dated)) for each in found.judged),
        "sha256": found.sha256,
        "groups": tuple(
            (KIND_TITLES[Kind(kind)], tuple(_law(law, levels) for law in group))
            for kind, group in groupby(laws, key=lambda law: law.kind)
        ),
    }


def _law(law: Law, levels: Mapping[str, int | None]) -> dict[str, Any]:
    return {
        "title": law.title,
        "issuer": law.issuer if law.issuer != law.title else "–",
        "told": _reach(law),
        "clauses": tuple(_clause(each, levels) for each in law.clauses),
    }


def _reach(law: Law) -> str:
    """How many of its clauses are touched: of how many only where all of them are listed."""
    touched = len(law.clauses)
    if law.complete:
        return f"{touched} of {several(law.listed, 'listed clause')} touched"
    return f"{several(touched, 'clause')} touched; the list is not complete"


def _clause(clause: TouchedClause, levels: Mapping[str, int | None]) -> dict[str, Any]:
    by_relation: dict[str, list[tuple[str, str]]] = {}
    for one in clause.criteria:
        level = levels.get(one.criterion)
        marks = ("" if one.verified else "†") + ("‡" if one.judged_on else "")
        shown = NOT_APPLICABLE if level is None else str(level)
        words = BACKWARD[Relationship(one.relationship)]
        by_relation.setdefault(words, []).append((f"{one.criterion}{marks}", shown))
    return {"ref": clause.ref, "title": clause.title, "relations": tuple(by_relation.items())}
