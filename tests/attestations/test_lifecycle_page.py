"""docs/lifecycle.md holds the table of moves exactly as the code has it."""

from pathlib import Path

from attestations.lifecycle import table

PAGE = Path(__file__).resolve().parents[2] / "docs" / "lifecycle.md"


def test_it_works() -> None:
    assert table() in PAGE.read_text(encoding="utf-8")
