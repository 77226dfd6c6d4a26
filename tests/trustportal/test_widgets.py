"""What a widget has many of, drawn in Python: the same markup as from a template, and escaped."""

import pytest
from django import forms
from django.utils.safestring import SafeString

from trustportal.templatetags.widgets import attributes, options


class Chosen(forms.Form):
    """Choices in a group and outside one, and a widget with every kind of attribute."""

    one = forms.ChoiceField(
        choices=[("", "Choose"), ("Fruit & co.", [(1, "<Pear>"), (2, "Fig")])],
        widget=forms.Select(attrs={"data-key": 'a"b', "class": "wide", "hidden": True}),
    )


def test_it_works() -> None:
    assert str(Chosen(initial={"one": 2})["one"]) == (
        '<select name="one" class="govuk-select wide" data-key="a&quot;b" hidden required'
        ' id="id_one">\n  <option value="">Choose</option>'
        '\n  <optgroup label="Fruit &amp; co.">'
        '\n  <option value="1">&lt;Pear&gt;</option>'
        '\n  <option value="2" selected>Fig</option>'
        "\n  </optgroup>\n</select>"
    )


@pytest.mark.parametrize(
    ("attrs", "drawn"),
    [
        ({}, ""),
        ({"rows": 1000, "required": True}, ' rows="1000" required'),
        ({"required": False, "class": "wide", "placeholder": "Name"}, ""),
        ({"min": 0, "max": 9}, ' max="9"'),
        ({"title": '"><script>'}, ' title="&quot;&gt;&lt;script&gt;"'),
        ({'"><script>': True}, " &quot;&gt;&lt;script&gt;"),
    ],
)
def test_attributes_are_those_that_are_set(attrs: dict[str, object], drawn: str) -> None:
    found = attributes(attrs, "min cols")
    assert found == drawn
    assert isinstance(found, SafeString)


def test_no_choices_are_nothing() -> None:
    assert options([]) == ""
