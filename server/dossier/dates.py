"""Days and moments as they are read in court, in the zone of the case.

Months are shortened as in Indonesian: twelve words of three letters, which English readers know as well.
"""

from datetime import date, datetime, tzinfo

from babel.dates import format_date


def day_text(on: date) -> str:
    """A day: 2 Mar 2026."""
    return format_date(on, "d MMM y", "id")


def moment_text(at: datetime, zone: tzinfo) -> str:
    """A moment to the minute, with the name of its zone: 2 Mar 2026, 15.04 WITA."""
    local = at.astimezone(zone)
    return f"{day_text(local.date())}, {local:%H.%M}\u00a0{local.tzname()}"


def later_text(at: datetime, after: datetime, zone: tzinfo) -> str | None:
    """A moment beside an earlier one: without its day on the same day, nothing within the same minute."""
    text, before = moment_text(at, zone), moment_text(after, zone)
    if text == before:
        return None
    day, _, time = text.partition(", ")
    return time if before.startswith(f"{day},") else text
