"""Every refusal that a member can meet says what to do next."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from attestations.editions import Use
from attestations.gaps import Gap, GapKind
from attestations.readiness import NotComplete, ReasonMissing
from attestations.status import Act, Status, WrongStatus
from attestations.warned import Warned, WarningKind

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("accounts", "organisations", "attestations", "assessments")
# A sentence, or a part of one, that begins with one of these tells somebody to do something.
ACTS = (
    "Answer", "Ask", "Change", "Check", "Choose", "Compare", "Copy", "Declare",
    "Decline", "Enter", "Freeze", "Give", "Go",
    "Leave", "Look", "Make", "Mend", "Move", "Name", "Open", "Plan", "Propose", "Read", "Reload",
    "Remove", "Reopen", "Save", "Say", "Send", "Sign", "Take", "Tick", "Try", "Wait", "Withdraw",
    "Write",
)  # fmt: skip
AN_ACT = re.compile(rf"(?:^|[.:;,] (?:or |and |then )?)(?:{'|'.join(ACTS)})\b", re.IGNORECASE)
# Told to nobody: the view answers 404, or shows both versions.
UNSEEN = {"NoSuchQuestion", "Conflict"}
# Which argument is the sentence, where it is not the first: these name a row and a field before it.
SENTENCE_AT = {"VerdictRefused": 2, "VerdictChanged": 2}
ERRORS = ("400", "403", "403_csrf", "404", "429", "500", "503_read_only")


def tells(sentence: str) -> bool:
    return bool(AN_ACT.search(sentence)) or "can be answered now" in sentence


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, ast.parse(path.read_text(encoding="utf-8"))


def refusals() -> set[str]:
    """The names of the classes that are refusals, whatever they derive from."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"Refusal"}
    while more := {name for name, of in bases.items() if of & found} - found:
        found |= more
    return found


def constants() -> dict[str, str]:
    """The sentences that modules keep under a name, which refusals share."""
    return {
        node.target.id: sentence
        for _, tree in trees()
        for node in tree.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value
        for sentence in [sentence_of(node.value, {})]
        if sentence is not None
    }


def sentence_of(node: ast.AST, known: dict[str, str]) -> str | None:
    """A literal sentence, "…" where something is filled in; None where it is made elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.FormattedValue):
        return sentence_of(node.value, known) or "…"
    if isinstance(node, ast.JoinedStr):
        return "".join(sentence_of(part, known) or "…" for part in node.values)
    return None


def raised() -> Iterator[tuple[str, str, str]]:
    names, known = refusals() - UNSEEN, constants()
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                made = node.exc.func
                if isinstance(made, ast.Name) and made.id in names and node.exc.args:
                    sentence = sentence_of(node.exc.args[SENTENCE_AT.get(made.id, 0)], known)
                    if sentence is not None and sentence.strip("…: "):  # not another's alone
                        yield f"{path.relative_to(ROOT)}:{node.lineno}", made.id, sentence


def test_the_reading_finds_them() -> None:
    found = list(raised())
    assert len(found) > 40
    assert {"Refusal", "ContentChanged", "WrongKind", "SecondFactorNeeded"} <= {
        n for _, n, _ in found
    }


def test_every_sentence_names_an_act() -> None:
    silent = [(where, sentence) for where, _, sentence in raised() if not tells(sentence)]
    assert not silent, f"Say what to do next, beginning a clause with the verb. {silent}"


@pytest.mark.parametrize(
    "sentence",
    [
        "It cannot be recalled now.",
        "This role has ended already.",
        "Somebody must open the page.",
        "The reader gives up: opening failed.",
    ],
)
def test_a_sentence_that_only_complains_is_seen(sentence: str) -> None:
    assert not tells(sentence)


def made_elsewhere() -> list[str]:
    over = Use("1.0", date(2026, 1, 1), None, date(2026, 6, 1))
    gap, place = GapKind.MISSING, ("GOV-01", "")
    return [
        str(NotComplete((Gap(place, gap, "There is no answer yet."),))),
        str(ReasonMissing((Warned(place, WarningKind.NO_PLAN, "No plan."),))),
        *(str(WrongStatus(Act.SUBMIT, status)) for status in Status),
        over.not_signable(date(2026, 7, 1)),
        over.not_signable(date(2025, 7, 1)),
    ]


@pytest.mark.parametrize("sentence", made_elsewhere())
def test_sentences_that_are_put_together_name_an_act(sentence: str) -> None:
    assert tells(sentence)


@pytest.mark.parametrize("status", ERRORS)
def test_every_error_page_leads_on(status: str) -> None:
    page = render_to_string(f"{status}.html")
    main = re.search(r"<main.*?</main>", page, re.DOTALL)
    assert main is not None
    words = re.sub(r"<[^>]+>", " ", main[0])
    assert tells(" ".join(words.split())), status
