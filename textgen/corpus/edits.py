"""What was done to a corpus's text by hand, found by the hash of each document's content."""

from __future__ import annotations

import codecs
import collections
import itertools
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from textgen.corpus.journal import appending, cut, state
from textgen.corpus.split import CHUNK, Piece, pieces
from textgen.corpus.store import HAND, Progress
from textgen.errors import CorpusError

# The n-th piece of a content is the n-th row of it; rows that stand in the text come before removed ones.
SAME = """
INSERT INTO pair SELECT p.start, d.id, CASE WHEN d.start IS NULL THEN 'restored' ELSE 'same' END
FROM (
    SELECT start, hash, row_number() OVER (PARTITION BY hash ORDER BY start) AS n FROM piece
) AS p JOIN (
    SELECT id, start, hash, row_number() OVER (PARTITION BY hash ORDER BY start IS NULL, start) AS n
    FROM document WHERE hash IN (SELECT hash FROM piece)
) AS d USING (hash, n)
"""

# Between the same two neighbours, the n-th piece left over is the n-th row left over, with another text.
CHANGED = """
INSERT INTO pair SELECT p.start, d.id, 'changed'
FROM (
    SELECT start, gap, row_number() OVER (PARTITION BY gap ORDER BY start) AS n
    FROM (
        SELECT start, how, sum(how IS 'same') OVER (ORDER BY start) AS gap
        FROM piece LEFT JOIN pair USING (start)
    ) WHERE how IS NULL
) AS p JOIN (
    SELECT id, gap, row_number() OVER (PARTITION BY gap ORDER BY start) AS n
    FROM (
        SELECT id, d.start, how, sum(how IS NOT NULL) OVER (ORDER BY d.start) AS gap
        FROM document AS d LEFT JOIN pair USING (id) WHERE d.start IS NOT NULL
    ) WHERE how IS NULL
) AS d USING (gap, n)
"""


@dataclass(frozen=True)
class Edits:
    """How many documents were removed, changed, added or put back by hand since the last check."""

    removed: int = 0
    changed: int = 0
    added: int = 0
    restored: int = 0

    def __bool__(self) -> bool:
        return any(self.to_json().values())

    def __str__(self) -> str:
        return ", ".join(f"{count:,} {what}" for what, count in self.to_json().items() if count)

    def to_json(self) -> dict[str, int]:
        """The counts by name."""
        return asdict(self)


def check(
    connection: sqlite3.Connection, path: Path, delimiter: str, on_progress: Progress | None = None
) -> Edits:
    """Record what was done by hand, so that the rows tell again where each document stands.

    A removed document keeps its row, so that no run brings it back; a changed one is not replaced
    any more. A last document without a delimiter gets one; white space after the last delimiter goes.

    Raises:
        CorpusError: the text is not UTF-8.
    """
    with path.open("rb") as file:
        if _untouched(connection, file, delimiter, on_progress):
            return Edits()
    _end(connection, path, delimiter)
    connection.execute("BEGIN IMMEDIATE")
    try:
        with path.open("rb") as file:
            _tabulate(connection, file, delimiter)
            edits = _record(connection, file)
            size = file.seek(0, os.SEEK_END)
        connection.execute("UPDATE corpus SET length = ?", [size])
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    finally:
        connection.executescript("DROP TABLE IF EXISTS temp.piece; DROP TABLE IF EXISTS temp.pair;")
    return edits


def _untouched(
    connection: sqlite3.Connection, file: BinaryIO, delimiter: str, on_progress: Progress | None
) -> bool:
    """Whether the text is, byte for byte, what the rows say."""
    size = os.fstat(file.fileno()).st_size
    if size != state(connection)[0]:
        return False
    with closing(
        connection.execute("SELECT start, length, hash FROM document WHERE start IS NOT NULL ORDER BY start")
    ) as rows:
        for piece in pieces(file, delimiter):
            if on_progress:
                on_progress(piece.start, size)
            if not piece.blank and rows.fetchone() != (piece.start, piece.length, piece.hash):
                return False
        return rows.fetchone() is None


def _end(connection: sqlite3.Connection, path: Path, delimiter: str) -> None:
    """Let the text end with a delimiter, as the store needs it."""
    with path.open("rb") as file:
        found = collections.deque(pieces(file, delimiter), maxlen=1)
    if not found or found[0].ended:
        return
    last = found[0]
    if last.blank:
        cut(path, last.start)
    else:
        connection.execute("UPDATE corpus SET length = ?", [last.start + last.length])
        with appending(connection, path, [delimiter.encode()]):
            pass


def _tabulate(connection: sqlite3.Connection, file: BinaryIO, delimiter: str) -> None:
    """Lay the text's pieces beside the rows: ``pair`` holds which piece (start) is which row (id)."""
    connection.execute(
        "CREATE TEMP TABLE piece (start INTEGER PRIMARY KEY, length INTEGER NOT NULL, hash BLOB NOT NULL)"
    )
    connection.executemany("INSERT INTO piece VALUES (?, ?, ?)", _rows(pieces(file, delimiter)))
    connection.execute(
        "CREATE TEMP TABLE pair (start INTEGER PRIMARY KEY, id INTEGER UNIQUE, how TEXT NOT NULL)"
    )
    connection.execute(SAME)
    connection.execute(CHANGED)


def _rows(found: Iterator[Piece]) -> Iterator[tuple[int, int, bytes]]:
    return ((piece.start, piece.length, piece.hash) for piece in found if not piece.blank)


def _record(connection: sqlite3.Connection, file: BinaryIO) -> Edits:
    now = datetime.now(UTC).isoformat()
    removed = connection.execute(
        "UPDATE document SET start = NULL WHERE start IS NOT NULL AND id NOT IN (SELECT id FROM pair)"
    ).rowcount
    connection.execute("DELETE FROM replacement WHERE id IN (SELECT id FROM pair WHERE how = 'changed')")
    connection.execute("DELETE FROM replacement WHERE id IN (SELECT id FROM document WHERE start IS NULL)")
    connection.execute(
        "UPDATE document SET start = pair.start FROM pair WHERE pair.id = document.id AND how != 'changed'"
    )
    changed = added = 0
    with closing(
        connection.execute(
            "SELECT piece.start, length, hash, id FROM piece LEFT JOIN pair USING (start) "
            "WHERE how IS NULL OR how = 'changed'"
        )
    ) as rows:
        for start, length, content, row in rows:
            characters = _characters(file, start, length)
            if row is None:
                added += 1
                connection.execute(
                    "INSERT INTO document (source, uri, hash, collected_hash, metadata, start, length, "
                    "characters, collected) VALUES (?, ?, ?, ?, '{}', ?, ?, ?, ?)",
                    [HAND, _uri(connection, content), content, content, start, length, characters, now],
                )
            else:
                changed += 1
                connection.execute(
                    "UPDATE document SET hash = ?, start = ?, length = ?, characters = ? WHERE id = ?",
                    [content, start, length, characters, row],
                )
    restored = connection.execute("SELECT count(*) FROM pair WHERE how = 'restored'").fetchone()[0]
    return Edits(removed, changed, added, restored)


def _uri(connection: sqlite3.Connection, content: bytes) -> str:
    """A name of its own for a document added by hand; the same text may be there before."""
    for number in itertools.count(1):
        uri = f"{HAND}/{content.hex()}{f'-{number}' if number > 1 else ''}"
        if not connection.execute(
            "SELECT 1 FROM document WHERE (source, uri) = (?, ?)", [HAND, uri]
        ).fetchall():
            break
    return uri


def _characters(file: BinaryIO, start: int, length: int) -> int:
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(start)
    count, left = 0, length
    while left:
        block = file.read(min(left, CHUNK))
        left -= len(block)
        try:
            count += len(decoder.decode(block, final=not left))
        except UnicodeDecodeError as error:
            raise CorpusError(
                f"{file.name} is not UTF-8 near byte {file.tell() - len(error.object) + error.start:,}",
                hint="Save it as UTF-8 in your editor, then type the same command again.",
            ) from None
    return count
