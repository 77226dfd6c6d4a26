"""The form of a criterion: everything that it asks, for whom, and how an answer is rated."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from django import forms
from django.http import QueryDict

from principles.vocabulary import AnswerType, Disclosure
from scheme.rule_sheets import STARTS, TYPES, rule_form
from scheme.sheet import Section, Sheet, Table
from scheme.sheet_fields import Lines, Words, line, one_of, optional, slug, tick, ticks

DISCLOSURES: Final = [
    (Disclosure.PUBLIC.value, "The answer, its level and the reasons"),
    (Disclosure.PUBLIC_LEVEL_CONFIDENTIAL_DETAIL.value, "The level only"),
]
METHODS: Final = [
    ("examine", "Examine documents"),
    ("interview", "Interview people"),
    ("sampling", "Take samples"),
    ("test", "Test"),
]
VISIBILITIES: Final = [
    ("public", "Public"),
    ("summary", "Summary public"),
    ("confidential", "Confidential"),
]
SOURCES: Final = [("external", "An external source"), ("benchmark", "Our own benchmark")]
EVIDENCE: Final = Table(
    "evidence",
    "Piece of evidence",
    {
        "description": Words("What is wanted", rows=2),
        "kind": slug("Kind, such as minutes"),
        "visibility": one_of("Who may see it", VISIBILITIES, blank=True),
    },
    "At least one piece.",
)
THRESHOLDS: Final = Table(
    "threshold_sources",
    "Source",
    {
        "source": Words("Source", rows=2),
        "kind": one_of("Kind", SOURCES, blank=True),
        "seen": tick("Read in a public copy"),
    },
    "At least one; what no source sets is our own benchmark, and pages call it so.",
)
WORDS: Final = (
    "requirement",
    "why",
    "guidance",
    "good_evidence",
    "weak_evidence",
    "mistakes",
)


class CriterionSheet(Sheet):
    """A criterion with its place in every structure; the answer type decides the rule's fields."""

    left_out: ClassVar[frozenset[str]] = frozenset({"response__numerator", "response__denominator"})

    def prepared(self, posted: QueryDict | None) -> QueryDict | None:
        """The answer type that was chosen just now counts, also before it is saved."""
        held = self.at("response.type")
        chosen = posted.get("response__type") if posted is not None else held
        self.kind = str(chosen) if chosen in TYPES else held
        if self.kind != held:
            self.value["response"] = {**STARTS.get(self.kind, {}), "type": self.kind}
        layers = [(row["id"], row["title"]) for row in self.data["layers"]]
        self.rule = rule_form(self.kind, layers)
        self.hidden = {"shown_type": self.kind}
        if posted is None or posted.get("shown_type", self.kind) == self.kind:
            return posted
        self.switched = True
        return self._begun(posted)

    def _begun(self, posted: QueryDict) -> QueryDict:
        """What was sent, and for the fields that the page did not show what they begin with."""
        filled = posted.copy()
        for name in self.rule.fields:
            value = self.at(name.replace("__", "."))
            if value is not None and value is not False and name not in filled:
                several = value if isinstance(value, list) else [value]
                filled.setlist(name, [str(each) for each in several])
        return filled

    def fresh(self) -> dict[str, Any]:
        """A criterion that asks for nothing yet and applies everywhere."""
        kind = AnswerType.YES_NO_PARTIAL.value
        return {
            "content": {
                "version": "1.0.0",
                "weight": 1,
                "applies_to": [row["id"] for row in self.data["layers"]],
                "disclosure": Disclosure.PUBLIC.value,
                "response": {**STARTS[kind], "type": kind},
            },
            "assigned": {},
        }

    def opened(self, value: Any) -> dict[str, Any]:
        """The criterion's own values, with `assigned` beside them."""
        return {**value["content"], "assigned": value["assigned"]}

    def closed(self, said: dict[str, Any]) -> dict[str, Any]:
        """Part the values of the criterion from its places in the structures."""
        assigned = {key: to for key, to in said.pop("assigned", {}).items() if to}
        said["weight"] = int(said["weight"])
        said["response"] |= {**self.rule.constants, "target_level": 3}
        return {"content": said, "assigned": assigned}

    def may_lack(self, name: str) -> bool:
        """A layer without bands of its own has none."""
        return super().may_lack(name) or name.startswith("response__bands_by_layer")

    def fields(self) -> dict[str, forms.Field]:
        """Fields in the order of the page; their sections are in `composed`."""
        return {
            **self._identity(),
            **_words(),
            **self._reach(),
            "response__type": one_of("Members answer with", list(TYPES.items())),
            **self.rule.fields,
            "disclosure": one_of("What of the answer becomes public", DISCLOSURES),
            "assessment__methods": ticks("Methods", METHODS),
            "assessment__procedure": Words("What the assessor does"),
            **self._structures(),
        }

    def _identity(self) -> dict[str, forms.Field]:
        principles = [(p["code"], f"{p['code']} {p['title']}") for p in self.data["principles"]]
        return {
            "principle": one_of("Principle", principles),
            "code": line(
                "Code", "The principle's code and two figures, such as GOV-01.", width="10"
            ),
            "version": line("Version", "Of this criterion, such as 1.0.0.", width="10"),
            "title": line("Title"),
        }

    def _reach(self) -> dict[str, forms.Field]:
        layers = [(row["id"], row["title"]) for row in self.data["layers"]]
        weights = [(str(n), str(n)) for n in (1, 2, 3)]
        return {
            "weight": one_of("Weight", weights, "3 weighs most."),
            "must_meet": tick("It must be met", "Below level 3 the outcome is “not conforming”."),
            "met_needs__reason": tick("An answer at the target needs a reason"),
            "met_needs__public_link": tick("An answer at the target needs a public link"),
            "applies_to": ticks("Layers it applies to", layers),
            "per_layer": tick("Answered once for each layer", "The weakest layer counts."),
            "not_applicable__allowed": tick("It may be claimed to be not applicable"),
            "not_applicable__condition": Words(
                "When it does not apply", "Or why it always applies.", rows=2
            ),
        }

    def _structures(self) -> dict[str, forms.Field]:
        return {
            f"assigned__{each['id']}": optional(
                one_of(
                    f"Its place in the structure {each['id']}",
                    [(row["code"], f"{row['code']} {row['title']}") for row in each["principles"]],
                    blank=True,
                )
            )
            for each in self.data.get("alternative_structures", ())
        }

    def composed(self) -> Sequence[Section]:
        """The sections of the page."""
        rating = ("weight", "must_meet", "met_needs__reason", "met_needs__public_link")
        reach = (
            "applies_to",
            "per_layer",
            "not_applicable__allowed",
            "not_applicable__condition",
        )
        rule = self.rule
        answer = Section(
            "How it is answered",
            ("response__type",),
            switch="Show the fields of this type",
        )
        fields = Section(TYPES[self.kind], rule.names, rule.grids, rule.tables)
        structures = tuple(self._structures())
        return [
            Section("The criterion", tuple(self._identity())),
            Section("What members read", WORDS),
            Section("What it weighs", rating),
            Section("Where it applies", reach),
            answer,
            fields,
            Section("Evidence wanted", tables=(EVIDENCE,), more=("disclosure",)),
            Section("Assessment", ("assessment__methods", "assessment__procedure")),
            Section("Where the thresholds come from", tables=(THRESHOLDS,)),
            *([Section("Other structures", structures)] if structures else []),
        ]


def _words() -> dict[str, forms.Field]:
    return {
        "requirement": Words("Requirement", "What has to be the case, in one or two sentences."),
        "why": Words("Why it is asked", needed=False),
        "guidance": Words("Guidance", needed=False),
        "good_evidence": Lines("Good evidence"),
        "weak_evidence": Lines("Weak evidence"),
        "mistakes": Lines("Frequent mistakes"),
    }
