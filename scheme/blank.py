"""The data file that a new draft begins with: nothing asked yet, or the edition it follows (pure)."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final

from organisations.layers import TITLES
from principles.vocabulary import SCHEMA

Data = Mapping[str, Any]

RUBRIC: Final[Data] = {
    "scale": "0-4 integer",
    "target_level": 3,
    "levels": {
        "0": "Not met: nothing in place, no answer, or the claim is contradicted by evidence.",
        "1": "Initial: informal or partial in a few places; or claimed without acceptable evidence.",
        "2": "Partial: defined, but gaps in scope, age or operation; a corrective action is needed.",
        "3": "Met (target): in place across the declared scope, operating, with current evidence.",
        "4": "Exceeds: met, measured over time, independently checked or published, and improved.",
    },
}
SCORING: Final[Data] = {
    "method": "tta-score/1.0",
    "target": 3,
    "conform_threshold_pct": 80,
    "conditional_overall_threshold_pct": 80,
    "conditional_principle_floor_pct": 60,
    "corrective_action_days": 180,
    "na_weight_flag_pct": 30,
    "no_evidence_cap": 1,
    "low_coverage_cap": 2,
    "per_layer_aggregation": "minimum",
    "sources": [{"source": "The method's own figures: our own judgement.", "kind": "benchmark"}],
}


def blank(framework: Data, about: Data) -> dict[str, Any]:
    """Begin the first edition of a framework; it asks nothing yet.

    `framework` is slug and title, `about` version, title, language, effective_on and note.
    """
    data = {
        "schema": SCHEMA,
        "framework": framework,
        "edition": {**about, "follows": None, "reason": {}},
        "layers": [{"id": slug, "title": title} for slug, title in TITLES.items()],
        "rubric": RUBRIC,
        "scoring": SCORING,
        "principles": [],
        "criteria": [],
        "alternative_structures": [],
        "changes": [],
    }
    return deepcopy(data)


def following(older: Data, about: Data, *, with_criteria: bool = True) -> dict[str, Any]:
    """Begin the edition after `older`: its content, with no change declared and no dates yet.

    `about` is version, effective_on and reason. Without criteria, all but these is taken over,
    and each is declared retired.
    """
    data = deepcopy(dict(older))
    data["edition"] |= {**about, "follows": older["edition"]["version"]}
    data["changes"] = []
    data.pop("transition", None)
    if not with_criteria:
        data["changes"] = [
            {"criterion": row["code"], "class": "retired", "note": "Not taken over."}
            for row in data["criteria"]
        ]
        data["criteria"] = []
        for structure in data["alternative_structures"]:
            structure["assignment"] = {}
    return data


def next_version(version: str) -> str:
    """Raise a version's last number: 1.0 becomes 1.1."""
    first, _, last = version.rpartition(".")
    return f"{first}.{int(last) + 1}"
