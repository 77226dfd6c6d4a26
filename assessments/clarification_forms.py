"""Forms of clarifications: asking, the member's answer, asking further, the end."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.timezone import now

from accounts.refusal import Refusal
from assessments.form_fields import day_field, text_field
from assessments.models import Clarification, ClarificationKind
from attestations.evidence_files import QuotaReached
from attestations.models import Evidence
from attestations.question_forms import LibraryChoice
from attestations.recognition.kinds import LISTED, WrongKind
from attestations.vault import TooLarge


class DueForm(forms.Form):
    """Something that the member answers by a day."""

    text = text_field("What you want to know", "Say what you want to know.")
    due = day_field(
        "Answer by",
        help_text=f"Proposed: {settings.CLARIFICATION_DAYS} working days. Until it is answered your "
        "clock stands still.",
    )

    file = forms.FileField(
        label="File",
        required=False,
        help_text=f"Such as a list that the organisation fills in. {LISTED}; at most "
        f"{settings.EVIDENCE_MAX_BYTES // 1024**2} MB. The organisation and the people of the "
        "engagement can open it.",
        error_messages={"empty": "The file is empty."},
    )

    def arriving(self) -> list[tuple[str, Iterable[bytes]]]:
        """The file that was sent, as the vault receives it."""
        file = self.cleaned_data.get("file")
        return [(file.name or "file", file.chunks())] if file else []

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal at the file where it is about that."""
        about_file = isinstance(refusal, (WrongKind, TooLarge, QuotaReached))
        self.add_error("file" if about_file else None, str(refusal))

    def clean_due(self) -> date:
        """After today; the act knows how late it may be."""
        due: date = self.cleaned_data["due"]
        if due <= now().date():
            raise forms.ValidationError("Choose a day after today.")
        return due


class AskForm(DueForm):
    """A question, or a request for evidence, on one criterion (and layer)."""

    kind = forms.ChoiceField(
        label="You ask",
        choices=[
            (ClarificationKind.QUESTION, "A question: it is answered in words"),
            (ClarificationKind.EVIDENCE, "For evidence: it is answered with a piece"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you ask a question or for evidence."},
    )
    layer = forms.ChoiceField(
        label="Layer", error_messages={"required": "Choose the layer that it is about."}
    )
    field_order = ("kind", "layer", "text", "due", "file")

    def __init__(self, *args: Any, layers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(layers) == 1:
            self.fields["layer"] = forms.CharField(initial=layers[0][0], widget=forms.HiddenInput)
        else:
            self.fields["layer"].choices = [("", "Choose a layer"), *layers]  # type: ignore[attr-defined]
        self.order_fields(self.field_order)


class AnswerForm(forms.Form):
    """The member's answer, with pieces of its library."""

    text = text_field("Your answer", "", required=False)
    evidence = forms.MultipleChoiceField(
        label="Pieces of evidence",
        required=False,
        widget=LibraryChoice,
        error_messages={"invalid_choice": "Choose pieces that are shown here."},
    )

    def __init__(
        self, *args: Any, one: Clarification, pieces: Iterable[Evidence], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.one = one
        if one.wants_evidence:
            missing = "Choose the piece of evidence that is asked for."
            self.fields["evidence"].required = True
            self.fields["evidence"].error_messages["required"] = missing
        self.fields["evidence"].choices = [(str(each.pk), each.title) for each in pieces]  # type: ignore[attr-defined]
        self.fields["evidence"].help_text = (
            "The assessors can open what you choose, also where it supports none of your answers, "
            "until the assessment ends. Pieces for your own eyes are not listed."
        )

    def clean(self) -> dict[str, Any]:
        """Words or a piece, where no piece is asked for."""
        cleaned = super().clean() or self.cleaned_data
        wanted = self.one.wants_evidence
        if not wanted and not cleaned.get("evidence") and not (cleaned.get("text") or "").strip():
            self.add_error("text", "Write the answer, or choose a piece of evidence.")
        return cleaned


class EndForm(forms.Form):
    """What is said when a clarification ends."""

    note = text_field("Note", "", required=False, help_text="The member reads it.")
