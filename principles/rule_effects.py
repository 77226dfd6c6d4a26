"""What a difference between two rules computes to, one function for each answer type (pure).

The promise, which tests hold against principles/measures.py: where no effect here tightens, every
answer that the older rule rated is rated at least as high by the newer.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from principles.judgement import YES_NO, bound_of, with_unit
from principles.lineage import Direction, Effect
from principles.measures import HIGHEST
from principles.vocabulary import AnswerType

Content = Mapping[str, Any]
MORE, LESS, NEUTRAL = Direction.TIGHTENING, Direction.LOOSENING, Direction.NEUTRAL
LEVELS: Final = "1234"
TYPES: Final[Mapping[str, str]] = {
    "yes_no_partial": "yes, partly or no",
    "metric": "a figure",
    "maturity": "a level described in words",
    "date": "a date",
    "choice": "one option",
    "multi_choice": "several options",
    "document": "a document",
}
SIDES: Final = {"higher_is_better": "more is better", "lower_is_better": "less is better"}
UNITS: Final = {"percent": "percent", "business_days": "business days"}
# What makes a figure another figure. A text counts as changed when its words do, not its points.
MEASURED: Final[Mapping[str, str]] = {
    "unit": "The unit is now {}, before {}",
    "direction": "Now {}, before {}",
    "statistic": "The figure is now the {}, before the {}",
    "period_months": "The period is now {} months, before {} months",
    "numerator": "What is counted is now “{}”, before “{}”",
    "denominator": "What it is counted out of is now “{}”, before “{}”",
}


def rule_effects(old: Content, new: Content, titles: Mapping[str, str]) -> Iterator[Effect]:
    """Tell what differs between the rules of two criteria's content; `titles` names the layers.

    A difference of words alone (labels, the levels of a maturity rubric) has no effect.
    """
    was, now = old["response"], new["response"]
    if was["type"] != now["type"]:
        yield Effect(
            MORE,
            "response.type",
            f"Answered by {TYPES[now['type']]}, before by {TYPES[was['type']]}: old answers "
            "do not fit.",
        )
        return
    kind = AnswerType(was["type"])
    if kind is AnswerType.METRIC:
        yield from _metric(old, new, titles)
    else:
        yield from _BY_TYPE[kind](was, now)


def _metric(old: Content, new: Content, titles: Mapping[str, str]) -> Iterator[Effect]:
    was, now = old["response"], new["response"]
    another = False
    for field, sentence in MEASURED.items():
        before, after = was.get(field), now.get(field)
        if _words(before) != _words(after):
            another = True
            told = sentence.format(_named(after), _named(before))
            yield Effect(MORE, f"response.{field}", f"{told}: old figures do not compare.")
    yield from _bound(
        was["min_coverage_pct"],
        now["min_coverage_pct"],
        "response.min_coverage_pct",
        "A figure must now cover at least {}, before at least {}.",
        unit="percent",
    )
    if another or old["per_layer"] != new["per_layer"]:
        return
    found = list(_metric_bands(old, new, titles))
    yield from found
    fields = ("bands", "bands_by_layer")
    if not found and any(_exact(was.get(each)) != _exact(now.get(each)) for each in fields):
        sentence = "The bands are written in another way; for no layer does a level change."
        yield Effect(NEUTRAL, "response.bands_by_layer", sentence)


def _metric_bands(old: Content, new: Content, titles: Mapping[str, str]) -> Iterator[Effect]:
    """Compare what is in force for each layer that both know; one effect for layers alike."""
    was, now = old["response"], new["response"]
    layers: list[str | None] = [None]
    if new["per_layer"]:
        layers = [each for each in new["applies_to"] if each in old["applies_to"]]
    alike: dict[tuple[str, Decimal, Decimal], list[str]] = {}
    for layer in layers:
        before = was.get("bands_by_layer", {}).get(layer, was["bands"])
        after = now.get("bands_by_layer", {}).get(layer, now["bands"])
        for level in LEVELS:
            key = level, bound_of(before[level]), bound_of(after[level])
            alike.setdefault(key, []).append("" if layer is None else titles.get(layer, layer))
    falling = now["direction"] == "lower_is_better"
    side = "at most" if falling else "at least"
    for (level, before, after), names in alike.items():
        if before == after:
            continue
        where = "" if len(names) == len(layers) else f" ({', '.join(names)})"
        yield Effect(
            MORE if (after < before) == falling else LESS,
            f"response.bands.{level}",
            f"Level {level} now needs {side} {with_unit(after, now['unit'])}, before {side} "
            f"{with_unit(before, was['unit'])}{where}.",
        )


def _yes_no_partial(was: Content, now: Content) -> Iterator[Effect]:
    for value, level in now["levels"].items():
        yield from _level(was["levels"][value], level, "response.levels", YES_NO[value])
    before, after = set(was["justification_required"]), set(now["justification_required"])
    for value in sorted(after - before):
        sentence = f"The answer “{YES_NO[value]}” now needs a reason."
        yield Effect(MORE, "response.justification_required", sentence)
    for value in sorted(before - after):
        sentence = f"The answer “{YES_NO[value]}” needs no reason any more."
        yield Effect(LESS, "response.justification_required", sentence)


def _maturity(_was: Content, _now: Content) -> Iterator[Effect]:
    """Its levels are words: what their difference means, the author alone can say."""
    yield from ()


def _date(was: Content, now: Content) -> Iterator[Effect]:
    for level in reversed(LEVELS):
        before, after = was["max_age_days"][level], now["max_age_days"][level]
        if before != after:
            yield Effect(
                MORE if after < before else LESS,
                f"response.max_age_days.{level}",
                f"Level {level} now needs at most {after} days, before at most {before} days.",
            )


def _choice(was: Content, now: Content) -> Iterator[Effect]:
    before = {each["value"]: each for each in was["options"]}
    after = {each["value"]: each for each in now["options"]}
    yield from _gone(before, after, "response.options", "The option “{}” is gone.")
    for value, option in after.items():
        if value not in before:
            sentence = f"“{option['label']}” is a new option, at level {option['level']}."
            yield Effect(NEUTRAL, "response.options", sentence)
        else:
            levels = before[value]["level"], option["level"]
            yield from _level(*levels, "response.options", option["label"])


def _multi_choice(was: Content, now: Content) -> Iterator[Effect]:
    before = {each["value"]: each for each in was["options"]}
    after = {each["value"]: each for each in now["options"]}
    old_cap, new_cap = was["required_missing_cap"], now["required_missing_cap"]
    yield from _gone(before, after, "response.options", "The option “{}” does not count any more.")
    for value, option in after.items():
        needed, bites = bool(option.get("required")), new_cap < HIGHEST
        if value not in before:
            more = needed and bites
            sentence = f"“{option['label']}” is a new option{', and required' if more else ''}."
            yield Effect(MORE if more else LESS, "response.options", sentence)
        elif needed != bool(before[value].get("required")):
            way = (
                (MORE if bites else NEUTRAL) if needed else (LESS if old_cap < HIGHEST else NEUTRAL)
            )
            said = "is now required" if needed else "is not required any more"
            yield Effect(way, "response.options", f"“{option['label']}” {said}.")
    yield from _cap(
        (old_cap, any(each.get("required") for each in before.values())),
        (new_cap, any(each.get("required") for each in after.values())),
        "response.required_missing_cap",
        "Without what is required",
    )
    yield from _counts(was, now, "options")


def _document(was: Content, now: Content) -> Iterator[Effect]:
    before = {each["value"]: each for each in was["elements"]}
    after = {each["value"]: each for each in now["elements"]}
    yield from _gone(before, after, "response.elements", "“{}” does not count any more.")
    for value, element in after.items():
        if value not in before:
            sentence = f"“{element['label']}” now counts too."
            yield Effect(LESS, "response.elements", sentence)
    yield from _counts(was, now, "elements")
    days = was["max_age_days"], now["max_age_days"]
    if days[0] != days[1]:
        shorter = days[1] < days[0]
        bites = (now if shorter else was)["stale_cap"] < HIGHEST
        way = (MORE if shorter else LESS) if bites else NEUTRAL
        sentence = f"It may now be at most {days[1]} days old, before at most {days[0]} days."
        yield Effect(way, "response.max_age_days", sentence)
    if was["must_be_public"] != now["must_be_public"]:
        public = now["must_be_public"]
        sentence = f"The document {'must now' if public else 'need not any more'} be public."
        yield Effect(MORE if public else LESS, "response.must_be_public", sentence)
    caps = (was["stale_cap"], True), (now["stale_cap"], True)
    yield from _cap(*caps, "response.stale_cap", "When it is too old")
    yield from _cap(
        (was["not_public_cap"], was["must_be_public"]),
        (now["not_public_cap"], now["must_be_public"]),
        "response.not_public_cap",
        "When it is not public",
    )


def _counts(was: Content, now: Content, what: str) -> Iterator[Effect]:
    for level in LEVELS:
        before, after = was["bands"][level], now["bands"][level]
        if before != after:
            yield Effect(
                MORE if after > before else LESS,
                f"response.bands.{level}",
                f"Level {level} now needs {after} {what}, before {before}.",
            )


def _gone(before: Content, after: Content, field: str, sentence: str) -> Iterator[Effect]:
    for value, row in before.items():
        if value not in after:
            yield Effect(MORE, field, sentence.format(row["label"]))


def _level(before: int, after: int, field: str, label: str) -> Iterator[Effect]:
    if before != after:
        sentence = f"“{label}” is now level {after}, before level {before}."
        yield Effect(MORE if after < before else LESS, field, sentence)


def _cap(was: tuple[int, bool], now: tuple[int, bool], field: str, when: str) -> Iterator[Effect]:
    """Compare two limits; each comes with whether the rule has anything that it could limit."""
    (before, could), (after, can) = was, now
    if before != after:
        way = (MORE if can else NEUTRAL) if after < before else (LESS if could else NEUTRAL)
        sentence = f"{when} the level is now {after} at most, before {before} at most."
        yield Effect(way, field, sentence)


def _bound(was: object, now: object, field: str, sentence: str, *, unit: str) -> Iterator[Effect]:
    before, after = bound_of(was), bound_of(now)
    if before != after:
        told = sentence.format(with_unit(after, unit), with_unit(before, unit))
        yield Effect(MORE if after > before else LESS, field, told)


def _words(value: object) -> object:
    return re.findall(r"\w+", value.casefold()) if isinstance(value, str) else value


def _named(value: object) -> str:
    if value is None:
        return "nothing"
    text = str(value)
    return SIDES.get(text) or UNITS.get(text, text)


def _exact(bands: Any) -> Any:
    """Copy bands with exact figures: 99 and 99.0 are one."""
    if isinstance(bands, Mapping):
        return {key: _exact(value) for key, value in bands.items()}
    return None if bands is None else bound_of(bands)


_BY_TYPE: Final[Mapping[AnswerType, Callable[[Content, Content], Iterator[Effect]]]] = {
    AnswerType.YES_NO_PARTIAL: _yes_no_partial,
    AnswerType.MATURITY: _maturity,
    AnswerType.DATE: _date,
    AnswerType.CHOICE: _choice,
    AnswerType.MULTI_CHOICE: _multi_choice,
    AnswerType.DOCUMENT: _document,
}
