"""What a browser would send for a sheet as it stands."""

from typing import Any

from django import forms

from scheme.sheet import Sheet


def posted(sheet: Sheet) -> dict[str, Any]:
    """Every field with what it shows, the rows' own bookkeeping included."""
    found: dict[str, Any] = {}
    for form in sheet.every_form:
        found |= of_form(form)
    for rows in sheet.rows.values():
        found |= of_form(rows.management_form)
    return found


def of_form(form: forms.Form) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if isinstance(bound.field, forms.BooleanField):
            if value:
                found[bound.html_name] = "on"
        elif isinstance(bound.field, forms.MultipleChoiceField):
            found[bound.html_name] = list(value or [])
        else:
            found[bound.html_name] = "" if value is None else str(value)
    return found
