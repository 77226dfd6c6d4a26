"""Questions to the register, as GET forms, so that every question has an address."""

from datetime import datetime
from typing import Any

from django import forms

from organisations.assurance import CHOICES as LEVELS
from organisations.layers import CHOICES as LAYERS
from registry.assessors import Sought
from registry.moments import WrongMoment, moment_on
from registry.search import Wanted
from registry.standing import WORDS, Status


def offer(form: forms.Form, name: str, nothing: str, choices: list[tuple[str, str]]) -> None:
    """Let a field of `form` offer these, and `nothing` for none of them."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = [("", nothing), *choices]
        field.error_messages["invalid_choice"] = "Choose one of the list."


class SearchForm(forms.Form):
    """Name, layer, country and standing, each optional."""

    q = forms.CharField(label="Name of the organisation", required=False, max_length=200)
    layer = forms.ChoiceField(label="Technology layer", required=False)
    country = forms.ChoiceField(label="Country", required=False)
    status = forms.ChoiceField(label="Standing now", required=False)

    use_required_attribute = False

    def __init__(self, data: Any, *, countries: list[str]) -> None:
        super().__init__(data)
        offer(self, "layer", "Any layer", LAYERS)
        offer(self, "country", "Any country", [(each, each) for each in countries])
        titles = [(each.value, WORDS[each].title) for each in Status if each != Status.NOT_LISTED]
        offer(self, "status", "Any standing", titles)

    def wanted(self) -> Wanted:
        """What is looked for, from a valid form."""
        clean = self.cleaned_data
        return Wanted(clean["q"], clean["layer"], clean["country"], clean["status"])


class AssessorForm(forms.Form):
    """Name, layer, country and assurance level, each optional."""

    q = forms.CharField(label="Name of the body", required=False, max_length=200)
    layer = forms.ChoiceField(label="Technology layer", required=False)
    country = forms.ChoiceField(label="Country of the member", required=False)
    level = forms.ChoiceField(label="Assurance level", required=False)

    use_required_attribute = False

    def __init__(self, data: Any, *, countries: list[str]) -> None:
        super().__init__(data)
        offer(self, "layer", "Any layer", LAYERS)
        offer(self, "country", "Any country", [(each, each) for each in countries])
        offer(self, "level", "Any level", LEVELS)

    def sought(self) -> Sought:
        """What is looked for, from a valid form."""
        clean = self.cleaned_data
        return Sought(clean["q"], clean["layer"], clean["country"], clean["level"])


class DayForm(forms.Form):
    """The day of which a standing is asked; cleaned it is an instant."""

    on = forms.CharField(
        label="Day",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Enter a day, such as 2026-11-22."},
    )

    use_required_attribute = False

    def __init__(self, data: Any, *, now: datetime) -> None:
        super().__init__(data)
        self.now = now

    def clean_on(self) -> datetime:
        """The end of the day, or now for today."""
        try:
            return moment_on(self.cleaned_data["on"], now=self.now)
        except WrongMoment as wrong:
            raise forms.ValidationError(str(wrong)) from wrong
