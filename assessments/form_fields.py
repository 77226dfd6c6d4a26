"""Fields that the forms of this room share, and the form of a reason."""

from django import forms

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
