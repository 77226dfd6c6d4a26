"""How long a report counts (pure)."""

import calendar
from datetime import date


def months_after(day: date, months: int) -> date:
    """The same day `months` later, or the last of that month where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
