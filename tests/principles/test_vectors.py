import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from principles.vectors import Unreadable, cases, tried

VECTORS = Path(__file__).parents[1] / "vectors" / "scoring-vectors.json"
ITEM = {"id": "A1", "principle": "A", "weight": 1, "critical": True, "level": 3, "na_kind": None}


def run(path: Path) -> tuple[int, list[str]]:
    out = StringIO()
    try:
        call_command("score_vectors", str(path), stdout=out)
    except SystemExit as stop:
        return int(str(stop.code)), out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


def response(expected: object, **other: object) -> dict[str, object]:
    vector = {"id": "X", "kind": "response", "criterion": "GOV-01", "layer": None}
    vector |= {"answer": {"value": "yes"}, "evidence_accepted": True, "expected": expected}
    return vector | other


def outcome(expected: object, *items: object, **other: object) -> dict[str, object]:
    vector = {"id": "X", "kind": "outcome", "principle_weights": None, "items": list(items)}
    return vector | {"expected": expected} | other


def test_it_works() -> None:
    assert run(VECTORS) == (0, ["30 of 30 vectors hold"])


def test_a_failing_vector_is_told_with_expected_and_found(tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    file.write_text(json.dumps({"vectors": [response({"level": 4}), response({"level": 3})]}))
    assert run(file) == (
        1,
        ['X: expected {"level": 4}, found {"level": 3}', "1 of 2 vectors hold"],
    )


@pytest.mark.parametrize(
    "vector",
    [
        response({"error": "any"}, criterion="XXX-01"),
        response({"error": "any"}, criterion=["GOV-01"]),
        response({"error": "any"}, layer="moon"),
        response({"error": "any"}, answer={"na": True}),
        response({"error": "any"}, answer=[]),
        response({"level": "NA"}, criterion="SUP-08", layer="ai"),
        response({"level": 3}, criterion="SEC-01", layer="cloud", answer={"value": 3}),
        outcome({"outcome": "INCOMPLETE", "missing": ["A1"]}, ITEM | {"level": None}),
        outcome({"outcome": "NOT_RATED", "flags": [], "overall_conformance": None}),
        outcome({"outcome": "not_conforming", "critical_not_met": ["A1"]}, ITEM | {"level": 2}),
        outcome({"error": "any"}, ITEM, ITEM),
        outcome({"error": "any"}, ITEM | {"level": 5}),
        outcome({"error": "any"}, ITEM | {"level": "NA"}),
        outcome({"error": "any"}, ITEM | {"weight": 4}),
        outcome({"error": "any"}, ITEM, principle_weights={"A": 0}),
        outcome({"error": "any"}, "A1"),
        outcome({"outcome": "CONFORMING"}, ITEM, principle_weights={"A": 2}),
    ],
)
def test_other_vectors_hold(vector: object, data) -> None:
    (finding,) = tried(cases(json.dumps([vector])), data)
    assert finding.holds, finding


@pytest.mark.parametrize(
    "vector",
    [
        None,
        7,
        {},
        {"id": "X"},
        {"id": "X", "kind": "response", "expected": {}},
        {"id": "X", "kind": "weather", "expected": {"error": "any"}},
        {"id": ["X"], "kind": "outcome", "expected": {"outcome": 3}, "items": []},
        response({"level": True}, criterion="GOV-01", evidence_accepted=False),
        response({"error": "any"}),
        response({"level": 3, "colour": "blue"}),
        outcome({"outcome": "CONFORMING", "principles": {"B": None}}, ITEM),
        outcome({"outcome": "CONFORMING", "flags": ["limited_scope:A"]}, ITEM),
    ],
)
def test_malformed_or_wrong_vectors_fall_short_and_nothing_crashes(vector: object, data) -> None:
    (finding,) = tried(cases(json.dumps([vector])), data)
    assert not finding.holds


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "{}", '{"vectors": 3}'])
def test_a_file_without_vectors_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        cases(text)
    file = tmp_path / "broken.json"
    file.write_text(text)
    with pytest.raises(CommandError):
        run(file)


def test_figures_in_a_file_are_exact(data) -> None:
    text = json.dumps([response({"level": 2}, criterion="SEC-05", layer="cloud")]).replace(
        '{"value": "yes"}', '{"value": 15.00000000000000000001, "coverage_pct": 100}'
    )
    (finding,) = tried(cases(text), data)
    assert finding.holds, finding
    huge = text.replace("15.00000000000000000001", "9" * 5000)
    (finding,) = tried(cases(huge), data)
    assert "not a number" in finding.found


def test_the_command_needs_no_database_and_no_environment(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    bare = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path)}
    command = [sys.executable, str(root / "manage.py"), "score_vectors", str(VECTORS)]
    done = subprocess.run(command, env=bare, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()) == (0, ["30 of 30 vectors hold"])
