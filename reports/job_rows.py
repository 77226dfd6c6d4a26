"""Jobs as CSV (RFC 4180), for whoever looks for a pattern in them."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from attestations.spreadsheets import cell
from reports.jobs import Job

TITLES: Final = (
    "Job",
    "Kind",
    "Step",
    "Attempts",
    "Due since",
    "Leased until",
    "Next attempt",
    "Last reason",
    "In the worker's log",
)


def as_csv(jobs: Iterable[Job]) -> str:
    """One row for each job; no cell is a formula, and every time is UTC."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(TITLES)
    writer.writerows([cell(each) for each in _row(job)] for job in jobs)
    return text.getvalue()


def _row(job: Job) -> tuple[str, ...]:
    row = job.row
    return (
        row.known_as,
        job.kind,
        str(job.how.step),
        job.attempts,
        _when(row.opened_at),
        _when(row.leased_until if job.at_work else None),
        _when(job.next_try),
        row.last_error,
        row.last_reference,
    )


def _when(at: datetime | None) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else ""
