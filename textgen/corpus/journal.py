"""How a corpus's text and its database change together, whenever the process is killed.

Before bytes are appended, the database records the mark "writing"; the commit of their rows clears
it. A rewritten text is finished under another name; the commit of its rows records that name as the
mark, and the rename clears it. ``recover`` reads the mark and undoes the one or finishes the other.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
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


def size(path: Path) -> int:
    """The bytes of the text."""
    with _explained(path):
        return path.stat().st_size


def recover(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the text and the database together after a run that was killed."""
    length, mark = state(connection)
    with _explained(path):
        if mark is None:
            _unfinished(path).unlink(missing_ok=True)
            return
        if mark != WRITING:
            with suppress(FileNotFoundError):  # the name was changed already
                path.with_name(mark).replace(path)
            _sync_folder(path.parent)
        elif path.exists() and path.stat().st_size > length:
            cut(path, length)
    connection.execute("UPDATE corpus SET mark = NULL")


@contextmanager
def appending(connection: sqlite3.Connection, path: Path, data: Sequence[bytes]) -> Iterator[int]:
    """Append to the text; the block adds the rows, and both are kept or neither.

    Yields:
        The byte where the appended data starts.
    """
    length, _ = state(connection)
    try:
        if data:
            connection.execute("UPDATE corpus SET mark = ?", [WRITING])
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
    temporary = _unfinished(path)
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
        with suppress(OSError, sqlite3.Error, CorpusError):
            recover(connection, path)
        raise
    finally:
        if not connection.in_transaction:
            connection.execute("DROP TABLE IF EXISTS temp.shift")
    recover(connection, path)
    connection.executescript("PRAGMA incremental_vacuum")  # gives back what the new texts took


def _unfinished(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def _write_replaced(connection: sqlite3.Connection, path: Path, temporary: Path, delimiter: int) -> None:
    """Copy the text with the new documents in it; note in a table how far what follows each moves."""
    connection.execute("CREATE TEMP TABLE shift (start INTEGER PRIMARY KEY, total INTEGER NOT NULL)")
    replaced = closing(
        connection.execute(
            "SELECT start, length, text FROM replacement JOIN document USING (id) "
            "WHERE start IS NOT NULL ORDER BY start"
        )
    )
    with replaced as rows, path.open("rb") as old, temporary.open("wb") as new:
        for start, length, text in rows:
            _copy(old, new, start - old.tell())
            old.seek(length + (delimiter if text is None else 0), os.SEEK_CUR)
            new.write(text or b"")
            connection.execute("INSERT INTO shift VALUES (?, ?)", [start, new.tell() - old.tell()])
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


def cut(path: Path, length: int) -> None:
    """Leave only the first ``length`` bytes of the text."""
    with _explained(path), path.open("r+b") as file:
        file.truncate(length)
        _sync(file)


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if sys.platform != "win32":
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CorpusError(
            f"{path} could not be written: {error.strerror or error}", hint=DISK_HINT
        ) from error
