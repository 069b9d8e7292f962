"""Which documents the corpus needs no more, and why."""

from __future__ import annotations

from typing import NamedTuple

from textgen.corpus.writer import Standing, Text, Writer

MIN_CHARACTERS = 50
"""A shorter text may be said twice: "Happy birthday!" is no copy."""

NEAR = "near duplicate"
REASONS = {
    Standing.SAME: "exact repeat",
    Standing.EDITED: "edited by hand in the corpus",
    Standing.REMOVED: "removed from the corpus before",
}


class Repeat(NamedTuple):
    """Why a document is left out.

    Args:
        reason: By which it is counted.
        detail: What is recorded besides: which document it repeats.
    """

    reason: str
    detail: str = ""


def find(writer: Writer, uri: str, text: Text, standing: Standing, *, keep: bool) -> Repeat | None:
    """Return why a document is left out, or None.

    Args:
        writer: The corpus; it finds near duplicates if it was told to compare.
        uri: The document's uri.
        text: Its cleaned text.
        standing: What the corpus knows of its uri.
        keep: Whether repeats are kept. What someone removed or edited in the corpus stays away.
    """
    if standing in REASONS:
        return Repeat(REASONS[standing])
    if text.characters < MIN_CHARACTERS:
        return None
    known = writer.repeats(text)
    if known is Standing.NEW:
        return _near(writer, uri, text)
    return None if keep and known is Standing.SAME else Repeat(REASONS[known])


def _near(writer: Writer, uri: str, text: Text) -> Repeat | None:
    found = writer.resembles(uri, text)
    if found is None:
        return None
    known, other = found
    if known is Standing.SAME:
        return Repeat(NEAR, f" of {other}")
    return Repeat(REASONS[known], f", as {other}")
