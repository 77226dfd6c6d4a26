"""Form fields that read what people type as the values of a data file."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms

Choices = Sequence[tuple[str, str]]
CHOOSE: Final = ("", "Choose")
LONGEST: Final = 20_000


def line(label: str, hint: str = "", *, most: int = 200, width: str = "") -> forms.CharField:
    """One line of text."""
    attrs = {"class": f"govuk-input--width-{width}"} if width else {}
    return forms.CharField(
        label=label, help_text=hint, max_length=most, widget=forms.TextInput(attrs=attrs)
    )


def slug(label: str, hint: str = "") -> forms.CharField:
    """A short name of small letters and hyphens, as data files have them."""
    field = line(label, hint, most=60, width="20")
    field.widget.attrs |= {"spellcheck": "false", "autocapitalize": "none"}
    return field


class Words(forms.CharField):
    """A longer text; line ends as data files have them."""

    def __init__(self, label: str, hint: str = "", *, rows: int = 4, needed: bool = True) -> None:
        super().__init__(
            label=label,
            help_text=hint,
            required=needed,
            max_length=LONGEST,
            widget=forms.Textarea(attrs={"rows": rows}),
        )
        # A counter under each of fifteen texts would only distract.
        self.widget.attrs.pop("maxlength", None)

    def to_python(self, value: Any) -> str:
        """Take a text whose lines end as they do elsewhere."""
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")


class Lines(Words):
    """A list of texts, one per line."""

    def __init__(self, label: str, hint: str = "") -> None:
        super().__init__(label, hint or "One per line.", rows=4, needed=False)

    def prepare_value(self, value: Any) -> Any:
        """Show a list as its lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """Give the lines that say something, each once."""
        text = super().clean(value)
        return list(dict.fromkeys(each.strip() for each in text.split("\n") if each.strip()))


class Codes(forms.CharField):
    """Codes of criteria, separated by commas or spaces."""

    def __init__(self, label: str, hint: str) -> None:
        super().__init__(label=label, help_text=hint, required=False, max_length=1000)

    def prepare_value(self, value: Any) -> Any:
        """Show a list as people write it."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """Give the codes, each once."""
        text = super().clean(value)
        return list(dict.fromkeys(each.upper() for each in re.split(r"[\s,;]+", text) if each))


class Figure(forms.DecimalField):
    """A number, kept as a data file has it: whole where it is whole."""

    def __init__(self, label: str, hint: str = "", *, needed: bool = True) -> None:
        super().__init__(
            label=label,
            help_text=hint,
            required=needed,
            min_value=0,
            max_digits=15,
            decimal_places=6,
            widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
        )

    def clean(self, value: Any) -> Any:
        """Give an int, a float, or None."""
        said = super().clean(value)
        if not isinstance(said, Decimal):
            return None
        return int(said) if said == said.to_integral_value() else float(said)


class Whole(forms.IntegerField):
    """A whole number from `least` on."""

    def __init__(self, label: str, hint: str = "", *, least: int = 1, needed: bool = True) -> None:
        super().__init__(
            label=label,
            help_text=hint,
            required=needed,
            min_value=least,
            max_value=1_000_000,
            widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
        )


class Day(forms.DateField):
    """A day of the calendar, kept as ISO 8601 text."""

    def __init__(self, label: str, hint: str = "", *, needed: bool = True) -> None:
        super().__init__(
            label=label,
            help_text=hint,
            required=needed,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": "Enter a day of the calendar, such as 2027-03-31."},
        )

    def clean(self, value: Any) -> Any:
        """Give the text, or an empty one."""
        said = super().clean(value)
        return said.isoformat() if said else ""


def one_of(
    label: str, choices: Choices, hint: str = "", *, blank: bool = False
) -> forms.ChoiceField:
    """A choice from a short list; `blank` puts "Choose" before it."""
    return forms.ChoiceField(
        label=label, help_text=hint, choices=[CHOOSE, *choices] if blank else choices
    )


def level(label: str, hint: str = "", *, blank: bool = False) -> forms.TypedChoiceField:
    """A level, 0 to 4."""
    choices = [(str(n), str(n)) for n in range(5)]
    return forms.TypedChoiceField(
        label=label,
        help_text=hint,
        choices=[CHOOSE, *choices] if blank else choices,
        coerce=int,
        empty_value="",
    )


def ticks(label: str, choices: Choices, hint: str = "", *, needed: bool = True) -> forms.Field:
    """Any number of a short list."""
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        choices=choices,
        required=needed,
        widget=forms.CheckboxSelectMultiple,
    )


def tick(label: str, hint: str = "") -> forms.BooleanField:
    """Yes, or not."""
    return forms.BooleanField(label=label, help_text=hint, required=False)


def optional(field: forms.Field) -> forms.Field:
    """Let a field be left empty."""
    field.required = False
    return field
