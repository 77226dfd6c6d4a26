"""What people type about attestations, apart from the answers themselves."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest

from accounts.second_factor import SecondFactorForm
from attestations.response_forms import day
from attestations.statement import Statement
from attestations.submission import Briefing


class AsOfForm(forms.Form):
    """Another as-of date of a draft."""

    as_of = day("As-of date", "Ages and periods are counted back from it. Today or earlier.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["as_of"].error_messages["required"] = "Enter the as-of date."


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write the reason."},
    )


class RecallForm(SecondFactorForm):
    """Why a submission is taken back, with the second factor fresh."""

    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write the reason."},
    )
    field_order = ("reason", "code")


class StatementForm(SecondFactorForm):
    """The signatory's acceptance of exactly what the page shows."""

    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    authority = forms.CharField(
        label="By what authority you sign",
        help_text="Your office and what entitles you to bind the organisation, such as "
        "“Chief executive, entered in the company register”.",
        max_length=200,
        error_messages={"required": "Say by what authority you sign."},
    )
    publish_declared = forms.BooleanField(
        label="Publish a declared report",
        help_text="A report of kind “declared” becomes public once the registrar has accepted. "
        "Leave it unticked to publish nothing before an assessment.",
        required=False,
    )
    accept = forms.BooleanField(
        label="I have read what will be signed, and I make this statement",
        error_messages={"required": "Tick this to make the statement, or leave without signing."},
    )
    field_order = ("sha256", "authority", "publish_declared", "accept", "code")

    def __init__(self, *args: Any, request: HttpRequest, briefing: Briefing, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        self.briefing = briefing
        self.fields["sha256"].initial = briefing.sha256

    def show(self, briefing: Briefing) -> None:
        """Ask for what the page shows now; where it is not what was sent, accept it once more."""
        self.briefing = briefing
        if self.data.get("sha256") != briefing.sha256:
            kept = {name: text for name, text in self.data.items() if name != "accept"}
            self.data = kept | {"sha256": briefing.sha256}

    def statement(self) -> Statement:
        """What was accepted: the text that stood on the page, for the digest that it showed."""
        return Statement(
            text=self.briefing.statement,
            version=self.briefing.version,
            authority=self.cleaned_data["authority"],
            publish_declared=self.cleaned_data["publish_declared"],
            sha256=self.cleaned_data["sha256"],
        )


class ReturnForm(forms.Form):
    """What is incomplete: one item a line, a criterion's code first where there is one."""

    items = forms.CharField(
        label="What is incomplete",
        help_text="One item a line. Begin with the criterion's code where it concerns one, such "
        "as “SEC-05: the evidence cannot be opened”. It is about completeness, never about truth.",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Write at least one item that says what is incomplete."},
    )

    def listed(self, known: Iterable[str]) -> list[dict[str, str]]:
        """The items, each with the criterion it begins with, where there is such a one."""
        codes = set(known)
        found = []
        for line in self.cleaned_data["items"].splitlines():
            first, _, rest = line.strip().partition(":")
            code = first.strip().upper()
            concerns = code in codes and rest.strip()
            found.append(
                {
                    "criterion": code if concerns else "",
                    "text": rest.strip() if concerns else line.strip(),
                }
            )
        return [item for item in found if item["text"]]
