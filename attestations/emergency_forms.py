"""What people type about emergency access."""

from typing import Any

from django import forms
from django.conf import settings

from accounts.second_factor import SecondFactorForm
from attestations.emergency_rows import LONGEST_REASON


class EmergencyForm(SecondFactorForm):
    """Which attestation an operator has to read, why, and for how long."""

    attestation = forms.UUIDField(
        label="Id of the attestation",
        help_text="As it stands in its address, in a log or in what the member wrote to you.",
        error_messages={
            "required": "Enter the id of the attestation.",
            "invalid": "Enter the whole id, such as 0192f1c0-7d5e-7aaa-8000-3f2f6c1f9a10.",
        },
    )
    reason = forms.CharField(
        label="Why it has to be read",
        help_text="The member’s owners and signatories are told this word for word.",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write why it has to be read."},
    )
    hours = forms.IntegerField(label="For how many hours", min_value=1, initial=1)
    field_order = ("attestation", "reason", "hours", "code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = settings.EMERGENCY_ACCESS_HOURS
        self.fields["hours"].help_text = f"At most {most}, counted from when it is granted."
        sentence = f"Enter a whole number of hours between 1 and {most}."
        messages = dict.fromkeys(("required", "invalid", "min_value"), sentence)
        self.fields["hours"].error_messages |= messages


class EmergencyGrantForm(SecondFactorForm):
    """Agreeing with what stands on the page."""


class EmergencyDeclineForm(forms.Form):
    """Why nothing is opened."""

    reason = forms.CharField(
        label="Why it is declined",
        help_text="Whoever asked reads it, and the journal keeps it.",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write why it is declined."},
    )
