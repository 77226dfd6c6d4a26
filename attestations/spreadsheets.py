"""Cells of CSV files that people open in a spreadsheet (pure)."""

from typing import Final

# A spreadsheet runs a cell that begins with one of these.
_RUNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula (OWASP: CSV injection)."""
    return f"'{text}" if text.lstrip(" ").startswith(_RUNS) else text
