"""Text that arrives in pieces: ended before a string, or with a string exchanged, across their edges."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def until(pieces: Iterator[str], stop: str | None) -> Iterator[str]:
    """Return the text before the first occurrence of ``stop``, all of it if there is none."""
    return pieces if stop is None else _before(pieces, stop)


def _before(pieces: Iterator[str], stop: str) -> Iterator[str]:
    pending = ""
    for piece in pieces:
        pending += piece
        end = pending.find(stop)
        if end >= 0:
            yield pending[:end]
            return
        ready = max(0, len(pending) - len(stop) + 1)
        yield pending[:ready]
        pending = pending[ready:]
    yield pending


def replaced(pieces: Iterable[str], old: str, new: str) -> Iterator[str]:
    """Yield the text with every ``old`` exchanged for ``new``."""
    pending = ""
    for piece in pieces:
        *whole, rest = (pending + piece).split(old)
        ready = max(0, len(rest) - len(old) + 1)
        yield new.join([*whole, rest[:ready]])
        pending = rest[ready:]
    yield pending


def before_word(text: str, place: int) -> int:
    """Return the last place up to ``place`` before which no word of the text is broken.

    That is before white space, or the end of the text; tokenizers read what follows as they would alone.
    A word of more than 200 characters is broken at ``place``.
    """
    if place >= len(text):
        return len(text)
    for near in range(place, max(0, place - 200), -1):
        if text[near].isspace() and not text[near - 1].isspace():
            return near
    return place
