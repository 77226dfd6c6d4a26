"""How a criterion is answered: for each answer type its fields, grids and rows on the form."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django import forms

from principles.judgement import YES_NO
from principles.vocabulary import AnswerType
from scheme.sheet import Grid, Table
from scheme.sheet_fields import (
    Figure,
    Whole,
    Words,
    level,
    line,
    one_of,
    optional,
    slug,
    tick,
    ticks,
)

Choices = Sequence[tuple[str, str]]
LEVELS: Final = ("1", "2", "3", "4")
COLUMNS: Final = ("Level 1", "Level 2", "Level 3 (target)", "Level 4")
TYPES: Final[Mapping[str, str]] = {
    AnswerType.YES_NO_PARTIAL: "Yes, partly or no",
    AnswerType.METRIC: "A figure, rated by bands",
    AnswerType.MATURITY: "A level described in words",
    AnswerType.DATE: "A date, rated by its age",
    AnswerType.CHOICE: "One of several options",
    AnswerType.MULTI_CHOICE: "All options that are true, counted",
    AnswerType.DOCUMENT: "A document and what it holds",
}
UNITS: Final = [
    ("percent", "Percent"),
    ("business_days", "Business days"),
    ("days", "Days"),
    ("hours", "Hours"),
    ("years", "Years"),
]
DIRECTIONS: Final = [
    ("higher_is_better", "The higher the better"),
    ("lower_is_better", "The lower the better"),
]
STATISTICS: Final = [
    ("ratio", "Ratio (in percent)"),
    ("median", "Median"),
    ("minimum", "Minimum"),
    ("maximum", "Maximum"),
]


@dataclass(frozen=True, slots=True)
class RuleForm:
    """What one answer type puts on the form, and what it fixes."""

    fields: Mapping[str, forms.Field]
    constants: Mapping[str, Any] = field(default_factory=dict)
    grids: Sequence[Grid] = ()
    tables: Sequence[Table] = ()
    names: Sequence[str] = ()


def rule_form(kind: str, layers: Choices) -> RuleForm:
    """Say how a rule of this answer type is written; `layers` are the edition's."""
    return _BY_TYPE[AnswerType(kind)](layers)


def _name(part: str) -> str:
    return f"response__{part}"


def _four(part: str, field_of: Callable[[str], forms.Field]) -> dict[str, forms.Field]:
    return {f"{_name(part)}__{n}": field_of(f"Level {n}") for n in LEVELS}


def _bands(title: str, row: str, part: str = "bands", hint: str = "") -> Grid:
    names = [f"{_name(part)}__{n}" for n in LEVELS]
    return Grid(title, COLUMNS, [(row, names)], path=f"response.{part}", hint=hint)


def _yes_no_partial(_layers: Choices) -> RuleForm:
    name = _name("justification_required")
    answers = list(YES_NO.items())
    hint = "“Yes” is level 3, “partly” level 2, “no” level 0."
    return RuleForm(
        {name: ticks("Answers that need a reason", answers, hint, needed=False)},
        {"levels": {"yes": 3, "partial": 2, "no": 0}},
        names=[name],
    )


def _metric(layers: Choices) -> RuleForm:
    asked: dict[str, forms.Field] = {
        _name("metric"): line(
            "What is measured", "As the label of the field that members fill in."
        ),
        _name("unit"): one_of("Unit", UNITS),
        _name("direction"): one_of("Direction", DIRECTIONS),
        _name("statistic"): one_of("Statistic", STATISTICS),
        _name("numerator"): Words("Numerator, or what is counted", rows=2, needed=False),
        _name("denominator"): Words("Denominator", rows=2, needed=False),
        _name("period_months"): Whole("Period in months, up to the as-of date"),
        _name("min_coverage_pct"): Figure(
            "Least coverage, in percent", "With less the level is 2 at most; 0 asks for none."
        ),
    }
    own = {
        f"{_name('bands_by_layer')}__{layer}__{n}": Figure(f"{title}, level {n}", needed=False)
        for layer, title in layers
        for n in LEVELS
    }
    rows = [
        (title, [f"{_name('bands_by_layer')}__{layer}__{n}" for n in LEVELS])
        for layer, title in layers
    ]
    by_layer = Grid(
        "Other bands for single layers",
        COLUMNS,
        rows,
        path="response.bands_by_layer",
        hint="Only where a layer needs bands of its own: all four, or none.",
    )
    bands = _bands(
        "The figure that each level needs", "All layers", hint="The bound itself is met."
    )
    return RuleForm(
        {**asked, **_four("bands", Figure), **own},
        {"zero_population": "not_exercised"},
        grids=[bands, by_layer],
        names=list(asked),
    )


def _maturity(_layers: Choices) -> RuleForm:
    words = {
        f"{_name('rubric')}__{n}": Words(f"Level {n}{' (target)' if n == '3' else ''}", rows=2)
        for n in ("0", *LEVELS)
    }
    return RuleForm(words, names=list(words))


def _date(_layers: Choices) -> RuleForm:
    name = _name("date")
    return RuleForm(
        {
            name: line("Which date is asked for", "As the label of the field."),
            **_four("max_age_days", Whole),
        },
        grids=[_bands("How old it may be, in days", "At most", "max_age_days")],
        names=[name],
    )


def _choice(_layers: Choices) -> RuleForm:
    options = {
        "label": Words("Label", rows=2),
        "level": level("Level", blank=True),
        "value": optional(slug("Name for machines")),
    }
    table = Table("response.options", "Option", options, _rows("option"), named_by="label")
    return RuleForm({}, tables=[table])


def _multi_choice(_layers: Choices) -> RuleForm:
    options = {
        "label": Words("Label", rows=2),
        "value": optional(slug("Name for machines")),
        "required": tick("Required"),
    }
    table = Table(
        "response.options",
        "Option",
        options,
        _rows("option"),
        named_by="label",
    )
    cap = _name("required_missing_cap")
    return RuleForm(
        {
            **_four("bands", Whole),
            cap: level("Highest level while a required option is missing", "4 limits nothing."),
        },
        grids=[_bands("How many options each level needs", "At least")],
        tables=[table],
        names=[cap],
    )


def _document(_layers: Choices) -> RuleForm:
    elements = {
        "label": Words("Label", rows=2),
        "value": optional(slug("Name for machines")),
    }
    table = Table("response.elements", "Element", elements, _rows("element"), named_by="label")
    asked: dict[str, forms.Field] = {
        _name("max_age_days"): Whole("How old the document may be, in days"),
        _name("stale_cap"): level("Highest level while it is older", "4 limits nothing."),
        _name("must_be_public"): tick("The document must be public"),
        _name("not_public_cap"): level("Highest level while it is not public", "4 limits nothing."),
    }
    return RuleForm(
        {**asked, **_four("bands", Whole)},
        grids=[_bands("How many elements each level needs", "At least")],
        tables=[table],
        names=list(asked),
    )


def _rows(what: str) -> str:
    return f"An empty {what} does not count. A name that is left empty is made from the label."


_BY_TYPE: Final[Mapping[AnswerType, Callable[[Choices], RuleForm]]] = {
    AnswerType.YES_NO_PARTIAL: _yes_no_partial,
    AnswerType.METRIC: _metric,
    AnswerType.MATURITY: _maturity,
    AnswerType.DATE: _date,
    AnswerType.CHOICE: _choice,
    AnswerType.MULTI_CHOICE: _multi_choice,
    AnswerType.DOCUMENT: _document,
}
# What a rule that is begun anew starts with.
STARTS: Final[Mapping[str, Mapping[str, Any]]] = {
    AnswerType.YES_NO_PARTIAL: {"justification_required": ["partial", "no"]},
    AnswerType.METRIC: {"period_months": 12, "min_coverage_pct": 0, "unit": "percent"},
    AnswerType.MULTI_CHOICE: {"required_missing_cap": 2},
    AnswerType.DOCUMENT: {"max_age_days": 365, "stale_cap": 2, "not_public_cap": 2},
}
