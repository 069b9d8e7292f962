"""JSON as exports hold it: damaged, of any shape, with numbers as strings."""

from __future__ import annotations

import json
from typing import Any

from .archive import BrokenError, Member
from .mentions import named
from .mojibake import repair

_LATEST = 1e11
"""A larger number is a time in milliseconds: as seconds it would be past the year 5000."""


def parse(member: Member) -> Any:
    """Return the JSON value that a file holds.

    Raises:
        BrokenError: it cannot be read, or is not JSON.
    """
    import orjson

    data = member.read()
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        pass
    try:  # this one takes control characters and halves of surrogate pairs
        return json.loads(data.decode("utf-8-sig"), strict=False)
    except (ValueError, RecursionError):
        raise BrokenError("not valid JSON" if data.strip(b"\0 \t\r\n") else "empty") from None


def dicts(value: Any) -> list[dict[str, Any]]:
    """The objects of a list, or an object alone; whatever else is left out."""
    values = value if isinstance(value, list) else [value]
    return [item for item in values if isinstance(item, dict)]


def text(value: Any) -> str:
    """A text with its mojibake repaired and mentions as names; "" for what is no text."""
    return named(repair(value)) if isinstance(value, str) else ""


def seconds(*values: Any) -> float:
    """The first of the values that is a time, in seconds since 1970; 0 if none is."""
    for value in values:
        try:
            time = float(value) if isinstance(value, int | float | str) else 0.0
        except (ValueError, OverflowError):
            continue
        if time > _LATEST:
            time /= 1000
        if 0 < time <= _LATEST:
            return time
    return 0.0
