"""Messages in the order of their times, however many there are."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from operator import itemgetter
from typing import TypeAlias

Entry: TypeAlias = tuple[int, str | None, str]
"""Milliseconds since 1970; a text to keep, "" for none, None for another person's turn; the sender."""

_IN_MEMORY = 100_000
_CACHE = -8_000  # kibibytes, as SQLite takes it


class Timeline:
    """The messages of a conversation, sorted by time; equal times stay as they came.

    Beyond some 100,000 they wait in SQLite's temporary database, a file that has no name and is gone with
    the process, however it ends.
    """

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._spool: sqlite3.Connection | None = None

    def extend(self, entries: list[Entry]) -> None:
        """Add entries."""
        self._entries += entries
        if len(self._entries) > _IN_MEMORY:
            self._spill()

    def __iter__(self) -> Iterator[Entry]:
        """Yield the entries, oldest first, and forget them."""
        if self._spool:
            self._spill()
            with closing(self._spool) as spool:
                self._spool = None
                yield from spool.execute("SELECT time, text, author FROM entry ORDER BY time, rowid")
            return
        entries, self._entries = self._entries, []
        entries.sort(key=itemgetter(0))
        yield from entries

    def _spill(self) -> None:
        if self._spool is None:
            self._spool = temporary()
            self._spool.execute("CREATE TABLE entry (time INTEGER, text TEXT, author TEXT)")
        self._spool.executemany("INSERT INTO entry VALUES (?, ?, ?)", self._entries)
        self._entries = []


def temporary() -> sqlite3.Connection:
    """A database that keeps in memory what is small, and else in a file without a name."""
    connection = sqlite3.connect("", isolation_level=None)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute(f"PRAGMA cache_size = {_CACHE}")
    connection.execute("BEGIN")
    return connection
