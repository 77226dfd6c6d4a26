"""Forms of findings: raising, the member's plan, the lead's answer, closing."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import now

from accounts.second_factor import SecondFactorForm
from assessments.form_fields import day_field, text_field
from assessments.models import Grade
from attestations.models import Evidence
from attestations.question_forms import LibraryChoice


class FindingForm(forms.Form):
    """A finding on one criterion (and layer)."""

    criterion = forms.ChoiceField(
        label="Criterion", error_messages={"required": "Choose the criterion."}
    )
    grade = forms.ChoiceField(
        label="Grade",
        choices=Grade.choices,
        widget=forms.RadioSelect,
        help_text="Open, a major finding means not conforming; a minor one at most conditional.",
        error_messages={"required": "Choose a grade."},
    )
    text = text_field("What was found", "Say what was found.")

    def __init__(self, *args: Any, rows: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criterion"].choices = [("", "Choose a criterion"), *rows]  # type: ignore[attr-defined]


class CorrectiveForm(forms.Form):
    """The member's plan for a finding."""

    owner = forms.CharField(
        label="Who answers for it",
        max_length=200,
        error_messages={"required": "Name who answers for it."},
    )
    steps = text_field("Steps", "Describe the steps.")
    due = day_field("Done by")

    def clean_due(self) -> date:
        """Not in the past; the act knows how late it may be."""
        due: date = self.cleaned_data["due"]
        if due < now().date():
            raise forms.ValidationError("The day has passed already.")
        return due


class PlanJudgementForm(forms.Form):
    """The lead's answer to a corrective plan."""

    answer = forms.ChoiceField(
        label="The plan is",
        choices=[("accept", "Accepted"), ("return", "Returned, with a note")],
        widget=forms.RadioSelect,
        error_messages={"required": "Accept the plan or return it."},
    )
    note = text_field("Note", "", required=False, help_text="Needed when you return the plan.")

    def clean(self) -> dict[str, Any]:
        """A returned plan says what it lacks."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") == "return" and not (cleaned.get("note") or "").strip():
            self.add_error("note", "Say what the plan lacks.")
        return cleaned


class DisputeForm(forms.Form):
    """Why a finding is wrong."""

    text = text_field(
        "Why the finding is wrong",
        "Say why the finding is wrong, and what shows it.",
        help_text="A member of the alliance’s appeal panel reads it and rules.",
    )


class ProofForm(forms.Form):
    """What shows that corrective action was taken."""

    text = text_field("What was done", "Say what was done.")
    evidence = forms.MultipleChoiceField(
        label="Evidence that shows it",
        widget=LibraryChoice,
        help_text="At least one piece. The assessors can open what you choose, also where it "
        "supports none of your answers, until the assessment or its follow-up ends. Pieces for your "
        "own eyes are not listed.",
        error_messages={
            "required": "Choose the piece of evidence that shows it.",
            "invalid_choice": "Choose pieces that are shown here.",
        },
    )

    def __init__(self, *args: Any, pieces: Iterable[Evidence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].choices = [(str(each.pk), each.title) for each in pieces]  # type: ignore[attr-defined]


class VerificationForm(forms.Form):
    """What an assessor finds in the evidence of a correction."""

    answer = forms.ChoiceField(
        label="The evidence",
        choices=[("good", "Shows the correction"), ("lacks", "Does not show it yet")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the evidence shows the correction."},
    )
    note = text_field("What you looked at", "Say what you looked at, and what it shows or lacks.")


class RulingForm(SecondFactorForm):
    """The panel's ruling on a dispute."""

    answer = forms.ChoiceField(
        label="The finding",
        choices=[
            ("stands", "It stands: the member plans corrective action"),
            ("falls", "It falls: it is dismissed, and lowers no outcome"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the finding stands or falls."},
    )
    text = text_field("Reasons", "Give the reasons of the ruling.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(None)


class JudgeAgainForm(forms.Form):
    """Why a step of a finding is judged again."""

    reason = text_field(
        "Why it is judged again",
        "Say why it is judged again.",
        help_text="The member reads it, so name nobody and no interest.",
    )


class ConfirmationForm(forms.Form):
    """Why a finding stands that somebody raised who is not independent any more."""

    note = text_field(
        "Why it stands",
        "Say what you looked at, and why the finding stands.",
        help_text="The member reads it, so name nobody and no interest.",
    )


class ClosingForm(SecondFactorForm):
    """What shows that a finding has been put right."""

    note = text_field("What shows that it has been put right", "Say what shows it.")

    def __init__(self, *args: Any, in_doubt: bool = False, **kwargs: Any) -> None:
        """`in_doubt` where it may just as well not stand at all."""
        super().__init__(*args, **kwargs)
        if in_doubt:
            self.fields["note"].label = "Why it does not stand, or what shows it has been put right"
        self.order_fields(None)
