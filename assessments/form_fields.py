"""Fields that the forms of this room share, and the form of a reason."""

from django import forms

from organisations.assurance import CHOICES as LEVELS
from organisations.assurance import AssuranceLevel

LONG = 5000


def day_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """A field for a calendar day."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": "Enter the day.",
            "invalid": "Enter a day of the calendar, such as 2026-11-22.",
        },
    )


def text_field(
    label: str, missing: str, *, required: bool = True, help_text: str = "", rows: int = 4
) -> forms.CharField:
    """A field for some sentences."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


class ReasonForm(forms.Form):
    """A reason, for acts that need one."""

    reason = text_field("Reason", "Say why.")


def level_field() -> forms.ChoiceField:
    """The assurance level that a member asks for."""
    return forms.ChoiceField(
        label="Assurance level",
        choices=LEVELS,
        initial=AssuranceLevel.EVIDENCE_REVIEWED,
        required=False,
        widget=forms.RadioSelect,
        help_text="How far the assessors look. Each level contains those before it.",
        error_messages={"invalid_choice": "Choose one of the levels shown."},
    )
