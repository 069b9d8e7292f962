"""Which documents are left out, and why: each filter names a reason, or None to keep the document."""

from __future__ import annotations

EMPTY = "empty"
SHORT = "shorter than --min-chars"


def reason(text: str, *, min_chars: int = 0) -> str | None:
    """Return why a cleaned text is left out, or None.

    Args:
        text: The text.
        min_chars: The fewest characters that a document must have.
    """
    if not text or text.isspace():
        return EMPTY
    if len(text) < min_chars:
        return SHORT
    return None
