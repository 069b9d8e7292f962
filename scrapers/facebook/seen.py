"""What was given already, however much it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Hashable

from .timeline import temporary

_IN_MEMORY = 100_000
_BITS = 1 << 27  # 16 MiB; of ten million keys, one in thirteen new ones looks known and is looked up


class Seen:
    """A set of keys, of which 64 bits each are kept: in memory first, then on disk like a ``Timeline``.

    One bit of memory a key (Bloom, 1970, with one hash) spares most look-ups of what is on disk.
    """

    def __init__(self) -> None:
        self._new: set[int] = set()
        self._spool: sqlite3.Connection | None = None
        self._bits = bytearray()

    def add(self, *key: Hashable) -> bool:
        """Add a key; return whether it was new."""
        number = hash(key)
        if number in self._new or (self._spool and self._is_spooled(number)):
            return False
        self._new.add(number)
        if len(self._new) >= _IN_MEMORY:
            self._spill()
        return True

    def __contains__(self, key: tuple[Hashable, ...]) -> bool:
        number = hash(key)
        return number in self._new or self._is_spooled(number)

    def close(self) -> None:
        """Forget everything."""
        self._new.clear()
        self._bits = bytearray()
        if self._spool:
            self._spool.close()
            self._spool = None

    def _is_spooled(self, number: int) -> bool:
        if self._spool is None or not self._bits[number % _BITS >> 3] >> (number & 7) & 1:
            return False
        return bool(self._spool.execute("SELECT 1 FROM seen WHERE key = ?", (number,)).fetchone())

    def _spill(self) -> None:
        if self._spool is None:
            self._spool = temporary()
            self._spool.execute("CREATE TABLE seen (key INTEGER PRIMARY KEY)")
            self._bits = bytearray(_BITS >> 3)
        for number in self._new:
            self._bits[number % _BITS >> 3] |= 1 << (number & 7)
        self._spool.executemany("INSERT INTO seen VALUES (?)", ((number,) for number in sorted(self._new)))
        self._new.clear()
