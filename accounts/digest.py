"""When the one letter of a day is due, for people who want no more than that (pure)."""

from datetime import datetime, time, timedelta
from typing import Final

# In UTC, like all times of the portal: early in Europe, before the day's work.
HOUR: Final = time(6)


def gathered_until(at: datetime) -> datetime:
    """The last moment at which a day's letter was closed: what came later waits for the next one."""
    today = datetime.combine(at.date(), HOUR, tzinfo=at.tzinfo)
    return today if at >= today else today - timedelta(days=1)
