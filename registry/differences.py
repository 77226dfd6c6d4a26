"""A comparison of two editions as the page and the JSON tell it; both from one place."""

from collections.abc import Sequence
from typing import Any, Final

from principles.comparison import Comparison, CriterionChange
from principles.criterion_texts import (
    TextDifference,
    edition_text_differences,
    text_differences,
)
from principles.lineage import FATE_WORDS, FATES, MEANING, WORDS, ChangeClass, Effect
from principles.models import Edition

SCHEMA: Final = "trust-comparison/1"
# What matters most comes first.
ORDER: Final = (
    ChangeClass.TIGHTENING,
    ChangeClass.NEW,
    ChangeClass.SPLIT,
    ChangeClass.MERGED,
    ChangeClass.LOOSENING,
    ChangeClass.CLARIFYING,
    ChangeClass.EDITORIAL,
    ChangeClass.RETIRED,
    ChangeClass.UNCHANGED,
)


def summary(found: Comparison, chosen: ChangeClass | None) -> list[dict[str, Any]]:
    """One row for each class that occurs: how many, what it means, what becomes of answers."""
    counts = found.counts()
    return [
        {
            "kind": kind,
            "word": WORDS[kind],
            "count": counts[kind],
            "meaning": MEANING[kind],
            "answers": FATE_WORDS[FATES[kind]],
            "is_chosen": kind is chosen,
        }
        for kind in ORDER
        if counts[kind]
    ]


def change_told(found: Comparison, change: CriterionChange) -> dict[str, Any]:
    """One changed criterion as the page shows it."""
    content = change.new or change.old or {}
    goes_on = change.old is not None and change.new is not None
    return {
        "code": change.code,
        "title": content["title"],
        "requirement": "" if goes_on else content["requirement"],
        "principle": content["principle"],
        "kind": change.kind,
        "word": WORDS[change.kind],
        "answers": FATE_WORDS[change.fate],
        "note": change.note,
        "provision": change.provision,
        "goes_on": goes_on,
        "is_gone": change.new is None,
        "sources": [] if goes_on or change.new is None else change.sources,
        "effects": found.effects_of(change),
        "texts": _texts_of(change),
    }


def edition_told(found: Comparison) -> dict[str, Any]:
    """What differs outside the criteria."""
    return {
        "effects": found.edition_effects,
        "texts": edition_text_differences(found.older, found.newer),
    }


def comparison_json(editions: Sequence[Edition], found: Comparison) -> dict[str, Any]:
    """The whole comparison as JSON content; `editions` are the chain from older to newer."""
    outside = edition_told(found)
    return {
        "schema": SCHEMA,
        "framework": editions[0].framework.slug,
        "older": _edition_json(editions[0]),
        "newer": _edition_json(editions[-1]),
        "through": [_edition_json(each) for each in editions[1:-1]],
        "reason": editions[-1].reason,
        "counts": {str(kind): count for kind, count in found.counts().items()},
        "edition": {
            "effects": _effects_json(outside["effects"]),
            "texts": _texts_json(outside["texts"]),
        },
        "criteria": [_change_json(found, each) for each in found.criteria],
    }


def _texts_of(change: CriterionChange) -> tuple[TextDifference, ...]:
    if change.old is None or change.new is None or change.kind is ChangeClass.UNCHANGED:
        return ()
    return text_differences(change.old, change.new)


def _edition_json(edition: Edition) -> dict[str, str]:
    return {"version": edition.version, "sha256": edition.sha256}


def _change_json(found: Comparison, change: CriterionChange) -> dict[str, Any]:
    return {
        "code": change.code,
        "class": str(change.kind),
        "answers": str(change.fate),
        "from": list(change.sources),
        "note": change.note,
        "provision": change.provision,
        "effects": _effects_json(found.effects_of(change)),
        "texts": _texts_json(_texts_of(change)),
    }


def _effects_json(effects: Sequence[Effect]) -> list[dict[str, str]]:
    return [
        {"direction": str(each.direction), "field": each.field, "sentence": each.sentence}
        for each in effects
    ]


def _texts_json(texts: Sequence[TextDifference]) -> list[dict[str, Any]]:
    return [
        {
            "field": each.field,
            "segments": [{"part": str(part.part), "text": part.text} for part in each.segments],
        }
        for each in texts
    ]
