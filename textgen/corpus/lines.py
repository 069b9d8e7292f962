"""Lines that stand in many documents of a web site: menus, notices on cookies, invitations to subscribe.

They are counted when a document is kept, and taken out of all the site's documents when a run ends.
A count never sinks, so that the result depends neither on the order of the documents nor on how many
runs brought them.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from textgen.corpus.split import digest

MANY = 5
"""In so many documents of a site, a line is not their own."""
LONG = 40
"""Characters; so long a line is not the same by chance. A shorter one goes only from a text's edges."""
LONGEST = 1_000
EDGE = 30
"""Lines at the beginning and the end of a text."""

TABLES = """
CREATE TABLE IF NOT EXISTS line (       -- in how many documents of a site a line was found
    key INTEGER PRIMARY KEY,            -- hash of site and line; 0: documents came since the last clearing
    documents INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS cleared (    -- documents without such lines
    id INTEGER PRIMARY KEY REFERENCES document,
    hash BLOB NOT NULL                  -- of the text as it was collected
);
CREATE INDEX IF NOT EXISTS cleared_hash ON cleared (hash);
"""
COUNT = "INSERT INTO line VALUES (?, 1) ON CONFLICT DO UPDATE SET documents = documents + 1"
PLACE = """
INSERT INTO replacement
SELECT id, ?, ?, title, author, created, kind, metadata, ?, collected FROM document WHERE id = ?
"""
UNTOUCHED = """
SELECT id, uri, start, length FROM document
WHERE start IS NOT NULL AND hash = collected_hash AND uri GLOB 'http*://*' AND id > ? ORDER BY id LIMIT 1000
"""


class Lines:
    """Counts the lines of the documents of web sites, and takes out those that stand in many.

    Args:
        connection: The corpus's database.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        connection.executescript(TABLES)
        self._connection = connection

    def count(self, documents: Iterable[tuple[str, bytes]]) -> None:
        """Count the lines of new documents, each given as uri and text; within a transaction."""
        for uri, text in documents:
            if site := _site(uri):
                keys = {_key(site, line) for line in _telling(text.decode().split("\n"))}
                self._connection.executemany(COUNT, ((key,) for key in keys))
                self.expect()

    def expect(self) -> None:
        """Say that there is something to clear."""
        self._connection.execute("INSERT OR REPLACE INTO line VALUES (0, 1)")

    def clear(self, path: Path) -> int:
        """Note the texts that are shorter without repeated lines as replacements; return how many they are.

        Args:
            path: The corpus's text.
        """
        connection = self._connection
        if not connection.execute("SELECT 1 FROM line WHERE key = 0").fetchall():
            return 0
        repeated = {key for (key,) in connection.execute("SELECT key FROM line WHERE documents >= ?", [MANY])}
        connection.execute("BEGIN IMMEDIATE")
        number = 0
        for id_, uri, text in self._documents(path) if repeated else ():
            site = _site(uri)
            lines = text.decode().split("\n")
            own = _own(lines, [_key(site, line) in repeated for line in lines]) if site else lines
            if own != lines:
                new = "\n".join(own)
                data = new.encode()
                connection.execute(PLACE, (data, digest(data), len(new), id_))
                connection.execute("INSERT OR IGNORE INTO cleared VALUES (?, ?)", (id_, digest(text)))
                number += 1
        connection.execute("DELETE FROM line WHERE key = 0")
        connection.execute("COMMIT")
        return number

    def _documents(self, path: Path) -> Iterator[tuple[int, str, bytes]]:
        last = 0
        with path.open("rb") as file:
            while rows := self._connection.execute(UNTOUCHED, [last]).fetchall():
                for last, uri, start, length in rows:
                    file.seek(start)
                    yield last, uri, file.read(length)


def _telling(lines: list[str]) -> Iterator[str]:
    """The lines that count: long ones, and those at the edges."""
    written = [line for line in lines if line and not line.isspace()]
    for number, line in enumerate(written):
        at_edge = number < EDGE or number >= len(written) - EDGE
        if len(line) <= LONGEST and (at_edge or len(line) >= LONG):
            yield line


def _own(lines: list[str], repeated: list[bool]) -> list[str]:
    """The lines without the repeated ones that are long or at an edge; all of them if none would be left."""
    shared = {line for line, is_repeated in zip(lines, repeated, strict=True) if is_repeated}
    kept: list[str] = []
    for line in lines:
        if line in shared and len(line) >= LONG:
            if kept and not kept[-1].strip():
                kept.pop()  # the empty line before it
        else:
            kept.append(line)
    first, end = 0, len(kept)
    while first < end and (kept[first] in shared or not kept[first].strip()):
        first += 1
    while first < end and (kept[end - 1] in shared or not kept[end - 1].strip()):
        end -= 1
    own = kept[first:end]
    return own if 0 < _written(own) < _written(lines) else lines


def _written(lines: list[str]) -> int:
    return sum(not line.isspace() for line in lines if line)


def _site(uri: str) -> str | None:
    """The host of a web address, None for other names."""
    if not uri.startswith(("http://", "https://")):
        return None
    try:
        return urlsplit(uri).netloc.lower().removeprefix("www.")
    except ValueError:  # it only begins like one
        return None


def _key(site: str | None, line: str) -> int:
    """A number of 63 bits for a line of a site; never 0."""
    name = hashlib.blake2b(f"{site}\0{line.strip()}".encode(), digest_size=8).digest()
    return int.from_bytes(name, "big") >> 1 or 1
