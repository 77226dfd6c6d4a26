"""What the tests of hand-overs share: which acts the code records, and which it hands over."""

import ast
from pathlib import Path

from accounts.messages import Message
from journal.acts import ACTS

ROOT = Path(__file__).resolve().parent.parent


def strings(room: str) -> set[str]:
    """Every act that a room names anywhere but in its tables of hand-overs."""
    return {
        node.value
        for path in sorted((ROOT / room).glob("*.py"))
        if "handovers" not in path.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in ACTS
    }


def handed(room: str) -> set[str]:
    """What the acts of a room hand over by name: the first argument of `handed_over`."""
    return {
        node.args[0].value
        for path in sorted((ROOT / room).glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "handed_over"
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def told(act: str) -> dict[str, str]:
    """Who was told of an act, by first name, and the subject."""
    rows = Message.objects.filter(act=act).select_related("to").order_by("pk")
    return {row.to.name.split()[0]: row.subject for row in rows}
