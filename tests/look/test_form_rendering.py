import pytest
from django import forms
from django.template.loader import render_to_string

LAYERS = [("cloud", "Cloud"), ("ai", "Artificial intelligence")]


class ScopeForm(forms.Form):
    name = forms.CharField(label="Name of the scope", help_text="As customers know it.")
    statement = forms.CharField(label="Statement", max_length=1200, widget=forms.Textarea)
    layers = forms.MultipleChoiceField(
        label="Layers", choices=LAYERS, widget=forms.CheckboxSelectMultiple
    )
    answer = forms.ChoiceField(label="Answer", choices=LAYERS, widget=forms.RadioSelect)
    country = forms.ChoiceField(label="Country", choices=[("", "Choose"), ("PT", "Portugal")])
    days = forms.IntegerField(label="Days", required=False, min_value=0)
    share = forms.DecimalField(label="Share", decimal_places=1)
    as_of = forms.DateField(label="As of", widget=forms.DateInput(attrs={"type": "date"}))
    file = forms.FileField(label="Evidence", required=False)
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    agreed = forms.BooleanField(label="Publish", required=False, help_text="It is said so.")

    def clean(self) -> None:
        raise forms.ValidationError("The scope was changed since you opened it.")


def test_it_works() -> None:
    page = str(ScopeForm())
    assert '<label class="govuk-label govuk-label--s" for="id_name">Name of the scope' in page
    assert '<div class="govuk-hint" id="id_name_helptext">As customers know it.</div>' in page
    assert 'aria-describedby="id_name_helptext"' in page
    assert page.count('class="govuk-form-group"') == len(ScopeForm.base_fields)


@pytest.mark.parametrize(
    ("field", "class_"),
    [
        ("name", "govuk-input"),
        ("statement", "govuk-textarea"),
        ("layers", "govuk-checkboxes__input"),
        ("answer", "govuk-radios__input"),
        ("country", "govuk-select"),
        ("days", "govuk-input--width-10"),
        ("as_of", "govuk-input--width-10"),
        ("file", "govuk-file-upload"),
        ("password", "govuk-password-input__input"),
        ("agreed", "govuk-checkboxes__input"),
    ],
)
def test_every_widget_is_in_the_design(field: str, class_: str) -> None:
    assert class_ in str(ScopeForm()[field])


def test_numbers_are_text_with_a_number_keyboard() -> None:
    assert 'type="text" inputmode="numeric"' in str(ScopeForm()["days"])
    assert 'type="text" inputmode="decimal"' in str(ScopeForm()["share"])


def test_a_long_paste_is_counted_and_never_cut() -> None:
    field = str(ScopeForm()["statement"])
    assert 'data-maxlength="1200"' in field
    assert ' maxlength="' not in field


def test_an_error_stands_at_its_field_and_in_the_summary() -> None:
    form = ScopeForm({"country": "PT", "name": "Cloud & more"})
    page = str(form)
    assert 'id="id_statement_error"' in page
    assert "Fill in “Statement”." in page
    assert 'aria-describedby="id_statement_error"' in page
    assert 'value="Cloud &amp; more"' in page
    assert 'id="form-errors"' in page
    summary = render_to_string("components/error_summary.html", {"form": form})
    assert '<a href="#id_statement">Fill in “Statement”.</a>' in summary
    assert '<a href="#id_layers_0">Make a choice under “Layers”.</a>' in summary
    assert '<a href="#form-errors">The scope was changed since you opened it.</a>' in summary
    for link in ("id_statement", "id_layers_0", "form-errors"):
        assert f'id="{link}"' in page


def test_only_what_is_optional_says_so() -> None:
    page = str(ScopeForm())
    assert 'for="id_days">Days <span class="optional">(optional)</span>' in page
    assert page.count("(optional)") == 2


def test_a_radio_that_is_chosen_already_is_not_optional() -> None:
    """It cannot be left out any more; one that nothing is chosen in can."""
    kinds = forms.ChoiceField(
        label="Kind", choices=LAYERS, widget=forms.RadioSelect, required=False
    )
    made = type("KindForm", (forms.Form,), {"kind": kinds})
    assert "(optional)" in str(made())
    assert "(optional)" not in str(made(initial={"kind": "ai"}))
