"""Forms of the conclusion: remarks, recommendation, decision, publication."""

from typing import Any
from uuid import UUID

from django import forms

from accounts.second_factor import SecondFactorForm
from assessments.form_fields import day_field, text_field


class RemarksForm(forms.Form):
    """The member's remarks on the draft result, or none."""

    answer = forms.ChoiceField(
        label="Remarks",
        choices=[("none", "We have no remarks"), ("remarks", "We have remarks")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you have remarks."},
    )
    remarks = text_field(
        "Your remarks",
        "",
        required=False,
        help_text="They are printed in the report as they stand.",
    )

    def clean(self) -> dict[str, Any]:
        """Remarks need a text; no remarks have none."""
        cleaned = super().clean() or self.cleaned_data
        text = (cleaned.get("remarks") or "").strip()
        if cleaned.get("answer") == "remarks" and not text:
            self.add_error("remarks", "Write your remarks.")
        if cleaned.get("answer") == "none" and text:
            self.add_error("answer", "You wrote remarks below. Choose “We have remarks”.")
        return cleaned


class RemarkAnswerForm(forms.Form):
    """The lead's answer to one remark; each remark has a form of its own on the page."""

    text = text_field("Your answer", "Write what you answer to the remark.")
    remark: UUID


class ConfirmationForm(SecondFactorForm):
    """The body stands behind the recommendation."""

    confirm = forms.BooleanField(
        label="I confirm this recommendation for the assessor body",
        error_messages={"required": "Confirm it, or leave the page."},
    )


class OutcomeForm(SecondFactorForm):
    """An outcome that can equal what was found or be lower, with reasons."""

    outcome = forms.ChoiceField(
        label="Outcome",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose the outcome.",
            "invalid_choice": "Choose one of the outcomes shown; a higher one is not possible.",
        },
    )
    conditions_end_on = day_field(
        "Conditions end on",
        required=False,
        help_text="Only for a conditional outcome without accepted corrective plans.",
    )
    reasons = text_field("Reasons", "Give the reasons.")

    def __init__(self, *args: Any, outcomes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = outcomes  # type: ignore[attr-defined]
        self.order_fields(None)


class DecisionForm(OutcomeForm):
    """A decision, made without any interest in it."""

    independent = forms.BooleanField(
        label="I have no part in the organisation or the assessor body and had none in the "
        "past 24 months",
        error_messages={"required": "Confirm it, or leave the decision to somebody else."},
    )


class SendBackForm(SecondFactorForm):
    """What the assessors are to look at again."""

    reason = text_field("What has to be looked at again", "Say what has to be looked at again.")


class PublicationForm(forms.Form):
    """Whether a "not conforming" result is published."""

    publish = forms.ChoiceField(
        label="The result",
        choices=[
            ("yes", "Publish it: a report with the outcome “not conforming”"),
            ("no", "Do not publish it: the register goes on showing what stood before"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether the result is published."},
    )
