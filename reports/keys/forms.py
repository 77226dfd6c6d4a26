"""What key custodians type about a key that comes into use, or goes out of it."""

from datetime import UTC
from typing import Any

from django import forms
from django.http import HttpRequest

from accounts.second_factor import SecondFactorForm
from reports.keys.beginning import FEWEST, Made
from reports.keys.models import SealKey
from reports.keys.terms import REASONS, STORES, Store, Why

LONGEST = 20_000


class BeginForm(SecondFactorForm):
    """The certificates of a new key, where its private half is, and the record of its making."""

    pem = forms.CharField(
        label="Certificates",
        help_text="The seal’s certificate, then each issuer up to the root, in PEM. Never a private key.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        error_messages={"required": "Paste the certificates in PEM."},
    )
    store = forms.ChoiceField(
        label="Where the private key is",
        choices=[(store.value, words) for store, words in STORES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose where the private key is."},
    )
    people = forms.IntegerField(
        label="How many people were there when it was made",
        help_text="At least two. Everybody can read the number.",
        min_value=FEWEST,
        max_value=99,
        error_messages={
            "required": "Enter how many people were there.",
            "min_value": "At least two people have to be there when a key is made.",
        },
    )
    record = forms.CharField(
        label="Record of the ceremony",
        help_text="What was done, step by step, and who was there by role. Key custodians read it; "
        "everybody else gets a salted SHA-256 of it.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Write the record of the ceremony."},
    )

    def clean_pem(self) -> str:
        """A private key that was pasted is neither kept nor shown again."""
        pem = str(self.cleaned_data["pem"])
        if "PRIVATE KEY" in pem:
            self.data = {**self.data, "pem": ""}
            raise forms.ValidationError(
                "That was a private key. It was not kept, but it has travelled: make a new one, "
                "and paste only its certificates."
            )
        return pem

    def made(self) -> Made:
        """What was typed."""
        said = self.cleaned_data
        return Made(
            pem=said["pem"],
            store=Store(said["store"]),
            people=said["people"],
            record=said["record"],
        )


class _KeyField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    def label_from_instance(self, obj: Any) -> str:
        return _called(obj)


class EndForm(SecondFactorForm):
    """Which key goes out of use, and why."""

    key = _KeyField(
        SealKey.objects.none(),
        label="Key",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the key."},
    )
    why = forms.ChoiceField(
        label="Why it goes out of use",
        choices=[(why.value, words) for why, words in REASONS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why it goes out of use."},
    )
    not_trusted_from = forms.DateTimeField(
        label="Not to be trusted from",
        help_text="Only where somebody else may have used it. UTC, such as 2026-11-27 08:00. When in "
        "doubt, take the earlier time: what a time stamp or the log shows to be older still counts.",
        required=False,
        input_formats=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"],
        error_messages={"invalid": "Enter a day and a time, such as 2026-11-27 08:00."},
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        field = self.fields["key"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = SealKey.objects.exclude(ends__why=Why.COMPROMISED.value)

    def clean_not_trusted_from(self) -> Any:
        """The typed time is UTC, whatever the portal's own zone is."""
        typed = self.cleaned_data["not_trusted_from"]
        return typed.replace(tzinfo=UTC) if typed else None


def _called(key: Any) -> str:
    began = key.begins_at
    return f"{key.key_id[:12]}, in use from {began.day} {began:%B %Y}: {key.subject}"


class ConfirmForm(SecondFactorForm):
    """Agreeing with what stands on the page."""


class DeclineForm(forms.Form):
    """Why nothing changes."""

    reason = forms.CharField(
        label="Why it is declined",
        help_text="Whoever asked reads it, and the journal keeps it.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write why it is declined."},
    )
