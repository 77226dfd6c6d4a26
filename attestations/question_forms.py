"""One answer as a form: its fields come from the criterion's rule, its words from everybody."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import escape

from attestations.drafting import Content
from attestations.figures import Figure, wanted_period
from attestations.models import (
    SAID_FIELDS,
    Answer,
    AnswerVersion,
    Confidence,
    DisclosureClass,
    Evidence,
)
from attestations.response_forms import WORDS, day, figure_fields, response_fields, response_of
from principles.answers import LONGEST_REASON, InvalidAnswer
from principles.models import Criterion
from principles.vocabulary import AnswerType

# So many pieces of evidence are listed in full; a longer library is folded.
IN_SIGHT: Final = 6
KINDS: Final = {
    "file": "file",
    "link": "link",
    "hash": "SHA-256 only",
    "statement": "statement",
}
NOTHING_SAID: Final = Content()


def words_field(label: str, help_text: str, *, rows: int = 4) -> forms.CharField:
    """A longer text, in whatever script, that may be left empty."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
        error_messages={"max_length": f"Write at most {LONGEST_REASON:,} characters."},
    )


class LibraryChoice(forms.CheckboxSelectMultiple):
    """Tick pieces of evidence; what is not ticked is folded away where the library is long."""

    template_name = "attestations/library_choice.html"

    def get_context(
        self, name: str, value: Any, attrs: dict[str, Any] | None
    ) -> dict[str, dict[str, Any]]:
        """The options, apart by whether they stand in sight."""
        context: dict[str, dict[str, Any]] = super().get_context(name, value, attrs)
        options = [each for _, group, _ in context["widget"]["optgroups"] for each in group]
        ticked = [each for each in options if each["selected"]]
        if len(options) <= IN_SIGHT:
            context["widget"] |= {"in_sight": options, "folded": []}
        else:
            rest = [each for each in options if not each["selected"]]
            context["widget"] |= {"in_sight": ticked, "folded": rest}
        return context


class ShortAnswerForm(forms.Form):
    """What an answer cannot do without: the response, its reason, its plan.

    A response field is never refused for being empty: a draft may be saved with gaps. It is
    shown without "(optional)" all the same, because making ready asks for it.
    """

    use_required_attribute = False
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, criterion: Criterion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule: Mapping[str, Any] = criterion.rule
        self.response_fields = response_fields(self.rule)
        self.fields.update(self.response_fields)
        self._ask(required=True)
        if criterion.na_allowed:
            self.fields["not_applicable"] = forms.BooleanField(
                label="This does not apply to us",
                help_text=escape(criterion.na_condition),
                required=False,
            )
        self._add_words()

    def full_clean(self) -> None:
        """Judge with every response field allowed to be empty, show them as asked for."""
        self._ask(required=False)
        super().full_clean()
        self._ask(required=True)

    def _ask(self, *, required: bool) -> None:
        for name, field in self.response_fields.items():
            field.required = required and name not in {"none", "not_exercised"}

    def _add_words(self) -> None:
        needed = [WORDS.get(each, each) for each in self.rule.get("justification_required", ())]
        when = f"Needed with the answer {' or '.join(f'“{each}”' for each in needed)}. "
        self.fields["reason"] = words_field(
            "Reason or explanation",
            (when if needed else "") + "What an assessor should know about this answer.",
        )
        self.fields["plan"] = words_field(
            "What will be done", "The steps to the target, and who sees to them."
        )
        self.fields["plan_due"] = day("Done by", "The day on which the target is met.")
        self.fields["plan_due"].required = False
        self.fields["unsure"] = forms.BooleanField(
            label="Unsure, come back",
            help_text="Marks the answer in the task list. Nothing can be signed until it is cleared.",
            required=False,
        )

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields of the response itself, and the claim that the criterion does not apply."""
        return [
            self[name] for name in (*self.response_fields, "not_applicable") if name in self.fields
        ]

    def content(self, before: Content = NOTHING_SAID) -> Content:
        """What was said; what this form does not ask stays as it was `before`.

        Raises `InvalidAnswer` for what cannot be one answer.
        """
        said = self.cleaned_data
        return replace(
            before,
            response=self.response(),
            reason=said["reason"].strip(),
            not_applicable=said.get("not_applicable", False),
            plan=said["plan"].strip(),
            plan_due=said["plan_due"],
            unsure=said["unsure"],
        )

    @property
    def new_file(self) -> "UploadedFile[bytes] | None":
        """The file that came along: none with this form."""
        return None

    def response(self) -> dict[str, Any] | None:
        """The typed response; raises `InvalidAnswer` for what contradicts itself."""
        said = {name: self.cleaned_data.get(name) for name in self.response_fields}
        return response_of(self.rule, said)

    def ticked(self) -> dict[UUID, Evidence]:
        """The pieces that are ticked; none with this form."""
        return {}

    def offer(self, library: Iterable[Evidence]) -> None:
        """Let these be ticked; not with this form."""

    def evidence_ids(self) -> set[UUID] | None:
        """The pieces that shall be attached; None leaves them as they are."""
        return None

    def refuse(self, problem: InvalidAnswer) -> None:
        """Show what the measure says at its field."""
        self.add_error(problem.field if problem.field in self.fields else None, problem.sentence)


class AnswerForm(ShortAnswerForm):
    """One answer with everything that belongs to it, on its own page."""

    figure_fields: Mapping[str, forms.Field] = {}

    def __init__(self, *args: Any, library: Iterable[Evidence], as_of: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.rule["type"] == AnswerType.METRIC:
            self.figure_fields = figure_fields(wanted_period(self.rule, as_of))
            self.fields.update(self.figure_fields)
            self._ask(required=True)
        self._add_doubts()
        self._add_evidence()
        self.offer(library)

    def offer(self, library: Iterable[Evidence]) -> None:
        """Let these be ticked: all that may be on a page, of a form that was sent what was ticked."""
        self.library = {str(piece.pk): piece for piece in library}
        self._evidence.choices = [
            (key, f"{piece.title} ({KINDS[piece.kind]})") for key, piece in self.library.items()
        ]

    def _ask(self, *, required: bool) -> None:
        """What says how a figure was taken is asked for too, and never refused for being empty."""
        super()._ask(required=required)
        for name, field in self.figure_fields.items():
            field.required = required and name != "sample_size"

    def _add_doubts(self) -> None:
        self.fields["counter_claim"] = words_field(
            "What speaks against this",
            "What you know that somebody may hold against the answer: a finding still open, a gap in "
            "the data, an incident. It does not lower the level.",
        )
        self.fields["confidence"] = forms.ChoiceField(
            label="How sure you are of this answer",
            choices=[*Confidence.choices, ("", "Not said")],
            widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline govuk-radios--small"}),
            required=False,
            error_messages={"invalid_choice": "Choose low, medium or high."},
        )

    @property
    def figure(self) -> list[forms.BoundField]:
        """The fields that say how the figure was taken; none where no figure is asked for."""
        return [self[name] for name in self.figure_fields]

    def content(self, before: Content = NOTHING_SAID) -> Content:
        """What was said, with the figure's particulars, what speaks against it and how sure."""
        said = self.cleaned_data
        taken = Figure.of({name: said[name] for name in self.figure_fields if said[name]})
        return replace(
            super().content(before),
            figure=taken.data,
            counter_claim=said["counter_claim"].strip(),
            confidence=said["confidence"],
        )

    def _add_evidence(self) -> None:
        self.fields["evidence"] = self._evidence = forms.MultipleChoiceField(
            label="Evidence from your library",
            widget=LibraryChoice,
            required=False,
            error_messages={"invalid_choice": "One of these pieces of evidence is not yours."},
        )
        self.fields["new_file"] = forms.FileField(
            label="Add a file as evidence",
            help_text="It is added to the library and attached to this answer when you save.",
            required=False,
            error_messages={"empty": "The file is empty."},
        )
        self.fields["new_title"] = forms.CharField(
            label="Title of the new evidence",
            help_text="Left empty, the file's name is taken.",
            max_length=200,
            required=False,
        )
        self.fields["new_disclosure"] = forms.ChoiceField(
            label="Who may see the new evidence",
            choices=DisclosureClass.choices,
            initial=DisclosureClass.ASSESSOR,
            required=False,
            widget=forms.Select,
        )

    @property
    def new_file(self) -> "UploadedFile[bytes] | None":
        """The file that came along, if any."""
        found: UploadedFile[bytes] | None = self.cleaned_data.get("new_file")
        return found

    def ticked(self) -> dict[UUID, Evidence]:
        """The pieces that are ticked."""
        return {UUID(key): self.library[key] for key in self.cleaned_data.get("evidence", ())}

    def evidence_ids(self) -> set[UUID]:
        """The ids of the ticked pieces."""
        return set(self.ticked())


def ask_again_for_the_file(form: forms.Form, field: str) -> None:
    """Say that a refused form has lost its file, unless the file is what was refused."""
    if form.files.get(field) is not None and field not in form.errors:
        form.add_error(
            field, "Choose the file again: a browser does not keep it when a form comes back."
        )


def initial_of(answer: Answer | AnswerVersion, attached: Iterable[Evidence]) -> dict[str, Any]:
    """An answer's row, or one of its versions, as the form's initial values."""
    return initial_said(Content.of(answer), answer.version, [piece.pk for piece in attached])


def initial_said(content: Content, version: int, evidence: Iterable[UUID]) -> dict[str, Any]:
    """What one version says as the form's initial values."""
    initial: dict[str, Any] = {field: getattr(content, field) for field in SAID_FIELDS}
    response, figure = initial.pop("response") or {}, initial.pop("figure") or {}
    initial |= {"version": version, "evidence": [str(each) for each in evidence]}
    initial |= response | figure
    if response.get("value") == [] or response.get("elements") == []:
        initial["none"] = True
    if "public" in response:
        initial["public"] = "yes" if response["public"] else "no"
    return initial
