"""Report numbers: one sequence per year; a number once given is never given again."""

from journal.recording import require_transaction
from reports.models import NumberSequence


def next_number(year: int) -> str:
    """The next number of `year`, such as "TP-2026-0007"; joins the caller's transaction.

    The year's row stays locked until that transaction ends, so that two reports never share one.
    Gaps are allowed: a transaction that is rolled back gives its number back, nothing else does.
    """
    require_transaction()
    NumberSequence.objects.get_or_create(year=year)
    sequence = NumberSequence.objects.select_for_update().get(year=year)
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return f"TP-{year}-{sequence.last:04d}"
