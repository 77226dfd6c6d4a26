"""The fields in which an assessor enters her own figures: those of the member's answer, her own."""

from collections.abc import Mapping
from typing import Any

from django import forms

from assessments.own_figures import OWN
from attestations.response_forms import response_fields, response_of


def own_fields(rule: Mapping[str, Any]) -> dict[str, forms.Field]:
    """The fields that one rule asks for, each of which may be left empty."""
    fields = {}
    for name, field in response_fields(rule).items():
        found = field
        if isinstance(field, forms.MultipleChoiceField):
            field.widget.attrs["class"] = "govuk-checkboxes--small"
        elif isinstance(field, forms.ChoiceField):
            # A list can be set back to nothing; a radio button cannot.
            choices = [("", "Not entered"), *field.choices]  # type: ignore[misc]
            found = forms.ChoiceField(
                label=field.label, help_text=field.help_text, choices=choices, widget=forms.Select
            )
        found.required = False
        if found.label == "Level":
            found.label = "Level that you found"  # beside the field of the verdict's own level
        fields[f"{OWN}{name}"] = found
    return fields


def own_response(rule: Mapping[str, Any], said: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What was entered as a typed response; None where nothing was.

    Raises `InvalidAnswer` for what contradicts itself.
    """
    entered = {
        name.removeprefix(OWN): value for name, value in said.items() if name.startswith(OWN)
    }
    return response_of(rule, entered)


def own_initial(response: Mapping[str, Any]) -> dict[str, Any]:
    """A kept response as the fields' initial values."""
    initial = {f"{OWN}{name}": value for name, value in response.items()}
    if response.get("value") == [] or response.get("elements") == []:
        initial[f"{OWN}none"] = True
    if "public" in response:
        initial[f"{OWN}public"] = "yes" if response["public"] else "no"
    return initial
