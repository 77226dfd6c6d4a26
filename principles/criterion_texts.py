"""What of an edition is words, and how two versions of them differ (pure)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from principles.word_differences import Segment, differences

Content = Mapping[str, Any]
LABELS: Final[Mapping[str, str]] = {
    "title": "Title",
    "requirement": "Requirement",
    "guidance": "Guidance",
    "why": "Why it is asked",
    "not_applicable.condition": "When it is not applicable",
    "response.metric": "What is measured",
    "response.numerator": "What is counted",
    "response.denominator": "Out of what",
    "response.date": "Which date",
    "response.options": "Options",
    "response.elements": "Elements",
    "response.rubric": "Levels in words",
    "evidence": "Evidence wanted",
    "good_evidence": "Good evidence",
    "weak_evidence": "Weak evidence",
    "mistakes": "Frequent mistakes",
    "assessment.procedure": "How it is assessed",
    "threshold_sources": "Where the thresholds come from",
}


@dataclass(frozen=True, slots=True)
class TextDifference:
    """Two versions of one text: its field, its name for people, and the pieces."""

    field: str
    label: str
    segments: tuple[Segment, ...]


def text_differences(old: Content, new: Content) -> tuple[TextDifference, ...]:
    """Take the texts of two contents of a criterion apart, word by word; only those that differ."""
    return _differing(_texts(old), _texts(new), LABELS)


def edition_text_differences(older: Content, newer: Content) -> tuple[TextDifference, ...]:
    """Take the texts of two editions outside their criteria apart; only those that differ."""
    was, now = dict(_edition_texts(older)), dict(_edition_texts(newer))
    labels = {key: label for key, (label, _) in (was | now).items()}
    return _differing(
        {key: text for key, (_, text) in was.items()},
        {key: text for key, (_, text) in now.items()},
        labels,
    )


def _differing(
    was: Mapping[str, str], now: Mapping[str, str], labels: Mapping[str, str]
) -> tuple[TextDifference, ...]:
    return tuple(
        TextDifference(key, label, differences(was.get(key, ""), now.get(key, "")))
        for key, label in labels.items()
        if was.get(key, "") != now.get(key, "")
    )


def _texts(row: Content) -> dict[str, str]:
    """The texts of a criterion by their field; what is a list has one line for each."""
    rule = row["response"]
    found = {key: row[key] for key in ("title", "requirement", "guidance", "why")}
    found["not_applicable.condition"] = row["not_applicable"]["condition"]
    for key in ("metric", "numerator", "denominator", "date"):
        found[f"response.{key}"] = rule.get(key, "")
    for key in ("options", "elements"):
        found[f"response.{key}"] = "\n".join(each["label"] for each in rule.get(key, ()))
    levels = sorted(rule.get("rubric", {}).items())
    found["response.rubric"] = "\n".join(f"{level}: {text}" for level, text in levels)
    found["evidence"] = "\n".join(each["description"] for each in row["evidence"])
    for key in ("good_evidence", "weak_evidence", "mistakes"):
        found[key] = "\n".join(row[key])
    found["assessment.procedure"] = row["assessment"]["procedure"]
    found["threshold_sources"] = "\n".join(each["source"] for each in row["threshold_sources"])
    return found


def _edition_texts(content: Content) -> Iterator[tuple[str, tuple[str, str]]]:
    yield "edition.title", ("Title of the edition", content["edition"]["title"])
    levels = sorted(content["rubric"]["levels"].items())
    yield (
        "rubric.levels",
        ("The levels in general", "\n".join(f"{level}: {text}" for level, text in levels)),
    )
    for row in content["principles"]:
        key = f"principles.{row['code']}"
        yield f"{key}.title", (f"{row['code']}, title", row["title"])
        yield f"{key}.statement", (f"{row['code']}, statement", row["statement"])
    for row in content["layers"]:
        yield f"layers.{row['id']}", (f"Layer “{row['id']}”", row["title"])
    sources = "\n".join(each["source"] for each in content["scoring"]["sources"])
    yield "scoring.sources", ("Where the figures of scoring come from", sources)
