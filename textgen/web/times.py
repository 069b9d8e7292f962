"""Times as sites write them."""

from __future__ import annotations

from datetime import UTC, datetime


def utc(text: object) -> datetime | None:
    """Return the time that ISO 8601 text gives, in UTC; None where it gives none that a calendar knows.

    One without an offset is taken as UTC.
    """
    try:
        time = datetime.fromisoformat(str(text))
        return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # in the year 1 or 9999 another offset leads out of all years
        return None
