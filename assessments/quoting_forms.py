"""Forms of quoting: whom to ask, and what a body quotes."""

import re
from typing import Any

from django import forms

from assessments.form_fields import day_field, level_field, text_field
from assessments.quoting import Asking, Priced
from organisations.assurance import AssuranceLevel
from organisations.models import Organisation


class QuoteRequestForm(forms.Form):
    """Which accredited bodies are asked for a quote, and what they are told."""

    bodies = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label="Assessor bodies",
        widget=forms.CheckboxSelectMultiple,
        help_text="Accredited today for every layer of the scope. None of them learns who else is "
        "asked.",
        error_messages={
            "required": "Choose at least one assessor body.",
            "invalid_choice": "Choose from the bodies shown.",
            "invalid_pk_value": "Choose from the bodies shown.",
        },
    )
    level = level_field()
    note = text_field(
        "What they should know",
        "",
        required=False,
        help_text="Such as sites, languages and the time that you have in mind.",
    )
    answer_by = day_field("Quote until", help_text="They may answer later. You may choose earlier.")

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bodies"].queryset = bodies  # type: ignore[attr-defined]

    def asking(self) -> Asking:
        """What was typed, as the act takes it."""
        said = self.cleaned_data
        level = AssuranceLevel(said["level"] or AssuranceLevel.EVIDENCE_REVIEWED)
        return Asking(said["answer_by"], said["note"], level)


class Amount(forms.DecimalField):
    """An amount of money; 9500,50 is read as 9500.50, and 9,500 is refused since it says two things."""

    def to_python(self, value: Any) -> Any:
        """The amount with a point."""
        typed = str(value or "").strip()
        return super().to_python(re.sub(r"^(\d+),(\d{1,2})$", r"\1.\2", typed))


class Currency(forms.RegexField):
    """A code of ISO 4217, also typed in small letters."""

    def to_python(self, value: Any) -> str:
        """The code in capitals."""
        return (super().to_python(value) or "").upper()


class QuoteForm(forms.Form):
    """For how much, how long and from when a body would assess."""

    price = Amount(
        label="Price without taxes",
        min_value=0,
        max_digits=12,
        decimal_places=2,
        error_messages={
            "required": "Enter the price.",
            "invalid": "Enter an amount without separators, such as 9500 or 9500.50.",
        },
    )
    currency = Currency(
        r"^[A-Z]{3}$",
        label="Currency",
        initial="EUR",
        help_text="Three letters of ISO 4217.",
        error_messages={
            "required": "Enter the currency.",
            "invalid": "Use three letters, such as EUR.",
        },
    )
    days = forms.IntegerField(
        label="Working days that it takes",
        min_value=1,
        max_value=2000,
        error_messages={"required": "Enter how many days.", "invalid": "Enter a whole number."},
    )
    earliest_start = day_field("Earliest day on which the work can begin")
    valid_until = day_field("The quote is valid until")
    note = text_field(
        "Note",
        "",
        required=False,
        help_text="What the price contains and what not, such as travel.",
    )

    def priced(self) -> Priced:
        """What was typed, as the act takes it."""
        return Priced(**self.cleaned_data)
