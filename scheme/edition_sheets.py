"""The forms of all other parts of an edition: facts, layers, rubric, scoring, principles, dates."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from django import forms

from scheme.parts import Part
from scheme.sheet import Section, Sheet, Table
from scheme.sheet_fields import Codes, Day, Figure, Whole, Words, line, one_of, optional, slug

REASONS: Final = [
    ("law", "A law"),
    ("experience", "Experience"),
    ("correction", "A correction"),
    ("alignment", "Alignment with another standard"),
]
# The best outcome that an open finding of a grade may be said to leave (the schema's choices).
OPEN_FINDINGS: Final[Mapping[str, Sequence[str]]] = {
    "major": ("not_conforming",),
    "minor": ("not_conforming", "conditional"),
    "observation": ("not_conforming", "conditional"),
}
SOURCES: Final = [("external", "An external source"), ("benchmark", "Our own benchmark")]


def _outcomes(names: Sequence[str]) -> list[tuple[str, str]]:
    """Outcomes to choose from, in words."""
    return [(name, name.replace("_", " ").capitalize()) for name in names]


def reason_fields() -> dict[str, forms.Field]:
    """Why an edition follows another."""
    return {
        "reason__kind": one_of("Reason for the new edition", REASONS, blank=True),
        "reason__text": Words("The reason in words", "Members read it when they move to it."),
        "reason__provision": Words(
            "Provision of the law", "Needed when the reason is a law.", rows=2, needed=False
        ),
    }


class FactsSheet(Sheet):
    """What stands on an edition's title page."""

    title = "Edition facts"
    left_out: ClassVar[frozenset[str]] = frozenset({"reason__provision"})

    def fields(self) -> dict[str, forms.Field]:
        """Version, title, dates; the reason where it follows another edition."""
        own: dict[str, forms.Field] = {
            "version": line("Version", "Two numbers, such as 1.2.", width="5"),
            "title": line("Title"),
            "language": line("Language", "Of the criteria, such as en.", most=20, width="5"),
            "effective_on": Day("Takes effect on"),
            "note": Words("Note", "Who wrote it, and what it is not.", needed=False, rows=3),
        }
        return own | reason_fields() if self.value["follows"] else own

    def composed(self) -> Sequence[Section]:
        """One section, and one for the reason."""
        names = list(self.fields())
        own = [name for name in names if not name.startswith("reason")]
        sections = [Section("", own)]
        if len(own) < len(names):
            why = f"Why it follows edition {self.value['follows']}"
            sections.append(Section(why, names[len(own) :]))
        return sections

    def closed(self, said: dict[str, Any]) -> dict[str, Any]:
        """What the edition follows is not on the form and stays."""
        return {**self.value, "reason": {}, **said}


class LayersSheet(Sheet):
    """The technology layers that criteria can apply to."""

    title = "Technology layers"
    lead = "A criterion applies to some or all of them. A layer in use keeps its name."
    table: ClassVar[Table] = Table(
        "layers",
        "Layer",
        {"title": line("Title"), "id": slug("Name for machines")},
        "An empty layer does not count.",
    )

    def opened(self, value: Any) -> dict[str, Any]:
        """A list under its own name."""
        return {"layers": value}

    def closed(self, said: dict[str, Any]) -> Any:
        """The list alone."""
        return said["layers"]

    def fields(self) -> dict[str, forms.Field]:
        """None but those of the rows."""
        return {}

    def composed(self) -> Sequence[Section]:
        """One table."""
        return [Section("", tables=(self.table,))]


class RubricSheet(Sheet):
    """What the levels mean."""

    title = "Rubric and levels"
    lead = "The levels 0 to 4 and what each means for every criterion. Level 3 is the target."

    def fields(self) -> dict[str, forms.Field]:
        """The scale's name and a text for each level."""
        return {
            "scale": line("Name of the scale", width="20"),
            **{
                f"levels__{n}": Words(f"Level {n}{' (target)' if n == 3 else ''}", rows=2)  # noqa: PLR2004
                for n in range(5)
            },
        }

    def composed(self) -> Sequence[Section]:
        """One section."""
        return [Section("", list(self.fields()))]

    def closed(self, said: dict[str, Any]) -> dict[str, Any]:
        """The target is the method's."""
        return {**said, "target_level": 3}


class ScoringSheet(Sheet):
    """The thresholds of the scoring method."""

    title = "Scoring thresholds"
    lead = "The method is tta-score/1.0. These of its figures belong to the edition."
    left_out: ClassVar[frozenset[str]] = frozenset(
        {*(f"open_findings__{grade}" for grade in OPEN_FINDINGS), "may_not_stay_open"}
    )
    sources: ClassVar[Table] = Table(
        "sources",
        "Source",
        {"source": Words("Source", rows=2), "kind": one_of("Kind", SOURCES, blank=True)},
        "At least one.",
    )

    def fields(self) -> dict[str, forms.Field]:
        """The figures that an edition may set."""
        return {
            "conform_threshold_pct": Figure("Conforming: least conformance, in percent"),
            "conditional_overall_threshold_pct": Figure("Conditional: least overall, in percent"),
            "conditional_principle_floor_pct": Figure(
                "Conditional: least in every principle, in percent"
            ),
            "corrective_action_days": Whole("Days to close a corrective action"),
            "na_weight_flag_pct": Figure(
                "Share not applicable from which a report says so, in percent"
            ),
            **{
                f"open_findings__{grade}": optional(
                    one_of(
                        f"Beside an open {grade} finding, at best",
                        [("", "As the method has it"), *_outcomes(OPEN_FINDINGS[grade])],
                    )
                )
                for grade in OPEN_FINDINGS
            },
            "may_not_stay_open": Codes(
                "Criteria whose findings may not stay open",
                "Codes, such as SEC-05, SEC-07. An open finding on one of them, other than a good "
                "practice, leaves “not conforming” alone.",
            ),
        }

    def composed(self) -> Sequence[Section]:
        """Figures, and where they come from."""
        names = list(self.fields())
        findings = [name for name in names if name in self.left_out]
        return [
            Section("", [name for name in names if name not in findings]),
            Section(
                "Findings that stay open",
                findings,
                intro="Say something for both major and minor findings, or for none: without a "
                "word, a major finding leaves “not conforming” and a minor one “conditional”.",
            ),
            Section("Where they come from", tables=(self.sources,)),
        ]

    def closed(self, said: dict[str, Any]) -> dict[str, Any]:
        """What the method fixes stays; what is said of open findings is said here or nowhere."""
        here = ("open_findings", "may_not_stay_open")
        return {name: value for name, value in self.value.items() if name not in here} | said


class PrincipleSheet(Sheet):
    """One principle."""

    title = "Principle"

    def fresh(self) -> dict[str, Any]:
        """A principle behind all others."""
        orders = [row["order"] for row in self.data["principles"]]
        return {"order": max(orders, default=0) + 1, "weight": 1}

    def fields(self) -> dict[str, forms.Field]:
        """Code, words, weight; the code stays once criteria stand under it."""
        used = any(row["principle"] == self.place.key for row in self.data["criteria"])
        code = {"code": line("Code", "Three capital letters, such as GOV.", width="5")}
        return {
            **({} if used else code),
            "title": line("Title"),
            "statement": Words("Statement"),
            "weight": Whole("Weight among the principles"),
        }

    def composed(self) -> Sequence[Section]:
        """One section."""
        return [Section("", list(self.fields()))]

    def closed(self, said: dict[str, Any]) -> dict[str, Any]:
        """Its order is changed by moving it."""
        return {**self.value, **said}


class TransitionSheet(Sheet):
    """From when an edition must be used, and the one before it may not be."""

    title = "Transition"
    lead = (
        "Members get 180 days from publication, unless the reason is a law. Both dates can be moved "
        "after publication, as long as they have not come."
    )

    def fields(self) -> dict[str, forms.Field]:
        """Two days; both, or none while it is not known."""
        older = self.data["edition"]["follows"]
        return {
            "adopt_by": Day("Must be used from", "For a new attestation.", needed=False),
            "sunset_of_followed": Day(
                f"Edition {older} can no longer be signed from", needed=False
            ),
        }

    def composed(self) -> Sequence[Section]:
        """One section."""
        return [Section("", list(self.fields()))]

    def closed(self, said: dict[str, Any]) -> dict[str, Any]:
        """No dates at all, or both."""
        return said if any(said.values()) else {}

    def is_valid(self) -> bool:
        """One day without the other says too little."""
        valid = super().is_valid()
        days = {name: self.main.cleaned_data.get(name) for name in self.main.fields}
        if valid and any(days.values()) and not all(days.values()):
            missing = next(name for name, day in days.items() if not day)
            self.main.add_error(missing, "Enter this day too, or leave both empty.")
            return False
        return valid


class StructureSheet(Sheet):
    """A second structure over the same criteria: it re-cuts figures and gives no outcome."""

    title = "Other structure"
    lead = (
        "Another set of principles over the same criteria. It never yields an outcome of its own."
    )
    table: ClassVar[Table] = Table(
        "principles",
        "Principle",
        {
            "title": line("Title", most=400),
            "code": line("Code", most=60, width="10"),
            "order": Whole("Order"),
        },
        "An empty principle does not count.",
    )

    def fresh(self) -> dict[str, Any]:
        """Nothing assigned yet."""
        return {"assignment": {}, "principles": []}

    def fields(self) -> dict[str, forms.Field]:
        """Its facts, and where each criterion belongs."""
        held = [(row["code"], f"{row['code']} {row['title']}") for row in self.value["principles"]]
        return {
            "id": slug("Name", "For machines, such as published-five."),
            "version": line("Version", width="10"),
            "source": Words("Source", "Who published it, and when.", rows=2),
            **{
                f"assignment__{row['code']}": optional(
                    one_of(f"{row['code']} {row['title']}", held, blank=True)
                )
                for row in self.data["criteria"]
                if held
            },
        }

    def composed(self) -> Sequence[Section]:
        """Facts, principles, assignment."""
        names = list(self.fields())
        intro = "Save the principles first; then each criterion can be assigned to one."
        assigned = [name for name in names if name.startswith("assignment")]
        return [
            Section("", ("id", "version", "source")),
            Section("Its principles", tables=(self.table,)),
            Section("Which criterion belongs where", assigned, intro="" if assigned else intro),
        ]

    def closed(self, said: dict[str, Any]) -> dict[str, Any]:
        """Criteria that are not assigned are left out; the draft's page lists them."""
        assigned: Mapping[str, str] = said.get("assignment", {})
        return {**said, "assignment": {code: to for code, to in assigned.items() if to}}


SHEETS: Final[Mapping[Part, type[Sheet]]] = {
    Part.FACTS: FactsSheet,
    Part.LAYERS: LayersSheet,
    Part.RUBRIC: RubricSheet,
    Part.SCORING: ScoringSheet,
    Part.TRANSITION: TransitionSheet,
    Part.PRINCIPLE: PrincipleSheet,
    Part.STRUCTURE: StructureSheet,
}
