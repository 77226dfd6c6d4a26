"""The forms of the plan: proposing it, answering it, freezing it. Verdicts: `verdict_forms`."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict

from accounts.second_factor import SecondFactorForm
from assessments.form_fields import day_field, text_field
from assessments.plan import METHODS, Plan
from assessments.sampling import ALL
from principles.models import Criterion

AGREE, OBJECT = "agree", "object"


class PlanForm(forms.Form):
    """The plan: scope, dates, the sample's share, a note; methods come from the table beside it."""

    scope = text_field("Scope of the assessment", "Say what the assessment covers.")
    begins_on = day_field("Work begins on")
    ends_on = day_field("Work ends on")
    sample_percent = forms.IntegerField(
        label="Share of the sample, in per cent",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
        error_messages={"required": "Enter the share in per cent, as a whole number."},
    )
    blind_first = forms.BooleanField(
        label="Score before seeing the claim",
        required=False,
        help_text="Each assessor gives a level of her own, or skips it, before a claim is shown to her.",
    )
    note = text_field("Note", "", required=False, help_text="Sites, who is interviewed.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        least = int(settings.SAMPLE_PERCENT_AT_LEAST)
        share = self.fields["sample_percent"]
        share.initial = least
        share.help_text = (
            f"From {least} to {ALL}. Every must-meet is checked in depth; of the others in each "
            "principle, this share is drawn when the plan is frozen."
        )
        sentence = f"Choose a share from {least} to {ALL} per cent."
        share.validators = [
            MinValueValidator(least, message=sentence),
            MaxValueValidator(ALL, message=sentence),
        ]

    def plan(self, criteria: list[Criterion]) -> Plan:
        """The plan, with the methods ticked for each criterion."""
        said = self.cleaned_data
        return Plan(
            said["scope"],
            said["note"],
            said["begins_on"],
            said["ends_on"],
            {each.code: self.data_list(f"method-{each.code}") for each in criteria},
            said["sample_percent"],
            said["blind_first"],
        )

    def data_list(self, name: str) -> list[str]:
        """The values sent for a name, those that are methods."""
        data = self.data
        sent = data.getlist(name) if isinstance(data, QueryDict) else []
        return [each for each in map(str, sent) if each in METHODS]


class PlanAnswerForm(forms.Form):
    """The member agrees to the plan that it read, or objects and says why."""

    proposal = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label="Your answer",
        choices=[(AGREE, "We agree to this plan"), (OBJECT, "We object to it")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you agree or object."},
    )
    objection = text_field(
        "Why you object",
        "",
        required=False,
        help_text="Only where you object. The lead answers it.",
    )

    def clean(self) -> dict[str, Any]:
        """An objection needs its reason."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") == OBJECT and not (cleaned.get("objection") or "").strip():
            self.add_error("objection", "Say why you object, so that the plan can be mended.")
        return cleaned

    def said(self) -> str:
        """The objection; empty where the member agrees."""
        return str(self.cleaned_data["objection"]) if self.cleaned_data["answer"] == OBJECT else ""


class FreezeForm(SecondFactorForm):
    """Nothing but the code: what is frozen was proposed and agreed before."""
