"""What people send to delegate criteria: to whom, which, with what note."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django import forms

from accounts.models import User
from attestations.delegation import Told
from attestations.rating import Asked
from attestations.response_forms import day
from principles.models import Principle

WHOLE: Final = "all:"  # before a principle's code: every criterion of it


@dataclass(frozen=True, slots=True)
class Choice:
    """One criterion to tick: whether it is ticked, and who has it already."""

    value: str
    title: str
    must_meet: bool
    ticked: bool
    held_by: Sequence[str]


@dataclass(frozen=True, slots=True)
class Fieldset:
    """The criteria of one principle, with the tick for all of them."""

    principle: Principle
    whole: Choice
    choices: Sequence[Choice]

    @property
    def delegated(self) -> int:
        """How many of them somebody has."""
        return sum(1 for each in self.choices if each.held_by)

    @property
    def is_open(self) -> bool:
        """Whether anything in it is ticked."""
        return self.whole.ticked or any(each.ticked for each in self.choices)


class DelegationForm(forms.Form):
    """Which criteria a contributor answers, in place of those that she had."""

    person = forms.ChoiceField(
        label="Who answers them",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a contributor.", "invalid_choice": "Choose one."},
    )
    criteria = forms.MultipleChoiceField(
        label="Criteria",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one criterion. What somebody has is ended above, with "
            "its own button."
        },
    )
    note = forms.CharField(
        label="A note to the colleague",
        help_text="What you know already, whom to ask, what to look out for.",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    due = day("Wanted by", "A wish; nothing ends on that day.")

    def __init__(
        self,
        *args: Any,
        people: Iterable[User],
        principles: Sequence[Principle],
        asked: Sequence[Asked],
        held: Mapping[str, Sequence[str]],
        **kwargs: Any,
    ) -> None:
        """`asked` are the criteria that the layers ask for, `held` who has which, by code."""
        super().__init__(*args, **kwargs)
        self.principles, self.asked, self.held = principles, asked, held
        self.fields["due"].required = False
        person, codes = self.fields["person"], self.fields["criteria"]
        if isinstance(person, forms.ChoiceField) and isinstance(codes, forms.ChoiceField):
            person.choices = [(str(each.pk), str(each)) for each in people]
            codes.choices = [
                *((each.code, each.title) for each in asked),
                *((WHOLE + each.code, each.title) for each in principles),
            ]

    def codes(self) -> list[str]:
        """The chosen criteria, those of whole principles with them."""
        said = set(self.cleaned_data["criteria"])
        return [one.code for one in self.asked if {one.code, WHOLE + one.principle} & said]

    def user_id(self) -> UUID:
        """The chosen contributor."""
        return UUID(self.cleaned_data["person"])

    def told(self) -> Told:
        """What goes with it."""
        due: date | None = self.cleaned_data["due"]
        return Told(self.cleaned_data["note"], due)

    def fieldsets(self) -> list[Fieldset]:
        """The criteria by principle, as the page shows them."""
        ticked = {str(each) for each in self["criteria"].value() or ()}
        return [
            Fieldset(principle, self._whole(principle, ticked), mine)
            for principle in self.principles
            if (mine := self._choices(principle.code, ticked))
        ]

    def _whole(self, principle: Principle, ticked: Collection[str]) -> Choice:
        value = WHOLE + principle.code
        return Choice(value, principle.title, must_meet=False, ticked=value in ticked, held_by=())

    def _choices(self, code: str, ticked: Collection[str]) -> list[Choice]:
        return [
            Choice(
                one.code,
                one.title,
                must_meet=one.must_meet,
                ticked=one.code in ticked,
                held_by=self.held.get(one.code, ()),
            )
            for one in self.asked
            if one.principle == code
        ]
