"""Forms of the inbox."""

from django import forms

AT_ONCE, DAILY = "at_once", "daily"


class LettersForm(forms.Form):
    """How often letters come."""

    letters = forms.ChoiceField(
        label="Letters by mail",
        choices=[
            (AT_ONCE, "As messages come: one letter for what came since the last"),
            (DAILY, "One letter a day, at 06:00 UTC"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how often letters come."},
    )


class ReadForm(forms.Form):
    """Up to which message everything counts as read: the newest that the page showed."""

    until = forms.UUIDField(
        error_messages={"required": "Open the inbox again.", "invalid": "Open the inbox again."}
    )
