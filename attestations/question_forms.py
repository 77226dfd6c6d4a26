"""One answer as a form: fields made from the criterion's rule, read back as a typed response."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import escape

from attestations.drafting import Content
from attestations.models import Answer, AnswerVersion, DisclosureClass, Evidence
from principles.answers import LONGEST_REASON, InvalidAnswer
from principles.judgement import YES_NO, by_level
from principles.models import Criterion
from principles.vocabulary import AnswerType

WORDS: Final = YES_NO
PUBLIC: Final = [("yes", "Yes"), ("no", "No")]
# So many pieces of evidence are listed in full; a longer library is folded.
IN_SIGHT: Final = 6
KINDS: Final = {
    "file": "file",
    "link": "link",
    "hash": "SHA-256 only",
    "statement": "statement",
}
UNITS: Final = {"percent": "per cent", "business_days": "business days"}
NUMBER: Final = {"inputmode": "decimal", "class": "govuk-input--width-10", "spellcheck": "false"}


def day(label: str, help_text: str = "") -> forms.DateField:
    """A calendar day, asked for in the way of the browser."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter a day of the calendar, such as 2026-03-31."},
    )


def response_fields(rule: Mapping[str, Any]) -> dict[str, forms.Field]:
    """The fields that one rule asks for; their names are those of the typed response."""
    return FIELDS[AnswerType(rule["type"])](rule)


def _yes_no(rule: Mapping[str, Any]) -> dict[str, forms.Field]:
    ordered = sorted(rule["levels"], key=lambda value: -rule["levels"][value])
    choices = [(value, WORDS.get(value, value)) for value in ordered]
    return {
        "value": forms.ChoiceField(
            label="Does this hold?", choices=choices, widget=forms.RadioSelect
        )
    }


def _metric(rule: Mapping[str, Any]) -> dict[str, forms.Field]:
    unit = UNITS.get(rule["unit"], rule["unit"].replace("_", " "))
    period = rule.get("period_months")
    over = f" Over the {period} months up to the as-of date." if period else ""
    parts = [f"Numerator: {rule['numerator']}." if rule.get("numerator") else ""]
    parts.append(f"Denominator: {rule['denominator']}." if rule.get("denominator") else "")
    fields: dict[str, forms.Field] = {
        "value": forms.CharField(
            label=f"{rule['metric']} ({unit})",
            help_text=escape(" ".join(part for part in parts if part) + over),
            widget=forms.TextInput(attrs=NUMBER),
        )
    }
    if rule.get("min_coverage_pct"):
        fields["coverage_pct"] = forms.CharField(
            label="Coverage (per cent)",
            help_text="How much of everything in scope the figure covers. Below "
            f"{rule['min_coverage_pct']} % the level is 2 at most.",
            widget=forms.TextInput(attrs=NUMBER),
        )
    if rule.get("zero_population") == "not_exercised":
        fields["not_exercised"] = forms.BooleanField(
            label="There was no case in the period",
            help_text="Then no figure is asked; attach evidence of the process.",
        )
    return fields


def _maturity(rule: Mapping[str, Any]) -> dict[str, forms.Field]:
    choices = [(str(level), f"{level}: {text}") for level, text in by_level(rule["rubric"]).items()]
    return {
        "value": forms.ChoiceField(
            label="Level",
            help_text="Choose the level whose text, and all lower texts, are true.",
            choices=choices,
            widget=forms.RadioSelect,
        )
    }


def _date(rule: Mapping[str, Any]) -> dict[str, forms.Field]:
    return {"value": day(str(rule["date"]), "Not later than the as-of date.")}


def _choice(rule: Mapping[str, Any]) -> dict[str, forms.Field]:
    choices = [(each["value"], each["label"]) for each in rule["options"]]
    return {
        "value": forms.ChoiceField(label="What fits", choices=choices, widget=forms.RadioSelect)
    }


def _multi_choice(rule: Mapping[str, Any]) -> dict[str, forms.Field]:
    choices = [
        (each["value"], each["label"] + (" (required)" if each.get("required") else ""))
        for each in rule["options"]
    ]
    return {
        "value": forms.MultipleChoiceField(
            label="What is true", choices=choices, widget=forms.CheckboxSelectMultiple
        ),
        "none": forms.BooleanField(label="None of these"),
    }


def _document(rule: Mapping[str, Any]) -> dict[str, forms.Field]:
    choices = [(each["value"], each["label"]) for each in rule["elements"]]
    return {
        "elements": forms.MultipleChoiceField(
            label="What the document holds", choices=choices, widget=forms.CheckboxSelectMultiple
        ),
        "none": forms.BooleanField(label="There is no such document"),
        "dated": day("Date of the document"),
        "public": forms.ChoiceField(
            label="Is it public?", choices=PUBLIC, widget=forms.RadioSelect
        ),
    }


FIELDS: Final = {
    AnswerType.YES_NO_PARTIAL: _yes_no,
    AnswerType.METRIC: _metric,
    AnswerType.MATURITY: _maturity,
    AnswerType.DATE: _date,
    AnswerType.CHOICE: _choice,
    AnswerType.MULTI_CHOICE: _multi_choice,
    AnswerType.DOCUMENT: _document,
}


def words_field(label: str, help_text: str) -> forms.CharField:
    """A longer text that may be left empty."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
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


class AnswerForm(forms.Form):
    """One answer, its reason, plan and evidence; the response fields come from the rule.

    A response field is never refused for being empty: a draft may be saved with gaps. It is
    shown without "(optional)" all the same, because making ready asks for it.
    """

    use_required_attribute = False
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, criterion: Criterion, library: Iterable[Evidence], **kwargs: Any
    ) -> None:
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
        self.library = {str(piece.pk): piece for piece in library}
        self._add_evidence()

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
            "Plan, where this is below target", "What will be done, and who sees to it."
        )
        self.fields["plan_due"] = day("Done by")
        self.fields["plan_due"].required = False
        self.fields["unsure"] = forms.BooleanField(
            label="Not sure yet",
            help_text="Keeps the attestation from being made ready until it is cleared.",
            required=False,
        )

    def _add_evidence(self) -> None:
        if self.library:
            self.fields["evidence"] = forms.MultipleChoiceField(
                label="Evidence from your library",
                choices=[
                    (key, f"{piece.title} ({KINDS[piece.kind]})")
                    for key, piece in self.library.items()
                ],
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

    def content(self) -> Content:
        """What was said; raises `InvalidAnswer` for what cannot be one answer."""
        said = self.cleaned_data
        return Content(
            response=self._response(),
            reason=said["reason"].strip(),
            not_applicable=said.get("not_applicable", False),
            plan=said["plan"].strip(),
            plan_due=said["plan_due"],
            unsure=said["unsure"],
        )

    @property
    def new_file(self) -> "UploadedFile[bytes] | None":
        """The file that came along, if any."""
        found: UploadedFile[bytes] | None = self.cleaned_data.get("new_file")
        return found

    def evidence_ids(self) -> set[UUID]:
        """The ids of the ticked pieces."""
        return {UUID(key) for key in self.cleaned_data.get("evidence", ())}

    def refuse(self, problem: InvalidAnswer) -> None:
        """Show what the measure says at its field."""
        self.add_error(problem.field if problem.field in self.fields else None, problem.sentence)

    def _response(self) -> dict[str, Any] | None:
        kind = AnswerType(self.rule["type"])
        said = {name: self.cleaned_data.get(name) for name in self.response_fields}
        if kind in {AnswerType.MULTI_CHOICE, AnswerType.DOCUMENT}:
            return _of_list("value" if kind is AnswerType.MULTI_CHOICE else "elements", said)
        if kind is AnswerType.MATURITY:
            return {"value": int(said["value"])} if said["value"] else None
        if kind is AnswerType.METRIC:
            return _of_metric(said)
        value = said["value"]
        if isinstance(value, date):
            return {"value": value.isoformat()}
        return {"value": value} if value else None


def _of_list(field: str, said: Mapping[str, Any]) -> dict[str, Any] | None:
    if said["none"]:
        if said[field]:
            raise InvalidAnswer("none", "Either tick what is true, or “none”, not both.")
        return {field: []}
    if not said[field]:
        if said.get("dated") or said.get("public"):
            raise InvalidAnswer(field, "Tick what the document holds.")
        return None
    response: dict[str, Any] = {field: sorted(said[field])}
    if said.get("dated"):
        response["dated"] = said["dated"].isoformat()
    if said.get("public"):
        response["public"] = said["public"] == "yes"
    return response


def _of_metric(said: Mapping[str, Any]) -> dict[str, Any] | None:
    if said.get("not_exercised"):
        if said["value"]:
            raise InvalidAnswer("value", "A period without a case has no figure.")
        return {"not_exercised": True}
    given = {name: _figure(said.get(name)) for name in ("value", "coverage_pct")}
    found = {name: text for name, text in given.items() if text}
    return found or None


def _figure(text: str | None) -> str:
    """The figure without spaces and without the unit that somebody may have typed after it."""
    return (text or "").replace(" ", "").replace("\u00a0", "").removesuffix("%")


def ask_again_for_the_file(form: forms.Form, field: str) -> None:
    """Say that a refused form has lost its file, unless the file is what was refused."""
    if form.files.get(field) is not None and field not in form.errors:
        form.add_error(
            field, "Choose the file again: a browser does not keep it when a form comes back."
        )


def initial_of(answer: Answer | AnswerVersion, attached: Iterable[Evidence]) -> dict[str, Any]:
    """An answer's row, or one of its versions, as the form's initial values."""
    initial: dict[str, Any] = {
        "version": answer.version,
        "not_applicable": answer.not_applicable,
        "reason": answer.reason,
        "plan": answer.plan,
        "plan_due": answer.plan_due,
        "unsure": answer.unsure,
        "confidence": answer.confidence,
        "counter_claim": answer.counter_claim,
        "evidence": [str(piece.pk) for piece in attached],
    }
    response = answer.response or {}
    initial |= response
    if response.get("value") == [] or response.get("elements") == []:
        initial["none"] = True
    if "public" in response:
        initial["public"] = "yes" if response["public"] else "no"
    return initial
