"""The order of a report's sections and annexes, their numbers and titles (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from reports.contents import ASSESSED, ReportContents


@dataclass(frozen=True, kw_only=True)
class Head:
    """A section as heading and list of contents name it: `label` is "3" or "Annex A"."""

    anchor: str
    label: str
    title: str
    parts: tuple[tuple[str, str], ...] = ()


SECTIONS: Final = (
    ("summary", "Summary"),
    ("basis", "Scope and basis"),
    ("results", "Results by principle"),
    ("findings", "Findings, decision and remarks"),
    ("detail", "Every criterion in detail"),
    ("method", "Method and limits"),
    ("checking", "How to check this report"),
)
ANNEXES: Final = (
    ("crosswalk", "Laws and standards beside the criteria"),
    ("table", "All criteria in one table"),
    ("glossary", "Glossary"),
    ("provenance", "Provenance"),
)
ASSESSED_ONLY: Final = frozenset({"findings"})
BY_PRINCIPLE: Final = frozenset({"results", "detail"})


def heads(contents: ReportContents) -> dict[str, Head]:
    """Every section and annex of this report, by its anchor, in order."""
    shown = [
        (anchor, title)
        for anchor, title in SECTIONS
        if contents.kind == ASSESSED or anchor not in ASSESSED_ONLY
    ]
    numbered = [(anchor, str(place), title) for place, (anchor, title) in enumerate(shown, start=1)]
    lettered = [
        (anchor, f"Annex {letter}", title)
        for letter, (anchor, title) in zip("ABCDEF", _annexes(contents), strict=False)
    ]
    return {
        anchor: Head(anchor=anchor, label=label, title=title, parts=_parts(anchor, contents))
        for anchor, label, title in (*numbered, *lettered)
    }


def _annexes(contents: ReportContents) -> Iterable[tuple[str, str]]:
    """The annexes that have something in them: an edition need not be mapped to any law."""
    mapped = contents.crosswalk is not None and contents.crosswalk.laws
    return (each for each in ANNEXES if mapped or each[0] != "crosswalk")


def _parts(anchor: str, contents: ReportContents) -> tuple[tuple[str, str], ...]:
    """What stands under a section in the list of contents: anchor and title."""
    if anchor in BY_PRINCIPLE:
        return tuple(
            (f"{anchor}-{each.code}", f"{each.code} {each.title}") for each in contents.principles
        )
    return ()
