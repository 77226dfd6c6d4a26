"""Forms of engaging a body: whom to ask, whom to name, what they declare."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import User
from accounts.second_factor import SecondFactorForm
from assessments.declaring import Declared
from assessments.engagement import Team
from assessments.form_fields import day_field, level_field, text_field
from assessments.models import Engagement, InterestKind, ObjectionGround
from assessments.people import holders
from organisations.assurance import AssuranceLevel
from organisations.models import Organisation
from organisations.permissions import ROLE_TITLES, Role


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
    level = level_field()

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]

    def clean_level(self) -> AssuranceLevel:
        """The level that was chosen; the usual one where the form was sent without."""
        return AssuranceLevel(self.cleaned_data["level"] or AssuranceLevel.EVIDENCE_REVIEWED)


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

    independent = forms.BooleanField(
        label="Our body is not in the same group of companies as the member, advises it in "
        "nothing and has no financial interest in it",
        help_text="If that is not so, declare it instead: “Declare an interest of the body”.",
        error_messages={"required": "Confirm it, or declare what ties the body to it."},
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


class InterestForm(forms.Form):
    """One declared fact; the row counts once a kind is chosen."""

    # All of a row may be left empty; what a kind needs is not said by "optional" at each field.
    unmarked = True

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

    def __init__(self, *args: Any, about: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [  # type: ignore[attr-defined]
            *((str(each.pk), each.name) for each in about),
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
    """The statement that goes with the rows; `further` where something is on record already."""

    none = forms.BooleanField(
        label="I have none of these interests in the member or its group of companies",
        required=False,
    )
    complete = forms.BooleanField(
        label="What I declare here is true and complete",
        error_messages={"required": "Confirm that it is true and complete."},
    )

    def __init__(self, *args: Any, further: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if further:
            self.fields["none"].label = "I have nothing further to declare"


class ObjectionForm(forms.Form):
    """On which grounds the member objects to a named person."""

    grounds = forms.MultipleChoiceField(
        label="Grounds",
        choices=ObjectionGround.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="An objection rests on one of these or more.",
        error_messages={
            "required": "Choose one of the grounds or more.",
            "invalid_choice": "Choose from the grounds shown.",
        },
    )
    text = text_field(
        "What speaks against the person",
        "Say what speaks against the person.",
        help_text="The body's administrator reads it.",
    )


class WithdrawalForm(SecondFactorForm):
    """Why an accreditation is withdrawn."""

    reason = text_field(
        "Reason",
        "Say why.",
        help_text="The journal keeps it. The public reads that it was withdrawn, and when.",
    )


class TerminationForm(SecondFactorForm):
    """Why the work is broken off."""

    reason = text_field("Reason", "Say why.")


class LiftingRequestForm(forms.Form):
    """Why the body asks that a conflict be lifted."""

    why = text_field(
        "Why it should be lifted",
        "Say why the conflict should be lifted.",
        help_text="What keeps the judgement independent all the same. Decision makers read it.",
    )


class LiftingProposalForm(SecondFactorForm):
    """The reason for which a decision maker would lift a conflict."""

    reason = text_field(
        "Reason", "Give the reason.", help_text="It is printed in the report and is public."
    )


class LiftingForm(SecondFactorForm):
    """The second decision maker agrees with exactly this reason."""

    proposal = forms.UUIDField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label="I have read the conflict and the reason, and lift the conflict for this reason",
        error_messages={"required": "Confirm it, or leave the conflict as it is."},
    )
