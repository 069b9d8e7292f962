"""Which contents of a corpus are nearly a given one; the index is in the corpus's database.

A signature belongs to a content, by its hash, and not to a document: when a document is edited,
replaced or removed, none is wrong. Those of contents that nothing holds any more find nothing, and go
when the index is next brought up to date.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from itertools import count
from pathlib import Path

from textgen.corpus import minhash
from textgen.corpus.database import SIMILAR
from textgen.corpus.store import Progress

ALIKE = 0.8
"""From this estimate of the Jaccard similarity on, one of two documents is enough."""

CANDIDATES = 64
"""So many contents are compared: those that share the most keys."""

PER_KEY = 256
"""So many contents of a key are looked at, the oldest: a key of more is a phrase that a site repeats."""

ROUND = 2000  # documents that are indexed in one transaction

FIND = " UNION ALL ".join(
    [f"SELECT * FROM (SELECT id FROM band WHERE key = ? ORDER BY id LIMIT {PER_KEY})"] * minhash.KEYS  # noqa: S608
)
UNSIGNED = """
SELECT start, length, hash FROM document
WHERE start > ? AND NOT EXISTS (SELECT 1 FROM signature AS s WHERE s.hash = document.hash)
ORDER BY start LIMIT ?
"""
UNSIGNED_REPLACEMENTS = """
SELECT r.hash, r.text FROM replacement AS r
WHERE r.text IS NOT NULL AND NOT EXISTS (SELECT 1 FROM signature AS s WHERE s.hash = r.hash) LIMIT ?
"""
STALE = """
SELECT id, minhash FROM signature AS s
WHERE NOT EXISTS (SELECT 1 FROM document AS d WHERE d.hash = s.hash)
AND NOT EXISTS (SELECT 1 FROM document AS d WHERE d.collected_hash = s.hash AND d.collected_hash != d.hash)
AND NOT EXISTS (SELECT 1 FROM replacement AS r WHERE r.hash = s.hash) LIMIT ?
"""


class Similar:
    """The index of a corpus's contents by their likeness; its writer brings it up to date and keeps it.

    Args:
        connection: The corpus's database.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        connection.executescript(SIMILAR)
        self._connection = connection
        (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM signature").fetchone()
        self._ids = count(last + 1)
        self._last = (b"", b"")
        self.forget()

    def find(self, content: bytes, data: bytes) -> list[bytes]:
        """Return the hashes of the other contents that are nearly a text, the most similar first.

        Args:
            content: The text's hash.
            data: The text, UTF-8.
        """
        signature = self._signature(content, data)
        if not signature:
            return []
        wanted = minhash.keys(signature)
        shared = Counter(known for key in wanted for known in self._waiting_by_key.get(key, ()))
        near = {known: self._waiting[known] for known, _ in shared.most_common(CANDIDATES)}
        ids = Counter(id_ for (id_,) in self._connection.execute(FIND, wanted))
        chosen = [id_ for id_, _ in ids.most_common(CANDIDATES)]
        marks = ", ".join("?" * len(chosen))
        near.update(
            self._connection.execute(f"SELECT hash, minhash FROM signature WHERE id IN ({marks})", chosen)  # noqa: S608
        )
        near.pop(content, None)
        estimates = zip(near, minhash.similarity(signature, list(near.values())), strict=True)
        alike = [(estimate, known) for known, estimate in estimates if estimate >= ALIKE]
        return [known for _, known in sorted(alike, key=lambda pair: -pair[0])]

    def add(self, content: bytes, data: bytes) -> None:
        """Take a text into the index; it is kept when ``store`` is called."""
        if (
            content in self._waiting
            or self._connection.execute("SELECT 1 FROM signature WHERE hash = ?", [content]).fetchall()
        ):
            return
        signature = self._waiting[content] = self._signature(content, data)
        if signature:
            for key in minhash.keys(signature):
                self._waiting_by_key.setdefault(key, []).append(content)

    def store(self) -> None:
        """Write what waits, within the transaction that is open."""
        rows = [(next(self._ids), *pair) for pair in self._waiting.items()]
        bands = [(key, id_) for id_, _, signature in rows if signature for key in minhash.keys(signature)]
        bands.sort()  # so that each page of the table is written once
        self._connection.executemany("INSERT INTO signature VALUES (?, ?, ?)", rows)
        self._connection.executemany("INSERT OR IGNORE INTO band VALUES (?, ?)", bands)

    def forget(self) -> None:
        """Let go of what waits: it is kept."""
        self._waiting: dict[bytes, bytes] = {}
        self._waiting_by_key: dict[int, list[bytes]] = {}

    def update(self, path: Path, on_progress: Progress | None = None) -> None:
        """Take in what the corpus holds without a signature, and let go of what it holds no more.

        So a corpus that was made without the index, or edited by hand, has it from now on.

        Args:
            path: The corpus's text.
            on_progress: Is told how many bytes are done, and of how many.
        """
        while stale := self._connection.execute(STALE, [ROUND]).fetchall():
            self._connection.execute("BEGIN IMMEDIATE")
            bands = [(key, id_) for id_, signature in stale if signature for key in minhash.keys(signature)]
            self._connection.executemany("DELETE FROM band WHERE (key, id) = (?, ?)", bands)
            self._connection.executemany("DELETE FROM signature WHERE id = ?", [(id_,) for id_, _ in stale])
            self._connection.execute("COMMIT")
        start = -1
        with path.open("rb") as file:
            while rows := self._connection.execute(UNSIGNED, [start, ROUND]).fetchall():
                for start, length, content in rows:
                    file.seek(start)
                    self.add(content, file.read(length))
                self._keep()
                if on_progress:
                    on_progress(start, path.stat().st_size)
        while waiting := self._connection.execute(UNSIGNED_REPLACEMENTS, [ROUND]).fetchall():
            for content, data in waiting:
                self.add(content, data)
            self._keep()

    def _keep(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self.store()
        self._connection.execute("COMMIT")
        self.forget()

    def _signature(self, content: bytes, data: bytes) -> bytes:
        """The signature of a text, which is mostly looked for and added in a row."""
        if self._last[0] != content:
            self._last = (content, minhash.signature(data.decode("utf-8", "replace")))
        return self._last[1]
