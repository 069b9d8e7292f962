"""The end of a text that comes in pieces: before whichever of several strings is complete first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textgen.serving.orders import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Stops:
    """Keeps back what may be the beginning of a stop, until that is known.

    Args:
        stops: None of them empty. Of two that are complete at once, the longer counts.
    """

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = stops
        self._longest = max(map(len, stops), default=1)
        self._kept: list[Piece] = []

    def push(self, piece: Piece) -> Iterator[Piece]:
        """Yield what is certain now that a piece has come; after one with an ``end`` there is no more."""
        pieces = [*self._kept, piece]
        text = "".join(part.text for part in pieces)
        complete = min(
            ((place + len(stop), place) for stop in self._stops if (place := text.find(stop)) >= 0),
            default=None,
        )
        end = piece.end
        if complete:
            certain, end = complete[1], "stop"
        elif end:
            certain = len(text)
        else:
            certain = max(0, len(text) - self._longest + 1)
        self._kept = []
        for part in pieces:
            ready, certain = min(certain, len(part.text)), max(0, certain - len(part.text))
            if ready:
                yield part.cut(None, ready)
            if ready < len(part.text):
                self._kept.append(part.cut(ready, None))
        if end:
            yield Piece("", end=end)
