"""The lines of a board as CSV (RFC 4180), for whoever keeps an overview of her own."""

import csv
import io
from collections.abc import Iterable
from typing import Final

from attestations.spreadsheets import cell
from desk.board import Line

PEOPLE: Final = "People"


def as_csv(lines: Iterable[Line], *, people: bool) -> str:
    """One row for each line, with the people named where wanted; no cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    rows = [_row(line) for line in lines]
    shown = [title for title in TITLES if people or title != PEOPLE]
    writer.writerow(shown)
    writer.writerows([cell(row[title]) for title in shown] for row in rows)
    return text.getvalue()


TITLES: Final = (
    "Organisation",
    "Scope",
    "Assessor body",
    PEOPLE,
    "State",
    "Attestation",
    "Waits for",
    "What",
    "Until",
    "Overdue (working days)",
    "Clock",
)


def _row(line: Line) -> dict[str, str]:
    engagement, attestation = line.engagement, line.engagement.attestation
    named = [f"{each.user} ({each.get_role_display().lower()})" for each in line.people]
    cells = (
        attestation.scope.organisation.name,
        attestation.scope.title,
        engagement.body.name,
        "; ".join(named),
        engagement.status_words,
        attestation.status_words,
        line.waits_for,
        line.turn.what,
        line.turn.due.isoformat() if line.turn.due else "",
        str(line.overdue),
        line.clock.used if line.clock else "not begun",
    )
    return dict(zip(TITLES, cells, strict=True))
