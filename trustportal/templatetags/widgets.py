"""What a widget has many of, its attributes and its choices, put together in Python.

A page has dozens of each: templates that looked at every one took a tenth of an assessor's page.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()
# The first is written where the widget's own class is, the second nowhere (it is no label).
WRITTEN_APART: Final = frozenset({"class", "placeholder"})


@register.filter
def attributes(attrs: Mapping[str, Any], left_out: str = "") -> SafeString:
    """The attributes of a tag, each after a space, without those whose names are `left_out`."""
    skipped = WRITTEN_APART.union(left_out.split())
    drawn = SafeString("")
    for name, value in attrs.items():
        if value is True and name not in skipped:
            drawn += format_html(" {}", name)
        elif value is not False and name not in skipped:
            drawn += format_html(' {}="{}"', name, value)
    return drawn


@register.filter
def options(groups: Iterable[tuple[str | None, Iterable[Mapping[str, Any]], int]]) -> SafeString:
    """The choices of a select, as `ChoiceWidget.optgroups` has them."""
    drawn = SafeString("")
    for title, choices, _ in groups:
        if title:
            drawn += format_html('\n  <optgroup label="{}">', title)
        for each in choices:
            more = attributes(each["attrs"])
            drawn += format_html(
                '\n  <option value="{}"{}>{}</option>', each["value"], more, each["label"]
            )
        if title:
            drawn += SafeString("\n  </optgroup>")
    return drawn
