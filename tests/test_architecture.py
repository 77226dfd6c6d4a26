"""The house keeps its shape: arrows, lengths, names, and what the web process never imports."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = [
    "trustportal",
    "demonstration",
    "api",
    "registry",
    "desk",
    "reports",
    "assessments",
    "attestations",
    "crosswalk",
    "scheme",
    "principles",
    "transparency",
    "organisations",
    "accounts",
    "journal",
    "custody",
    "confinement",
]
LONGEST_FILE, LONGEST_FUNCTION = 400, 60
BANNED_NAMES = {"utils", "helpers", "common", "misc", "base", "manager", "services"}
# Heavy or optional packages that may be imported where they are used: the reader of a whole module
# should not pay for them. Anything else stands at the top.
# `journal` is imported late by Celery's start alone, before which no app is loaded.
LATE_IMPORTS = {"weasyprint", "django", "trustportal", "journal", "pkcs11"}
HOMES = {
    "weasyprint": {"reports"},
    "pyhanko": {"reports"},
    "cryptography": {"custody", "transparency"},
    "pkcs11": {"custody"},
    "pikepdf": {"attestations", "reports"},
    "pypdfium2": {"attestations"},
    "PIL": {"attestations"},
    "defusedxml": {"attestations"},
    "rest_framework": {"api", "trustportal"},
    "celery": {
        "trustportal",
        "reports",
        "transparency",
        "attestations",
        "assessments",
        "organisations",
    },
}
PURE = [
    "attestations/status.py",
    "attestations/carrying.py",
    "attestations/conformity.py",
    "attestations/journey.py",
    "attestations/preparing.py",
    "attestations/completeness.py",
    "attestations/gaps.py",
    "attestations/rating.py",
    "attestations/warned.py",
    "attestations/briefing.py",
    "attestations/since.py",
    "attestations/working.py",
    "attestations/validity.py",
    "attestations/statement.py",
    "attestations/figures.py",
    "attestations/merging.py",
    "attestations/snapshot.py",
    "attestations/staleness.py",
    "attestations/pages/bounds.py",
    "attestations/pages/turning.py",
    "attestations/recognition/file_names.py",
    "attestations/recognition/pictures.py",
    "attestations/recognition/texts.py",
    "assessments/status.py",
    "assessments/carried_out.py",
    "assessments/verdict_status.py",
    "assessments/clarification_status.py",
    "assessments/clocks.py",
    "assessments/assurance.py",
    "assessments/independence.py",
    "assessments/filtering.py",
    "organisations/held.py",
    "organisations/permissions.py",
    "organisations/layers.py",
    "organisations/scope_statement.py",
    "crosswalk/coverage.py",
    "registry/exports/oscal.py",
    "principles/measures.py",
    "principles/scoring.py",
    "principles/wording.py",
    "principles/naming.py",
    "principles/telling.py",
    "scheme/blank.py",
    "scheme/file_writing.py",
    "scheme/parts.py",
    "scheme/side_by_side.py",
    "principles/lineage.py",
    "principles/comparison.py",
    "principles/effects.py",
    "principles/rule_effects.py",
    "principles/declaring.py",
    "principles/word_differences.py",
    "principles/criterion_texts.py",
    "principles/problems.py",
    "principles/parsing.py",
    "principles/shape.py",
    "principles/shape_sentences.py",
    "principles/soundness.py",
    "registry/standing.py",
    "registry/structures.py",
    "reports/contents.py",
    "reports/directions.py",
    "reports/languages.py",
    "reports/bounds.py",
    "reports/lettering.py",
    "reports/reading.py",
    "reports/receipts/contents.py",
    "reports/progress.py",
    "reports/causes.py",
    "reports/corrected.py",
    "reports/keys/handovers.py",
    "reports/key_check.py",
    "reports/keys/terms.py",
    "reports/handovers.py",
    "reports/receipts/wording.py",
    "reports/status.py",
    "transparency/merkle.py",
    "transparency/checkpoint.py",
    "transparency/tiles.py",
    "accounts/refusal.py",
    "organisations/handover.py",
    "attestations/handovers.py",
    "assessments/handovers.py",
    "assessments/told_of.py",
    "assessments/reminders.py",
    "organisations/reminder.py",
    "assessments/engaging_handovers.py",
    "assessments/working_handovers.py",
    "assessments/finding_handovers.py",
    "assessments/concluding_handovers.py",
    "accounts/one_line.py",
    "accounts/digest.py",
]


def modules() -> Iterator[Path]:
    for room in (*ROOMS, "quickstart"):
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts and "__pycache__" not in path.parts:
                yield path


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0:
        return [node.module or ""]
    return []


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_arrows_point_down() -> None:
    found = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout


def test_no_file_is_too_long() -> None:
    long = {
        relative(p): n for p in modules() if (n := len(p.read_text().splitlines())) > LONGEST_FILE
    }
    assert not long, f"Split by idea: one act or one pure thing each. {long}"


def test_no_function_is_too_long() -> None:
    long = [
        f"{relative(path)}:{node.name}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert not long, f"Give the parts names of their own. {long}"


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert not [relative(path) for path in modules() if path.stem in BANNED_NAMES]


def test_nothing_hides_an_arrow() -> None:
    """No TYPE_CHECKING import, and inside functions only the listed packages."""
    hidden = []
    for path in modules():
        if path.parts[-2] == "management" or "quickstart" in path.parts:
            continue
        top = tree(path)
        for function in ast.walk(top):
            if isinstance(function, ast.FunctionDef):
                hidden += [
                    f"{relative(path)}: {name}"
                    for node in ast.walk(function)
                    for name in imported(node)
                    if name.split(".")[0] not in LATE_IMPORTS
                ]
        if "TYPE_CHECKING" in path.read_text():
            hidden.append(f"{relative(path)}: TYPE_CHECKING")
    assert not hidden


def test_outside_packages_have_one_home() -> None:
    strays = [
        f"{relative(path)}: {name}"
        for path in modules()
        for node in ast.walk(tree(path))
        for name in imported(node)
        if (package := name.split(".")[0]) in HOMES
        and path.relative_to(ROOT).parts[0] not in HOMES[package]
    ]
    assert not strays


@pytest.mark.parametrize("name", PURE)
def test_pure_modules_import_no_django_and_read_no_clock(name: str) -> None:
    path = ROOT / name
    for node in ast.walk(tree(path)):
        for module in imported(node):
            assert not module.startswith("django"), f"{name} imports {module}"
            assert module != "time", f"{name} imports {module}"
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"now", "today", "utcnow"}, f"{name} reads the clock"


def test_the_web_never_imports_renderer_or_signer() -> None:
    code = (
        "import django, sys\n"
        "django.setup()\n"
        "from django.core.wsgi import get_wsgi_application\n"
        "from django.urls import get_resolver\n"
        "get_wsgi_application()\n"
        "get_resolver().url_patterns\n"
        "heavy = {'weasyprint', 'pyhanko', 'fontTools', 'pikepdf', 'pypdfium2', 'pkcs11'} & {m.split('.')[0] for m in sys.modules}\n"
        "heavy |= {m for m in sys.modules if m in {'reports.tasks', 'attestations.pages.drawing'}}\n"
        "assert not heavy, heavy"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr


def test_no_model_of_ours_cascades_or_receives_signals() -> None:
    found = []
    for path in modules():
        text = path.read_text(encoding="utf-8")
        found += [
            f"{relative(path)}: {word}"
            for word in ("CASCADE)", "@receiver", "GenericForeignKey(", "CASCADE,")
            if f"models.{word}" in text or (word.startswith("@") and word in text)
        ]
    assert not found


def test_broad_excepts_stand_at_a_jobs_edge_only() -> None:
    """They record the reason and raise again; elsewhere every exception has its name."""
    broad = [
        relative(path)
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})
        )
    ]
    assert set(broad) <= {
        "reports/tasks.py",
        "confinement/child.py",
        "reports/verification.py",  # any trouble in a file written by others means: not verified
        "quickstart/keeper.py",
        "quickstart/supervisor.py",
    }, broad
