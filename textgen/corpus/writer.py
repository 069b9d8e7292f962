"""The one writer of a corpus: what a run adds, replaces and leaves out, kept batch by batch."""

from __future__ import annotations

import json
import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias, cast

from textgen.corpus import database, edits, journal
from textgen.corpus.split import digest, encode
from textgen.corpus.store import HAND, Corpus, Progress, Totals, totals
from textgen.document import JSON, Document

if TYPE_CHECKING:
    from textgen.corpus.lines import Lines
    from textgen.corpus.similar import Similar

Change: TypeAlias = "tuple[str, tuple[object, ...]]"
"""An SQL statement and its values."""

BATCH_BYTES = 16_000_000
BATCH_ITEMS = 20_000
BATCH_SECONDS = 5.0

APPEND = """
INSERT INTO document VALUES (NULL, :source, :uri, :hash, :hash, :title, :author, :created, :kind, :metadata,
    :base + :offset, :length, :characters, :now)
"""
REPLACE = """
INSERT OR REPLACE INTO replacement
SELECT id, :text, :hash, :title, :author, :created, :kind, :metadata, :characters, :now FROM document
WHERE (source, uri) = (:source, :uri)
"""
FORGET = """
DELETE FROM cleared WHERE id = (SELECT id FROM document WHERE (source, uri) = (:source, :uri))
"""
ADOPT = """
UPDATE document SET source = :source, uri = :uri, title = :title, author = :author, created = :created,
    kind = :kind, metadata = :metadata
WHERE id = (SELECT min(id) FROM document WHERE hash = :hash AND source = :hand AND start IS NOT NULL)
"""
KEEP = """
INSERT INTO pending VALUES (:source, :uri, :hash, :title, :author, :created, :kind, :metadata, :characters,
    :text)
"""
HOLDERS = """
SELECT iif(start IS NULL, 'REMOVED', 'SAME'), source, uri FROM document
WHERE hash = :hash AND id NOT IN (SELECT id FROM replacement)
UNION ALL
SELECT 'SAME', source, uri FROM replacement AS r JOIN document USING (id) WHERE r.hash = :hash
UNION ALL
SELECT 'EDITED', source, uri FROM document WHERE collected_hash = :hash AND collected_hash != hash
"""
RUN = """
INSERT OR REPLACE INTO run VALUES (:id, :source, :started, :seconds, :added, :replaced, :skipped, :failed)
"""


CLEARED = """
UNION ALL
SELECT 'SAME', source, uri FROM cleared AS c JOIN document USING (id)
WHERE c.hash = :hash AND start IS NOT NULL
"""


class Standing(Enum):
    """What a corpus knows of a uri or a text; of several, the first here counts."""

    NEW = auto()
    """Nothing."""
    SAME = auto()
    """It is in the corpus."""
    CHANGED = auto()
    """The uri is in the corpus, with another text."""
    EDITED = auto()
    """It was in the corpus as it is, and was changed there by hand."""
    REMOVED = auto()
    """It was in the corpus, and was taken out."""


@dataclass(frozen=True, slots=True)
class Text:
    """A document's text as a corpus stores it.

    Args:
        data: UTF-8, without the delimiter.
        hash: Of ``data``.
        characters: Its length in code points.
    """

    data: bytes
    hash: bytes
    characters: int


class Writer:
    """Adds to a corpus for one source; ``textgen.corpus.opening`` makes it.

    A batch is kept when it is large or old enough, with everything that was said about its
    documents; a killed run loses the last one at most, and no part of it stays.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        corpus: Corpus,
        source: str,
        delimiter: str,
        found: edits.Edits,
    ) -> None:
        self.edits = found
        self.added = self.replaced = self.cleared = 0
        self.skipped: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self._connection = connection
        self._path = corpus.path
        self.folder = corpus.folder
        self.source = source
        self.delimiter = delimiter
        self._by_hand = self._exists("SELECT 1 FROM document WHERE source = ? AND start IS NOT NULL", HAND)
        self._similar: Similar | None = None
        self._lines: Lines | None = None
        self._begun = time.monotonic()
        self._started = _now()
        self._run: int | None = None
        self._in_steps = False
        self._kept = 0
        self._new_batch()
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
        if "line" in tables:
            self.count_lines()
        if "pending" in tables:
            self._recover()

    def text(self, text: str) -> Text:
        """Return a document's text as the corpus would store it."""
        data = encode(text, self.delimiter)
        return Text(data, digest(data), len(data) if data.isascii() else len(data.decode()))

    def standing(self, uri: str, text: Text) -> Standing:
        """Return what the corpus knows of the source's document ``uri``, if its text is now ``text``."""
        if _storable(uri) in self._rows:
            self.flush()
        row = self._connection.execute(
            "SELECT d.hash, collected_hash, r.hash, start IS NULL OR (r.id IS NOT NULL AND text IS NULL) "
            "FROM document AS d LEFT JOIN replacement AS r USING (id) WHERE source = ? AND uri = ?",
            [self.source, _storable(uri)],
        ).fetchone()
        if row is None:
            return Standing.NEW
        stands, collected, waiting, removed = row
        if removed:
            return Standing.REMOVED
        if text.hash == (waiting or collected) or (not waiting and self._was_cleared(uri, text)):
            return Standing.SAME
        return Standing.CHANGED if stands == collected else Standing.EDITED

    def repeats(self, text: Text) -> Standing:
        """Return what the corpus knows of this very text: nothing is ``NEW``."""
        found = [standing for standing, _ in self._holders(text.hash)]
        return min(found, default=Standing.NEW, key=lambda standing: standing.value)

    def compare(self, on_progress: Progress | None = None) -> None:
        """Keep from now on what ``resembles`` needs; a corpus that has it not yet is read once.

        Args:
            on_progress: Is told how many bytes were read, and of how many.
        """
        from textgen.corpus.similar import Similar

        self._similar = Similar(self._connection)
        self._similar.update(self._path, on_progress)

    def count_lines(self) -> None:
        """From now on, count the lines of web pages; those that many of a site share go when a run ends."""
        from textgen.corpus.lines import Lines

        self.flush()
        self._lines = Lines(self._connection)

    def resembles(self, uri: str, text: Text) -> tuple[Standing, str] | None:
        """Return what the corpus knows of a document that is nearly the text, and its uri; or None.

        Args:
            uri: The source's document that has the text: it may resemble what it was before.
            text: The text.
        """
        own = (self.source, _storable(uri))
        found = [
            (standing, holder[1])
            for content in (self._similar.find(text.hash, text.data) if self._similar else ())
            for standing, holder in self._holders(content)
            if holder != own
        ]
        return min(found, default=None, key=lambda pair: pair[0].value)

    def _holders(self, content: bytes) -> Iterator[tuple[Standing, tuple[str, str]]]:
        """Give the documents that have, or had when they were collected, a content."""
        if content in self._hashes:
            yield Standing.SAME, (self.source, self._hashes[content])
        query = HOLDERS + (CLEARED if self._lines else "")
        for standing, source, uri in self._connection.execute(query, {"hash": content}):
            yield Standing[standing], (source, uri)

    def _was_cleared(self, uri: str, text: Text) -> bool:
        """Whether the source's document has this text, but for the lines that others share."""
        return self._lines is not None and self._exists(
            "SELECT 1 FROM cleared AS c JOIN document USING (id) WHERE c.hash = ? AND source = ? AND uri = ?",
            text.hash,
            self.source,
            _storable(uri),
        )

    def append(self, document: Document, text: Text) -> None:
        """Add a document that is new to the corpus."""
        self.added += 1
        self._append(self._columns(document, text), text.data)
        if self._similar:
            self._similar.add(text.hash, text.data)
        self._count(len(text.data))

    def replace(self, document: Document, text: Text) -> None:
        """Give a known document a new text; it takes the old one's place when the run ends."""
        self.replaced += 1
        self._begin()
        columns = {**self._columns(document, text), "text": text.data, "now": _now()}
        self._connection.execute(REPLACE, columns)
        if self._lines:
            self._connection.execute(FORGET, columns)
            self._lines.expect()
        if self._similar:
            self._similar.add(text.hash, text.data)
        self._count(len(text.data))

    def adopt(self, document: Document, text: Text) -> bool:
        """Say where a document that someone wrote into the text by hand came from; False if there is none."""
        if not self._by_hand:
            return False
        self._begin()
        adopted = self._connection.execute(ADOPT, {**self._columns(document, text), "hand": HAND}).rowcount
        self._count(0)
        return bool(adopted)

    def remove(self, pattern: str, source: str | None = None) -> int:
        """Take out the documents, of a source or of all, whose uri matches a pattern, for good.

        Args:
            pattern: With ``*``, ``?`` and ``[ab]``.
            source: The source's name.
        """
        self._begin()
        removed = self._connection.execute(
            "INSERT OR REPLACE INTO replacement (id) "
            "SELECT id FROM document WHERE uri GLOB ? AND coalesce(?, source) = source AND start IS NOT NULL",
            [pattern, source],
        ).rowcount
        self._connection.execute("COMMIT")
        self._rewrite()
        return removed

    def has_seen(self, uri: str, fingerprint: str) -> bool:
        """Whether the uri was last remembered with this fingerprint."""
        if (last := self._seen.get(uri)) is not None:
            return last == fingerprint
        return self._exists(
            "SELECT 1 FROM seen WHERE source = ? AND uri = ? AND fingerprint = ?",
            self.source,
            _storable(uri),
            _storable(fingerprint),
        )

    def remember(self, uri: str, fingerprint: str) -> None:
        """Note that all documents of the uri were given; kept together with them."""
        self._seen[uri] = fingerprint
        self._count(0)

    def leave_out(self, uri: str, reason: str, *, failed: bool, count: int = 1, detail: str = "") -> None:
        """Note what was left out on purpose or could not be read, and why; the detail is not counted by."""
        (self.failed if failed else self.skipped)[reason] += count
        self._left_out[uri] = (f"{reason}{detail}", failed)
        self._count(0)

    def crawling(self) -> sqlite3.Connection:
        """Return the connection, ready for a run that is kept step by step."""
        if not self._in_steps:
            self.flush()
            database.prepare_for_steps(self._connection)
            self._in_steps = True
        return self._connection

    def commit(self, changes: Iterable[Change] = ()) -> None:
        """Keep all that was said so far, and changes of the frontier, in one cheap transaction.

        The documents wait in the database until their batch goes into the text.
        """
        self.crawling()
        self._begin()
        new = islice(self._rows.values(), self._kept, None)
        texts = self._data[2 * self._kept :: 2]
        self._connection.executemany(
            KEEP, ({**row, "text": data} for row, data in zip(new, texts, strict=True))
        )
        self._record()
        for statement, values in changes:
            self._connection.execute(statement, values)
        self._connection.execute("COMMIT")
        self._kept = len(self._rows)
        self._let_go()

    def totals(self) -> Totals:
        """Measure the corpus, without what waits to be kept."""
        return totals(self._connection)

    def finish(self) -> None:
        """Keep everything, and put new texts in the place of the old ones."""
        self.flush()
        database.insist(self._connection, on_disk=True)
        self._rewrite()
        if self._lines:
            self.cleared = self._lines.clear(self._path)
            self._rewrite()

    def flush(self) -> None:
        """Keep what was added so far."""
        connection = self._connection
        if connection.in_transaction:
            connection.execute("COMMIT")
        database.insist(connection, on_disk=True)
        if journal.size(self._path) != journal.state(connection)[0]:  # someone saved it while we collected
            self._by_hand |= edits.check(connection, self._path, self.delimiter).added > 0
        with journal.appending(connection, self._path, self._data) as base:
            late = {"base": base, "now": _now()}
            connection.executemany(APPEND, ({**row, **late} for row in self._rows.values()))
            if self._lines:
                self._lines.count(zip(self._rows, self._data[::2], strict=True))
            if self._kept:
                connection.execute("DELETE FROM pending")
            self._record()
        if self._in_steps:
            database.insist(connection, on_disk=False)
        self._new_batch()

    def _append(self, row: dict[str, object], data: bytes) -> None:
        self._rows[str(row["uri"])] = {**row, "offset": self._length}
        self._hashes[cast("bytes", row["hash"])] = str(row["uri"])
        self._data += (data, self._end)
        self._length += len(data) + len(self._end)

    def _recover(self) -> None:
        """Take over the documents that a killed run kept, but did not bring into the text."""
        rows = self._connection.execute("SELECT * FROM pending")
        names = [column[0] for column in rows.description]
        for values in rows:
            row = dict(zip(names, values, strict=True))
            data = row.pop("text")
            self._append({**row, "length": len(data)}, data)
        self._kept = len(self._rows)
        if self._kept:
            self.flush()

    def _record(self) -> None:
        """Write down what the run says of its documents, and of itself."""
        self._connection.executemany(
            "DELETE FROM left_out WHERE (source, uri) = (:source, :uri)",
            islice(self._rows.values(), self._kept, None),
        )
        self._connection.executemany(
            "INSERT OR REPLACE INTO seen VALUES (?, ?, ?)",
            ((self.source, _storable(uri), _storable(mark)) for uri, mark in self._seen.items()),
        )
        self._connection.executemany(
            "INSERT OR REPLACE INTO left_out VALUES (?, ?, ?, ?)",
            (
                (self.source, _storable(uri), _storable(reason), failed)
                for uri, (reason, failed) in self._left_out.items()
            ),
        )
        if self._similar:
            self._similar.store()
        self._record_run()

    def _record_run(self) -> None:
        values = {
            "id": self._run,
            "source": self.source,
            "started": self._started,
            "seconds": time.monotonic() - self._begun,
            "added": self.added,
            "replaced": self.replaced,
            "skipped": _json(self.skipped),
            "failed": _json(self.failed),
        }
        self._run = self._connection.execute(RUN, values).lastrowid

    def _rewrite(self) -> None:
        if self._exists("SELECT 1 FROM replacement"):
            journal.rewrite(self._connection, self._path, self.delimiter)

    def _columns(self, document: Document, text: Text) -> dict[str, object]:
        return {
            "source": self.source,
            "uri": _storable(document.uri),
            "hash": text.hash,
            "title": _storable(document.title),
            "author": _storable(document.author),
            "created": document.created.isoformat() if document.created else None,
            "kind": _storable(document.kind),
            "metadata": _json(document.metadata) if document.metadata else "{}",
            "length": len(text.data),
            "characters": text.characters,
        }

    def _new_batch(self) -> None:
        self._end = self.delimiter.encode()
        self._rows: dict[str, dict[str, object]] = {}
        self._hashes: dict[bytes, str] = {}
        self._data: list[bytes] = []
        self._length = self._bytes = self._items = 0
        self._kept = 0  # documents of the batch that wait in the database
        self._due = time.monotonic() + BATCH_SECONDS
        self._let_go()

    def _let_go(self) -> None:
        """Forget what was recorded."""
        self._seen: dict[str, str] = {}
        self._left_out: dict[str, tuple[str, bool]] = {}
        if self._similar:
            self._similar.forget()

    def _count(self, size: int) -> None:
        self._bytes += size
        self._items += 1
        if self._bytes > BATCH_BYTES or self._items > BATCH_ITEMS or time.monotonic() > self._due:
            self.flush()

    def _begin(self) -> None:
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN IMMEDIATE")

    def _exists(self, query: str, *values: object) -> bool:
        return bool(self._connection.execute(f"{query} LIMIT 1", values).fetchall())


def _storable(text: str | None) -> str | None:
    """The text without halves of surrogate pairs, as names of files may hold them."""
    if text is None or text.isascii():
        return text
    return text.encode("utf-8", "backslashreplace").decode()


def _json(value: Mapping[str, JSON]) -> str:
    return json.dumps(dict(value), separators=(",", ":"))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
