"""Which instant a question is about (pure)."""

from datetime import UTC, date, datetime, time


class WrongMoment(ValueError):
    """The day or instant cannot be read, or is still to come; the text says which."""


def moment_on(text: str, *, now: datetime) -> datetime:
    """The end of the day `YYYY-MM-DD` in UTC; `now` for today. Raises `WrongMoment`."""
    try:
        day = date.fromisoformat(text) if len(text) == len("2026-11-22") else None
    except ValueError:
        day = None
    if day is None:
        raise WrongMoment("Write the day as year, month and day, such as 2026-11-22.")
    today = now.astimezone(UTC).date()
    if day > today:
        raise WrongMoment("The day is still to come. Enter today or an earlier day.")
    return now if day == today else datetime.combine(day, time.max, UTC)


def moment_at(text: str, *, now: datetime) -> datetime:
    """The instant written as in RFC 3339 with its zone, or a day as `moment_on` reads it."""
    if len(text) == len("2026-11-22"):
        return moment_on(text, now=now)
    try:
        # A plus sign that was not encoded arrives as a space.
        instant = datetime.fromisoformat(text.replace(" ", "+")).astimezone(UTC)
        zoned = datetime.fromisoformat(text.replace(" ", "+")).utcoffset() is not None
    except (ValueError, OverflowError):
        instant, zoned = now, False
    if not zoned:
        raise WrongMoment("Write the instant with its zone, such as 2026-11-22T14:00:00Z.")
    if instant > now:
        raise WrongMoment("The instant is still to come. Ask for now or earlier.")
    return instant
