"""How far the reading of an export is."""

from __future__ import annotations

import textgen


class Meter:
    """Counts bytes read.

    Args:
        context: Is told.
        total: All bytes there are to read; what is read twice counts twice.
    """

    def __init__(self, context: textgen.Context, total: int) -> None:
        self._context = context
        self._done = 0
        self._total = total
        context.progress(0, total)

    def advance(self, size: int) -> None:
        """Count so many bytes more."""
        self._done += size
        self._context.progress(self._done, self._total)
