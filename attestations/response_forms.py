"""The fields that a criterion's rule asks for, and what was typed read back as its response."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.core.validators import MinValueValidator
from django.utils.html import escape

from attestations.figures import BASIS_WORDS, LARGEST_SAMPLE, LONGEST_POPULATION
from principles.answers import InvalidAnswer
from principles.judgement import YES_NO, by_level
from principles.vocabulary import AnswerType

WORDS: Final = YES_NO
PUBLIC: Final = [("yes", "Yes"), ("no", "No")]
UNITS: Final = {"percent": "per cent", "business_days": "business days"}
EARLIEST: Final = date(1900, 1, 1)
NUMBER: Final = {"inputmode": "decimal", "class": "govuk-input--width-10", "spellcheck": "false"}


def day(label: str, help_text: str = "") -> forms.DateField:
    """A calendar day, asked for in the way of the browser.

    Who types “26” into it has the year 26 there; and before the year 1 there is no day to count back
    to.
    """
    return forms.DateField(
        label=label,
        help_text=help_text,
        validators=[
            MinValueValidator(EARLIEST, "Enter the year with four digits, such as 2026-03-31.")
        ],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter a day of the calendar, such as 2026-03-31."},
    )


def response_fields(rule: Mapping[str, Any]) -> dict[str, forms.Field]:
    """The fields that one rule asks for; their names are those of the typed response."""
    return FIELDS[AnswerType(rule["type"])](rule)


def _yes_no(rule: Mapping[str, Any]) -> dict[str, forms.Field]:
    ordered = sorted(rule["levels"], key=lambda value: -rule["levels"][value])
    choices = [(value, WORDS.get(value, value)) for value in ordered]
    return {
        "value": forms.ChoiceField(
            label="Does this hold?", choices=choices, widget=forms.RadioSelect
        )
    }


def _metric(rule: Mapping[str, Any]) -> dict[str, forms.Field]:
    unit = UNITS.get(rule["unit"], rule["unit"].replace("_", " "))
    period = rule.get("period_months")
    over = f" Over the {period} months up to the as-of date." if period else ""
    parts = [f"Numerator: {rule['numerator']}." if rule.get("numerator") else ""]
    parts.append(f"Denominator: {rule['denominator']}." if rule.get("denominator") else "")
    fields: dict[str, forms.Field] = {
        "value": forms.CharField(
            label=f"{rule['metric']} ({unit})",
            help_text=escape(" ".join(part for part in parts if part) + over),
            widget=forms.TextInput(attrs=NUMBER),
        )
    }
    if rule.get("min_coverage_pct"):
        fields["coverage_pct"] = forms.CharField(
            label="Coverage (per cent)",
            help_text="How much of everything in scope the figure covers. Below "
            f"{rule['min_coverage_pct']} % the level is 2 at most.",
            widget=forms.TextInput(attrs=NUMBER),
        )
    if rule.get("zero_population") == "not_exercised":
        fields["not_exercised"] = forms.BooleanField(
            label="There was no case in the period",
            help_text="Then no figure is asked; attach evidence of the process.",
        )
    return fields


def _maturity(rule: Mapping[str, Any]) -> dict[str, forms.Field]:
    choices = [(str(level), f"{level}: {text}") for level, text in by_level(rule["rubric"]).items()]
    return {
        "value": forms.ChoiceField(
            label="Level",
            help_text="Choose the level whose text, and all lower texts, are true.",
            choices=choices,
            widget=forms.RadioSelect,
        )
    }


def _date(rule: Mapping[str, Any]) -> dict[str, forms.Field]:
    return {"value": day(str(rule["date"]), "Not later than the as-of date.")}


def _choice(rule: Mapping[str, Any]) -> dict[str, forms.Field]:
    choices = [(each["value"], each["label"]) for each in rule["options"]]
    return {
        "value": forms.ChoiceField(label="What fits", choices=choices, widget=forms.RadioSelect)
    }


def _multi_choice(rule: Mapping[str, Any]) -> dict[str, forms.Field]:
    choices = [
        (each["value"], each["label"] + (" (required)" if each.get("required") else ""))
        for each in rule["options"]
    ]
    return {
        "value": forms.MultipleChoiceField(
            label="What is true", choices=choices, widget=forms.CheckboxSelectMultiple
        ),
        "none": forms.BooleanField(label="None of these"),
    }


def _document(rule: Mapping[str, Any]) -> dict[str, forms.Field]:
    choices = [(each["value"], each["label"]) for each in rule["elements"]]
    return {
        "elements": forms.MultipleChoiceField(
            label="What the document holds", choices=choices, widget=forms.CheckboxSelectMultiple
        ),
        "none": forms.BooleanField(label="There is no such document"),
        "dated": day("Date of the document"),
        "public": forms.ChoiceField(
            label="Is it public?", choices=PUBLIC, widget=forms.RadioSelect
        ),
    }


FIELDS: Final = {
    AnswerType.YES_NO_PARTIAL: _yes_no,
    AnswerType.METRIC: _metric,
    AnswerType.MATURITY: _maturity,
    AnswerType.DATE: _date,
    AnswerType.CHOICE: _choice,
    AnswerType.MULTI_CHOICE: _multi_choice,
    AnswerType.DOCUMENT: _document,
}


def figure_fields(wanted: tuple[date, date] | None) -> dict[str, forms.Field]:
    """The fields that say how a figure was taken; `wanted` is the period that is asked for."""
    asked = f" Asked for: {_long(wanted[0])} to {_long(wanted[1])}." if wanted else ""
    fields: dict[str, forms.Field] = {
        "population": forms.CharField(
            label="Of what it was taken",
            help_text="The cases that count, and how many there were, such as "
            "“41 critical vulnerabilities in own services”.",
            max_length=LONGEST_POPULATION,
            widget=forms.TextInput(attrs={"dir": "auto"}),
        ),
        "period_from": day("Period from", f"The first day.{asked}"),
        "period_until": day("Period until", "The last day, not after the as-of date."),
        "basis": forms.ChoiceField(
            label="Basis",
            choices=[(basis.value, words) for basis, words in BASIS_WORDS.items()],
            widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
            error_messages={"invalid_choice": "Choose all cases, a sample or an estimate."},
        ),
        "sample_size": forms.IntegerField(
            label="Size of the sample",
            help_text="How many cases, where a sample was taken.",
            min_value=1,
            max_value=LARGEST_SAMPLE,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
            error_messages={"invalid": "Enter how many cases the sample has, such as 30."},
        ),
    }
    for each in fields.values():
        each.required = False
    return fields


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def response_of(rule: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any] | None:
    """What was said in the rule's fields as the typed response; None where nothing was.

    Raises `InvalidAnswer` for what contradicts itself.
    """
    kind = AnswerType(rule["type"])
    if kind in {AnswerType.MULTI_CHOICE, AnswerType.DOCUMENT}:
        return _of_list("value" if kind is AnswerType.MULTI_CHOICE else "elements", said)
    if kind is AnswerType.MATURITY:
        return {"value": int(said["value"])} if said["value"] else None
    if kind is AnswerType.METRIC:
        return _of_metric(said)
    value = said["value"]
    if isinstance(value, date):
        return {"value": value.isoformat()}
    return {"value": value} if value else None


def _of_list(field: str, said: Mapping[str, Any]) -> dict[str, Any] | None:
    if said["none"]:
        if said[field]:
            raise InvalidAnswer("none", "Either tick what is true, or “none”, not both.")
        return {field: []}
    if not said[field]:
        if said.get("dated") or said.get("public"):
            raise InvalidAnswer(field, "Tick what the document holds.")
        return None
    response: dict[str, Any] = {field: sorted(said[field])}
    if said.get("dated"):
        response["dated"] = said["dated"].isoformat()
    if said.get("public"):
        response["public"] = said["public"] == "yes"
    return response


def _of_metric(said: Mapping[str, Any]) -> dict[str, Any] | None:
    if said.get("not_exercised"):
        if said["value"]:
            raise InvalidAnswer("value", "A period without a case has no figure.")
        return {"not_exercised": True}
    given = {name: _figure(said.get(name)) for name in ("value", "coverage_pct")}
    found = {name: text for name, text in given.items() if text}
    return found or None


def _figure(text: str | None) -> str:
    """The figure without spaces and without the unit that somebody may have typed after it."""
    return (text or "").replace(" ", "").replace("\u00a0", "").removesuffix("%")
