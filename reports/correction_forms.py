"""What people type about the correction of a report."""

from django import forms

from accounts.second_factor import SecondFactorForm
from reports.corrected import WORDS
from reports.models import Report
from reports.status import State

LONGEST = 1000


class AskForm(forms.Form):
    """Which report is made anew, why, and what changes."""

    number = forms.CharField(
        label="Number of the report",
        help_text="Such as TP-2026-0007.",
        max_length=20,
        error_messages={"required": "Enter the number of the report."},
    )
    code = forms.ChoiceField(
        label="Why it is made anew",
        choices=[(code.value, words) for code, words in WORDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why it is made anew."},
    )
    what = forms.CharField(
        label="What changes",
        help_text="Everybody reads this word for word, on both reports and in the new one.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write what changes."},
    )

    def clean_number(self) -> Report:
        """Only what is public can be named here."""
        number = str(self.cleaned_data["number"]).strip().upper()
        report = Report.objects.filter(number=number, state=State.LIVE).only("pk").first()
        if report is None:
            raise forms.ValidationError("There is no published report with this number.")
        return report


class ConfirmForm(SecondFactorForm):
    """Agreeing with what stands on the page."""


class DeclineForm(forms.Form):
    """Why nothing is made anew."""

    reason = forms.CharField(
        label="Why it is declined",
        help_text="Whoever asked reads it, and the journal keeps it.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write why it is declined."},
    )
