"""Filling a form as somebody would who means it, and now and then forgetting a field."""

from datetime import date, timedelta
from random import Random
from typing import Final

from django.utils.timezone import now

from tests.journeys.visitor import Element, Form

NOT_TYPED: Final = frozenset({"hidden", "file", "submit"})
SENTENCES: Final = ("It is so.", "Seen on two days, and asked.", "Not at one of the sites.")
NUMBERS: Final = frozenset({"numeric", "decimal"})


def fill(form: Form, chance: Random) -> None:
    """Choose and type by chance; what stands in a field mostly stays."""
    fields: dict[str, list[Element]] = {}
    for each in form.controls:
        if each.get("name") and each.tag != "button" and each.get("type") not in NOT_TYPED:
            fields.setdefault(each.get("name"), []).append(each)
    forgotten = chance.choice(list(fields)) if fields and chance.random() < 0.1 else None
    day = now().date()
    for name, controls in fields.items():
        first = controls[0]
        if name == forgotten:
            form.data.pop(name, None)
        elif first.tag == "select":
            values = [each.get("value", "") for each in first.iter("option")]
            form.data[name] = [chance.choice([v for v in values if v] or [""])]
        elif first.get("type") in {"radio", "checkbox"}:
            form.data[name] = _ticked(controls, chance)
        elif not "".join(form.data.get(name, [])) or chance.random() < 0.1:
            if first.get("type") == "date":  # what ends, ends after it began
                day += timedelta(days=chance.randrange(1, 40))
            form.data[name] = [_said(first, day, chance)]
    _none_of_it(form, fields, chance)


def _none_of_it(form: Form, fields: dict[str, list[Element]], chance: Random) -> None:
    """She says that there is none, or what there is; seldom both."""
    for name in fields:
        if not name.endswith("none") or chance.random() < 0.05:
            continue
        if chance.random() < 0.5:
            form.data.pop(name, None)
            continue
        form.data[name] = [fields[name][0].get("value", "on")]
        stem = name.removesuffix("none")
        for each in fields:
            if each.startswith("interest-") or each in {f"{stem}value", f"{stem}elements"}:
                form.data.pop(each, None)


def _ticked(boxes: list[Element], chance: Random) -> list[str]:
    """One of the radio buttons, the higher levels seldom; of the boxes one, or most of them."""
    values = [each.get("value", "on") for each in boxes]
    if boxes[0].get("type") == "radio":
        return [chance.choice(values[:2] if chance.random() < 0.5 else values)]
    if chance.random() < 0.6:
        return [chance.choice(values)]
    return [each for each in values if chance.random() < 0.7]


def _said(control: Element, day: date, chance: Random) -> str:
    if control.get("type") == "date":
        return day.isoformat()
    if control.get("type") == "number" or control.get("inputmode", "") in NUMBERS:
        return str(chance.randrange(0, 40))
    return chance.choice(SENTENCES)
