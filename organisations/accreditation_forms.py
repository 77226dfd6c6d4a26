"""What the registrar says of an assessor body's accreditation."""

import re
from typing import Any

from django import forms

from organisations.admission import Accredited
from organisations.assurance import CHOICES as LEVEL_CHOICES
from organisations.assurance import every_level
from organisations.layers import CHOICES as LAYER_CHOICES


class AccreditationForm(forms.Form):
    """What an assessor body may assess, and until when."""

    layers = forms.MultipleChoiceField(
        label="Layers it may assess",
        choices=LAYER_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one layer."},
    )
    countries = forms.CharField(
        label="Countries of the members it may assess",
        required=False,
        help_text="Two capital letters each, with spaces between, such as PT NL. Empty: every one.",
    )
    levels = forms.MultipleChoiceField(
        label="Assurance levels it may reach",
        choices=LEVEL_CHOICES,
        initial=every_level,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one assurance level."},
    )
    valid_from = forms.DateField(
        label="Valid from",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Enter the first day.", "invalid": "Enter a date."},
    )
    valid_until = forms.DateField(
        label="Valid until",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Enter the last day.", "invalid": "Enter a date."},
    )

    def clean(self) -> dict[str, Any]:
        """It must end after it begins."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and last <= first:
            self.add_error("valid_until", "The last day must be after the first day.")
        return cleaned

    def clean_countries(self) -> list[str]:
        """The codes, each once; a word that is none is named."""
        codes = self.cleaned_data["countries"].upper().replace(",", " ").split()
        for code in codes:
            if not re.fullmatch("[A-Z]{2}", code):
                raise forms.ValidationError(
                    f"“{code}” is no country code. Use two capital letters, such as PT."
                )
        return sorted(set(codes))

    def accredited(self) -> Accredited:
        """What was chosen, as the act takes it."""
        cleaned = self.cleaned_data
        return Accredited(
            layers=cleaned["layers"],
            countries=cleaned["countries"],
            levels=cleaned["levels"],
            valid_from=cleaned["valid_from"],
            valid_until=cleaned["valid_until"],
        )
