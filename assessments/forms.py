"""Forms of engagements: whom to ask, whom to name, interests, plan, findings, reasons."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.timezone import now

from accounts.models import User
from accounts.second_factor import SecondFactorForm
from assessments.engagement import Team
from assessments.interests import Declared
from assessments.models import Engagement, Grade, InterestKind
from assessments.people import holders
from assessments.plan import METHODS, Plan
from organisations.models import Organisation
from organisations.permissions import ROLE_TITLES, Role
from principles.models import Criterion

LONG = 5000


def day_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """A field for a calendar day."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": "Enter the day.",
            "invalid": "Enter a day of the calendar, such as 2026-11-22.",
        },
    )


def text_field(
    label: str, missing: str, *, required: bool = True, help_text: str = "", rows: int = 4
) -> forms.CharField:
    """A field for some sentences."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


class BodyForm(forms.Form):
    """Which accredited body is asked."""

    body = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Assessor body",
        widget=forms.RadioSelect,
        empty_label=None,
        help_text="Accredited today for every layer of the scope.",
        error_messages={
            "required": "Choose an assessor body.",
            "invalid_choice": "Choose one of the bodies shown.",
        },
    )

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]


class TeamForm(forms.Form):
    """The people that the body names."""

    lead = forms.ModelChoiceField(
        User.objects.none(),
        label="Lead assessor",
        empty_label="Choose a person",
        error_messages={"required": "Name the lead assessor."},
    )
    assessors = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label="Assessors",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Name at least one assessor."},
    )
    reviewers = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label="Quality reviewers",
        help_text="They agree or disagree with verdicts and give none themselves.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Name at least one quality reviewer."},
    )

    def __init__(self, *args: Any, body: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = (Role.LEAD_ASSESSOR, Role.ASSESSOR, Role.QUALITY_REVIEWER)
        for name, role in zip(("lead", "assessors", "reviewers"), roles, strict=True):
            self.fields[name].queryset = holders(body, role)  # type: ignore[attr-defined]

    def team(self) -> Team:
        """What was chosen."""
        chosen = self.cleaned_data
        return Team(
            lead=chosen["lead"].pk,
            assessors=tuple(user.pk for user in chosen["assessors"]),
            reviewers=tuple(user.pk for user in chosen["reviewers"]),
        )


class PersonForm(forms.Form):
    """Another person for one role."""

    person = forms.ChoiceField(
        label="Person and role",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whom to name.", "invalid_choice": "Choose one shown."},
    )

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = set(engagement.people.filter(removed_at=None).values_list("user_id", flat=True))
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            (f"{role.value}:{user.pk}", f"{user}, {ROLE_TITLES[role].lower()}")
            for role in (Role.LEAD_ASSESSOR, Role.ASSESSOR, Role.QUALITY_REVIEWER)
            for user in holders(engagement.body, role)
            if user.pk not in named
        ]


class ReasonForm(forms.Form):
    """A reason, for acts that need one."""

    reason = text_field("Reason", "Say why.")


class InterestForm(forms.Form):
    """One declared fact; the row counts once a kind is chosen."""

    kind = forms.ChoiceField(
        label="What it is",
        required=False,
        choices=[("", "Nothing to declare in this row"), *InterestKind.choices],
    )
    organisation = forms.ChoiceField(label="Organisation", required=False)
    organisation_name = forms.CharField(
        label="Name of the other organisation", required=False, max_length=200
    )
    began_on = day_field("From", required=False)
    ended_on = day_field("Until", required=False, help_text="Leave empty while it lasts.")
    detail = forms.CharField(label="Details", required=False, max_length=1000)

    def __init__(self, *args: Any, member: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [  # type: ignore[attr-defined]
            (str(member.pk), member.name),
            ("", "Another organisation"),
        ]

    def clean(self) -> dict[str, Any]:
        """A chosen kind needs an organisation and dates that fit."""
        cleaned = super().clean() or self.cleaned_data
        began, ended = cleaned.get("began_on"), cleaned.get("ended_on")
        if not cleaned.get("kind"):
            if any(cleaned.get(name) for name in ("organisation_name", "detail")) or began or ended:
                self.add_error("kind", "Say what it is.")
            return cleaned
        if not cleaned.get("organisation") and not (cleaned.get("organisation_name") or "").strip():
            self.add_error("organisation_name", "Name the organisation.")
        if began and ended and ended < began:
            self.add_error("ended_on", "It cannot have ended before it began.")
        return cleaned

    def declared(self) -> Declared | None:
        """The fact, if the row holds one."""
        said = self.cleaned_data
        if not said.get("kind"):
            return None
        return Declared(
            kind=said["kind"],
            organisation_id=said["organisation"] or None,
            organisation_name=said["organisation_name"],
            began_on=said["began_on"],
            ended_on=said["ended_on"],
            detail=said["detail"],
        )


class NoInterestsForm(forms.Form):
    """The statement that goes with the rows."""

    none = forms.BooleanField(
        label="I have none of these interests in the organisation or its group of companies",
        required=False,
    )
    complete = forms.BooleanField(
        label="What I declare here is true and complete",
        error_messages={"required": "Confirm that it is true and complete."},
    )


class PlanForm(SecondFactorForm):
    """The plan: scope, dates, a note; methods come from the table beside it."""

    scope = text_field("Scope of the assessment", "Say what the assessment covers.")
    note = text_field("Note", "", required=False, help_text="Sites, samples, who is interviewed.")
    begins_on = day_field("Work begins on")
    ends_on = day_field("Work ends on")

    field_order = ["scope", "begins_on", "ends_on", "note"]

    def plan(self, criteria: list[Criterion]) -> Plan:
        """The plan, with the methods ticked for each criterion."""
        said = self.cleaned_data
        ticked = {each.code: self.data_list(f"method-{each.code}") for each in criteria}
        return Plan(said["scope"], said["note"], said["begins_on"], said["ends_on"], ticked)

    def data_list(self, name: str) -> list[str]:
        """The values sent for a name, those that are methods."""
        data = self.data
        sent = data.getlist(name) if isinstance(data, QueryDict) else []
        return [each for each in map(str, sent) if each in METHODS]


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


class ClosingForm(forms.Form):
    """What shows that a finding has been put right."""

    note = text_field("What shows that it has been put right", "Say what shows it.")


class RemarksForm(forms.Form):
    """The member's remarks on the draft result, or none."""

    answer = forms.ChoiceField(
        label="Remarks",
        choices=[("none", "We have no remarks"), ("remarks", "We have remarks")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )
    remarks = text_field("Your remarks", "", required=False)

    def clean(self) -> dict[str, Any]:
        """Remarks need a text; no remarks have none."""
        cleaned = super().clean() or self.cleaned_data
        text = (cleaned.get("remarks") or "").strip()
        if cleaned.get("answer") == "remarks" and not text:
            self.add_error("remarks", "Write your remarks.")
        if cleaned.get("answer") == "none" and text:
            self.add_error("answer", "You wrote remarks below. Choose “We have remarks”.")
        return cleaned


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
        error_messages={"required": "Choose one."},
    )
