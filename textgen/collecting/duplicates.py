"""Which documents the corpus needs no more, and why."""

from __future__ import annotations

from textgen.corpus.writer import Standing, Text, Writer

MIN_CHARACTERS = 50
"""A shorter text may be said twice: "Happy birthday!" is no copy."""

REASONS = {
    Standing.SAME: "exact repeat",
    Standing.EDITED: "edited by hand in the corpus",
    Standing.REMOVED: "removed from the corpus before",
}


def reason(writer: Writer, text: Text, standing: Standing, *, keep: bool) -> str | None:
    """Return why a document is left out, or None.

    Args:
        writer: The corpus.
        text: The document's cleaned text.
        standing: What the corpus knows of its uri.
        keep: Whether repeats are kept. What someone removed or edited in the corpus stays away.
    """
    if standing in REASONS:
        return REASONS[standing]
    if text.characters < MIN_CHARACTERS:
        return None
    known = writer.repeats(text)
    if keep and known is Standing.SAME:
        return None
    return REASONS.get(known)
