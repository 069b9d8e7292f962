"""The database beside a corpus's text: its tables, and how it is opened."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from textgen.errors import CorpusError
from textgen.installation import update_hint

APPLICATION_ID = 0x7478_6774  # "txgt"
VERSION = 1
CACHE_KIB = 100_000
"""What SQLite may keep in memory of the indexes while a corpus is written."""

LOG_PAGES = 10_000
"""How long the log of small transactions may become, in pages of 4 KiB, before SQLite tidies up."""

DISK_HINT = "Free some space and type the same command again: what was collected before is kept."

TABLES = """
CREATE TABLE corpus (       -- one row
    delimiter TEXT NOT NULL,
    length INTEGER NOT NULL,    -- bytes of the text that the rows account for
    mark TEXT                   -- what is under way: 'writing' the text, 'renaming' a rewritten one
);
CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    uri TEXT NOT NULL,
    hash BLOB NOT NULL,         -- of the text as it stands in the corpus
    collected_hash BLOB NOT NULL, -- of the text as it was collected: another one after an edit by hand
    title TEXT,
    author TEXT,
    created TEXT,               -- ISO 8601
    kind TEXT,
    metadata TEXT NOT NULL,     -- JSON
    start INTEGER,              -- byte in the text; NULL once it was removed, so that it never comes back
    length INTEGER NOT NULL,    -- bytes
    characters INTEGER NOT NULL,
    collected TEXT NOT NULL,    -- ISO 8601, UTC
    UNIQUE (source, uri)
);
CREATE INDEX document_hash ON document (hash);
CREATE INDEX document_start ON document (start);
CREATE INDEX document_edited ON document (collected_hash) WHERE collected_hash != hash;
CREATE TABLE replacement (  -- new texts of known documents, until the rewrite at the end of the run
    id INTEGER PRIMARY KEY REFERENCES document,
    text BLOB,                  -- NULL: take the document out
    hash BLOB,
    title TEXT,
    author TEXT,
    created TEXT,
    kind TEXT,
    metadata TEXT,
    characters INTEGER,
    collected TEXT
);
CREATE INDEX replacement_hash ON replacement (hash);
CREATE TABLE seen (
    source TEXT NOT NULL,
    uri TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (source, uri)
) WITHOUT ROWID;
CREATE TABLE left_out (     -- what was last left out (failed 0) or could not be read (failed 1), and why
    source TEXT NOT NULL,
    uri TEXT NOT NULL,
    reason TEXT NOT NULL,
    failed INTEGER NOT NULL,
    PRIMARY KEY (source, uri)
) WITHOUT ROWID;
CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    started TEXT NOT NULL,
    seconds REAL NOT NULL,
    added INTEGER NOT NULL,
    replaced INTEGER NOT NULL,
    skipped TEXT NOT NULL,      -- JSON: {reason: number}
    failed TEXT NOT NULL
);
"""

STEPS = """
CREATE TABLE IF NOT EXISTS pending (    -- documents that are kept already, on their way into the text
    source TEXT NOT NULL,
    uri TEXT NOT NULL,
    hash BLOB NOT NULL,
    title TEXT,
    author TEXT,
    created TEXT,
    kind TEXT,
    metadata TEXT NOT NULL,
    characters INTEGER NOT NULL,
    text BLOB NOT NULL
);
"""
"""The table of runs that are kept step by step; it is made when such a run needs it."""

SIMILAR = """
CREATE TABLE IF NOT EXISTS signature (  -- of contents, to find near duplicates by
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    minhash BLOB NOT NULL       -- empty: the content is shorter than a shingle
);
CREATE TABLE IF NOT EXISTS band (       -- contents that share a key may be alike
    key INTEGER NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (key, id)
) WITHOUT ROWID;
"""
"""The tables of near duplicates; they are made when the first run looks for some."""


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a corpus's database so that reading cannot change it, and close it at the end.

    A text without a database reads as a corpus that nothing was collected into.

    Raises:
        CorpusError: the file is damaged, or not a corpus's.
    """
    with _explained(path):
        if not path.exists() or path.stat().st_size == 0:
            connection = sqlite3.connect(":memory:", isolation_level=None)
            _create(connection, delimiter="\f")
        else:
            connection = _read_only(path)
        try:
            yield connection
        finally:
            connection.close()


def _read_only(path: Path) -> sqlite3.Connection:
    writable = os.access(path.parent, os.W_OK)
    address = f"{path.absolute().as_uri()}?mode=ro{'' if writable else '&immutable=1'}"
    connection = sqlite3.connect(address, uri=True, timeout=60, isolation_level=None)
    try:
        _check(connection, path)
    except sqlite3.OperationalError as error:
        connection.close()
        if error.sqlite_errorcode != sqlite3.SQLITE_READONLY_ROLLBACK:
            raise
        with writing(path):  # a killed run left half a commit, which SQLite now takes back
            pass
        return _read_only(path)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def writing(path: Path, *, delimiter: str = "\f") -> Iterator[sqlite3.Connection]:
    """Open a corpus's database for its one writer, and make it if it is not there.

    Transactions are begun and committed by hand; closing leaves no other file behind.

    Raises:
        CorpusError: the file is damaged, not a corpus's, or cannot be written.
    """
    with _explained(path):
        connection = sqlite3.connect(path, timeout=60, isolation_level=None)
        try:
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            if not connection.execute("PRAGMA schema_version").fetchone()[0]:
                connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
                _create(connection, delimiter)
            _check(connection, path)
            yield connection
        finally:
            _leave_no_log(connection)
            connection.close()


def prepare_for_steps(connection: sqlite3.Connection) -> None:
    """Let small transactions be cheap, and make the table that they need.

    Until the connection is closed, SQLite writes them to a log beside the database (WAL): a killed
    process loses none. They reach the disk with the next one that ``insist`` covers.
    """
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
    connection.execute(STEPS)
    insist(connection, on_disk=False)


def insist(connection: sqlite3.Connection, *, on_disk: bool) -> None:
    """Say whether each commit waits for the disk, so that a power failure loses none."""
    connection.execute(f"PRAGMA synchronous = {'FULL' if on_disk else 'NORMAL'}")


def _leave_no_log(connection: sqlite3.Connection) -> None:
    with suppress(sqlite3.Error):  # a reader is in the way: the next writer tries again
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute("PRAGMA journal_mode = DELETE")


def _create(connection: sqlite3.Connection, delimiter: str) -> None:
    marks = f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION};"
    connection.executescript(f"BEGIN IMMEDIATE; {marks} {TABLES}")
    connection.execute("INSERT INTO corpus VALUES (?, 0, NULL)", [delimiter])
    connection.execute("COMMIT")


def _check(connection: sqlite3.Connection, path: Path) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID:
        raise CorpusError(
            f"{path} is not the database of a corpus", hint="Move it away, or give the corpus another name."
        )
    if version > VERSION:
        raise CorpusError(
            f"{path} was written by a newer textgen (format {version}, this one knows {VERSION})",
            hint=update_hint(),
        )


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Say what SQLite's errors mean for the user."""
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise
    except sqlite3.DatabaseError as error:
        name = getattr(error, "sqlite_errorname", None) or ""
        if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
            raise CorpusError(f"{path} could not be written: {error}", hint=DISK_HINT) from error
        if name.startswith("SQLITE_BUSY"):
            raise CorpusError(
                f"{path} is in use by another program", hint="Try again when that one is done."
            ) from error
        if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
            raise CorpusError(
                f"{path} cannot be opened: {error}", hint="Check that you may write this file and its folder."
            ) from error
        raise CorpusError(
            f"{path} is damaged: {error}",
            hint=f"Move it away: the texts are in {path.stem}.txt, and the next collect makes a new database "
            "from them (say --delimiter if it is not the usual one).",
        ) from error
