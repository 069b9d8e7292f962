"""How a corpus's text and its database change together, whenever the process is killed.

Before bytes are appended, the database records the mark "writing"; the commit of their rows clears
it. A rewritten text is finished under another name; the commit of its rows records that name as the
mark, and the rename clears it. ``recover`` reads the mark and undoes the one or finishes the other.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from textgen.corpus.database import DISK_HINT
from textgen.corpus.split import CHUNK
from textgen.errors import CorpusError

WRITING = "writing"


def state(connection: sqlite3.Connection) -> tuple[int, str | None]:
    """The bytes of the text that the rows account for, and the mark."""
    length, mark = connection.execute("SELECT length, mark FROM corpus").fetchone()
    return length, mark


def recover(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the text and the database together after a run that was killed."""
    length, mark = state(connection)
    if mark is None:
        return
    with _explained(path):
        if mark != WRITING:
            with suppress(FileNotFoundError):  # the name was changed already
                path.with_name(mark).replace(path)
        elif path.exists() and path.stat().st_size > length:
            _cut(path, length)
    connection.execute("UPDATE corpus SET mark = NULL")


@contextmanager
def appending(connection: sqlite3.Connection, path: Path, data: Sequence[bytes]) -> Iterator[int]:
    """Append to the text; the block adds the rows to the open transaction, and both are kept or neither.

    Yields:
        The byte where the appended data starts.
    """
    length, _ = state(connection)
    connection.execute("UPDATE corpus SET mark = ?", [WRITING])
    if connection.in_transaction:
        connection.execute("COMMIT")
    try:
        with _explained(path), path.open("ab") as file:
            file.writelines(data)
            _sync(file)
        connection.execute("BEGIN IMMEDIATE")
        yield length
        connection.execute("UPDATE corpus SET mark = NULL, length = length + ?", [sum(map(len, data))])
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        with suppress(OSError, sqlite3.Error, CorpusError):  # what fails here, the next opening does
            recover(connection, path)
        raise


def rewrite(connection: sqlite3.Connection, path: Path, delimiter: str) -> None:
    """Put the waiting replacements into the text: a new file, a commit, a change of name."""
    temporary = path.with_name(f".{path.name}.new")
    try:
        with _explained(path):
            _write_replaced(connection, path, temporary, len(delimiter.encode()))
        connection.execute("BEGIN IMMEDIATE")
        _move_rows(connection)
        connection.execute(
            "UPDATE corpus SET length = ?, mark = ?", [temporary.stat().st_size, temporary.name]
        )
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if state(connection)[1] is None:
            temporary.unlink(missing_ok=True)
        raise
    finally:
        if not connection.in_transaction:
            connection.execute("DROP TABLE IF EXISTS temp.shift")
    recover(connection, path)


def _write_replaced(connection: sqlite3.Connection, path: Path, temporary: Path, delimiter: int) -> None:
    """Copy the text with the new documents in it; note in a table how far what follows each moves."""
    connection.execute("CREATE TEMP TABLE shift (start INTEGER PRIMARY KEY, total INTEGER NOT NULL)")
    rows = connection.execute(
        "SELECT start, length, text FROM replacement JOIN document USING (id) "
        "WHERE start IS NOT NULL ORDER BY start"
    )
    total = 0
    with path.open("rb") as old, temporary.open("wb") as new:
        for start, length, text in rows:
            _copy(old, new, start - old.tell())
            old.seek(length + (delimiter if text is None else 0), os.SEEK_CUR)
            new.write(text or b"")
            total = new.tell() - old.tell()
            connection.execute("INSERT INTO shift VALUES (?, ?)", [start, total])
        _copy(old, new, path.stat().st_size - old.tell())
        _sync(new)


def _move_rows(connection: sqlite3.Connection) -> None:
    connection.execute(
        "UPDATE document SET start = start + (SELECT total FROM shift WHERE shift.start < document.start "
        "ORDER BY shift.start DESC LIMIT 1) WHERE start > (SELECT min(start) FROM shift)"
    )
    connection.execute(
        "UPDATE document SET hash = r.hash, collected_hash = r.hash, title = r.title, author = r.author, "
        "created = r.created, kind = r.kind, metadata = r.metadata, length = length(r.text), "
        "characters = r.characters, collected = r.collected "
        "FROM replacement AS r WHERE r.id = document.id AND r.text IS NOT NULL"
    )
    connection.execute(
        "UPDATE document SET start = NULL WHERE id IN (SELECT id FROM replacement WHERE text IS NULL)"
    )
    connection.execute("DELETE FROM replacement")


def _copy(old: BinaryIO, new: BinaryIO, count: int) -> None:
    while count and (block := old.read(min(count, CHUNK))):
        new.write(block)
        count -= len(block)


def _cut(path: Path, length: int) -> None:
    with path.open("r+b") as file:
        file.truncate(length)
        _sync(file)


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CorpusError(
            f"{path} could not be written: {error.strerror or error}", hint=DISK_HINT
        ) from error
