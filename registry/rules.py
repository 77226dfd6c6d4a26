"""How a criterion is answered and rated, in words and figures for people (pure)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from principles.judgement import bound_of, by_level, with_unit
from principles.vocabulary import AnswerType


@dataclass(frozen=True, slots=True)
class Bands:
    """What each level needs, highest first; `target` marks the level that is met."""

    title: str
    rows: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule in words: what is answered, the facts of the measure, bands, and limits."""

    asked: str
    facts: tuple[tuple[str, str], ...] = ()
    bands: tuple[Bands, ...] = ()
    limits: tuple[str, ...] = ()
    options_title: str = ""
    options: tuple[str, ...] = ()


STATISTICS: Final = {
    "ratio": "Share of cases",
    "median": "Median of the cases",
    "maximum": "Highest of the values",
    "minimum": "Lowest of the values",
}
BY_LEVEL: Final = "What each level needs"


def in_words(rule: Mapping[str, Any], layer_titles: Mapping[str, str]) -> RuleWords:
    """The rule of a criterion in words; `layer_titles` names layers that have bands of their own."""
    return _WORDS[AnswerType(rule["type"])](rule, layer_titles)


def _yes_no_partial(rule: Mapping[str, Any], _titles: Mapping[str, str]) -> RuleWords:
    levels = sorted(((int(each), word) for word, each in rule["levels"].items()), reverse=True)
    reasons = [f"“{word.capitalize()}”" for word in rule.get("justification_required", ())]
    limits = [f"{' and '.join(reasons)} need a reason."] if reasons else []
    if max(level for level, _ in levels) < 4:  # noqa: PLR2004 - the scale ends at 4
        limits.append("Only an assessor can give level 4.")
    return RuleWords(
        asked="Yes, partial or no",
        bands=(Bands(BY_LEVEL, tuple((level, f"“{w.capitalize()}”") for level, w in levels)),),
        limits=tuple(limits),
    )


def _metric(rule: Mapping[str, Any], titles: Mapping[str, str]) -> RuleWords:
    own = rule.get("bands_by_layer", {})
    general = "All other layers" if own else BY_LEVEL
    bands = [Bands(general, _metric_rows(rule, rule["bands"]))]
    bands += [Bands(titles.get(slug, slug), _metric_rows(rule, own[slug])) for slug in own]
    better = "Lower is better" if rule["direction"] == "lower_is_better" else "Higher is better"
    facts = [("Figure", rule["metric"])]
    facts += [(title, rule[key]) for key, title in _PARTS if key in rule]
    facts.append(
        ("Statistic", f"{STATISTICS.get(rule['statistic'], rule['statistic'])}. {better}.")
    )
    if "period_months" in rule:
        facts.append(("Period", f"{rule['period_months']} months up to the as-of date"))
    limits = []
    if "min_coverage_pct" in rule:
        least = with_unit(bound_of(rule["min_coverage_pct"]), "percent")
        limits.append(f"A figure that covers less than {least} of the cases is level 2 at most.")
    if rule.get("zero_population") == "not_exercised":
        limits.append("No case in the period: level 3, with evidence that the process exists.")
    return RuleWords("A figure", tuple(facts), tuple(bands), tuple(limits))


_PARTS: Final = (("numerator", "Counted"), ("denominator", "Out of"))


def _metric_rows(rule: Mapping[str, Any], bands: Mapping[Any, Any]) -> tuple[tuple[int, str], ...]:
    side = "at most" if rule["direction"] == "lower_is_better" else "at least"
    return _rows(bands, lambda bound: f"{side} {with_unit(bound_of(bound), rule['unit'])}")


def _maturity(rule: Mapping[str, Any], _titles: Mapping[str, str]) -> RuleWords:
    return RuleWords(
        asked="A level of the rubric: the highest whose text, and every lower text, is true",
        bands=(Bands(BY_LEVEL, _rows(rule["rubric"], str)),),
    )


def _date(rule: Mapping[str, Any], _titles: Mapping[str, str]) -> RuleWords:
    return RuleWords(
        asked="A date",
        facts=(("Date", rule["date"]),),
        bands=(
            Bands(
                BY_LEVEL,
                _rows(
                    rule["max_age_days"], lambda days: f"at most {days} days before the as-of date"
                ),
            ),
        ),
    )


def _choice(rule: Mapping[str, Any], _titles: Mapping[str, str]) -> RuleWords:
    options = sorted(rule["options"], key=lambda each: int(each["level"]), reverse=True)
    rows = tuple((int(each["level"]), str(each["label"])) for each in options)
    return RuleWords(asked="One of these options", bands=(Bands(BY_LEVEL, rows),))


def _multi_choice(rule: Mapping[str, Any], _titles: Mapping[str, str]) -> RuleWords:
    options = rule["options"]
    cap = rule.get("required_missing_cap")
    return RuleWords(
        asked="All options that are true",
        bands=(Bands(BY_LEVEL, _count_rows(rule["bands"], len(options), "options")),),
        limits=(f"Where a required option is missing, the level is {cap} at most.",)
        if cap is not None and any(each.get("required") for each in options)
        else (),
        options_title="Options",
        options=tuple(
            f"{each['label']} (required)" if each.get("required") else each["label"]
            for each in options
        ),
    )


def _document(rule: Mapping[str, Any], _titles: Mapping[str, str]) -> RuleWords:
    elements = rule["elements"]
    limits = []
    if "max_age_days" in rule:
        limits.append(
            f"Older than {rule['max_age_days']} days at the as-of date: level "
            f"{rule.get('stale_cap', 4)} at most."
        )
    if rule.get("must_be_public"):
        limits.append(f"Not public: level {rule.get('not_public_cap', 4)} at most.")
    return RuleWords(
        asked="A document, with the elements that it holds",
        bands=(Bands(BY_LEVEL, _count_rows(rule["bands"], len(elements), "elements")),),
        limits=tuple(limits),
        options_title="Elements",
        options=tuple(each["label"] for each in elements),
    )


def _rows(bands: Mapping[Any, Any], said: Callable[[Any], str]) -> tuple[tuple[int, str], ...]:
    return tuple((level, said(bound)) for level, bound in reversed(by_level(bands).items()))


def _count_rows(bands: Mapping[Any, Any], total: int, what: str) -> tuple[tuple[int, str], ...]:
    def said(count: int) -> str:
        return f"all {total} {what}" if count == total else f"at least {count} of {total} {what}"

    return _rows(bands, said)


_WORDS: Final[Mapping[AnswerType, Callable[[Mapping[str, Any], Mapping[str, str]], RuleWords]]] = {
    AnswerType.YES_NO_PARTIAL: _yes_no_partial,
    AnswerType.METRIC: _metric,
    AnswerType.MATURITY: _maturity,
    AnswerType.DATE: _date,
    AnswerType.CHOICE: _choice,
    AnswerType.MULTI_CHOICE: _multi_choice,
    AnswerType.DOCUMENT: _document,
}


def sources_in_words(sources: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Where a threshold comes from: a source is named only where its text was read."""
    named = [str(each["source"]) for each in sources if each["kind"] == "external" and each["seen"]]
    if len(named) < len(sources):
        named.append("Our own benchmark." if not named else "Otherwise our own benchmark.")
    return tuple(named) or ("Our own benchmark.",)
