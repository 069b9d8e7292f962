"""How a corpus is opened for writing: locked, recovered, checked for edits by hand."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from textgen.corpus import database, edits, journal
from textgen.corpus.split import DELIMITER, check_delimiter, escape
from textgen.corpus.store import HAND, Corpus, Progress
from textgen.corpus.writer import Writer
from textgen.errors import CorpusError
from textgen.folders import check_name, corpus_folder
from textgen.lock import locked


@contextmanager
def writing(
    name: str, source: str, *, delimiter: str | None = None, on_progress: Progress | None = None
) -> Iterator[Writer]:
    """Open a corpus for its one writer, and make it if it is not there.

    What a killed run left half done is finished or undone first, then what was done by hand since
    is recorded. A new corpus that stays empty leaves no file behind.

    Args:
        name: The corpus.
        source: The name of the source that writes.
        delimiter: What follows each document; None for the corpus's own, or the usual one.
        on_progress: Is told how many bytes were checked, and of how many.

    Raises:
        CorpusError: another process writes it, it is damaged, or it has another delimiter.
    """
    with _locked(name) as folder, _opened(Corpus(name, folder), source, delimiter, on_progress) as writer:
        yield writer


@contextmanager
def writing_afresh(name: str, source: str, key: str, *, delimiter: str | None = None) -> Iterator[Writer]:
    """Write a corpus anew beside the old one, which gives way when the block ends without error.

    A run that was cut short goes on where it was if the next one has the same key. The old corpus
    also stays if the new one is empty.

    Args:
        name: The corpus.
        source: The name of the source that writes.
        key: What tells apart the runs that would collect something else.
        delimiter: What follows each document; None for the usual one.

    Raises:
        CorpusError: another process writes it.
    """
    with _locked(name) as folder:
        new = Corpus(f"{_fresh(name)}{hashlib.sha256(key.encode()).hexdigest()[:12]}", folder)
        for path in folder.glob(f"{_fresh(name)}*"):
            if not path.name.startswith(new.name):
                path.unlink()
        with _opened(new, source, delimiter) as writer:
            yield writer
            empty = not writer.totals().documents
        if not empty:
            _take_place(new, Corpus(name, folder))


@contextmanager
def trying(source: str, *, delimiter: str | None = None) -> Iterator[Writer]:
    """Write a corpus that is gone when the block ends."""
    with (
        TemporaryDirectory(prefix="textgen-") as folder,
        _opened(Corpus("trial", Path(folder)), source, delimiter) as writer,
    ):
        yield writer


@contextmanager
def making(corpus: Corpus, source: str, *, delimiter: str | None = None) -> Iterator[Writer]:
    """Write a new corpus into a folder that nobody else writes to; it stays even if it is empty."""
    mark = check_delimiter(delimiter) if delimiter is not None else DELIMITER
    corpus.path.touch()
    with database.writing(corpus.database, delimiter=mark) as connection:
        yield Writer(connection, corpus, source, mark, edits.Edits())


def check(name: str, on_progress: Progress | None = None) -> edits.Edits:
    """Find and record what was done to a corpus by hand.

    Raises:
        CorpusError: there is no such corpus, it is damaged, or it cannot be written.
    """
    Corpus.open(name)
    with writing(name, HAND, on_progress=on_progress) as writer:
        return writer.edits


def remove(name: str, pattern: str) -> int:
    """Take out the documents whose uri matches a pattern (``*``, ``?``, ``[ab]``), for good; say how many.

    Raises:
        CorpusError: there is no such corpus, it is damaged, or it cannot be written.
    """
    Corpus.open(name)
    with writing(name, HAND) as writer:
        return writer.remove(pattern)


def remove_one(name: str, source: str, uri: str) -> bool:
    """Take out one document, for good; return whether it was there.

    Args:
        name: The corpus.
        source: The source that the document was collected from.
        uri: The document's.

    Raises:
        CorpusError: there is no such corpus, it is damaged, or it cannot be written.
    """
    Corpus.open(name)
    with writing(name, HAND) as writer:
        return bool(writer.remove(re.sub(r"([*?[])", r"[\1]", uri), source))


def drop(name: str) -> None:
    """Remove a corpus.

    Raises:
        CorpusError: there is no such corpus, or another process writes it.
    """
    corpus = Corpus(check_name(name, "corpus"), corpus_folder())
    if not corpus.database.exists():
        corpus.check_files()
    with _locked(name) as folder:
        # The database goes first: a text without one is a corpus still, the reverse is not.
        # What training keeps beside a corpus, and what a run left unfinished, go with it.
        for pattern in (
            f"{name}.db*",
            f"{name}.txt",
            f"{name}.*.ids",
            f"{name}.*.passages",
            f"{_fresh(name)}*",
            f".{name}.txt.*",
        ):
            for path in folder.glob(pattern):
                path.unlink()
        for shards in folder.glob(f".{name}.shards-*"):  # of a collection that was stopped
            shutil.rmtree(shards)


def _fresh(name: str) -> str:
    return f".{name}.fresh-"


@contextmanager
def _locked(name: str) -> Iterator[Path]:
    folder = corpus_folder()
    check_name(name, "corpus")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CorpusError(
            f"the folder {folder} cannot be made: {error.strerror}",
            hint="Name another folder in TEXTGEN_CORPUS, or change to one where you may write.",
        ) from error
    instead = "collect into another corpus: --corpus NAME"
    with locked(folder / f".{name}.lock", CorpusError, f"the corpus {name}", instead=instead):
        yield folder


@contextmanager
def _opened(
    corpus: Corpus, source: str, delimiter: str | None, on_progress: Progress | None = None
) -> Iterator[Writer]:
    if delimiter is not None:
        check_delimiter(delimiter)
    is_new = not corpus.path.exists() and not corpus.database.exists()
    if not corpus.database.exists():
        corpus.path.touch()
    is_empty = is_new
    try:
        with database.writing(corpus.database, delimiter=delimiter or DELIMITER) as connection:
            journal.recover(connection, corpus.path)
            corpus.check_files()
            (own,) = connection.execute("SELECT delimiter FROM corpus").fetchone()
            if delimiter is not None and delimiter != own:
                raise CorpusError(
                    f"the corpus {corpus.name} has the delimiter {escape(own)}, not {escape(delimiter)}",
                    hint="Leave --delimiter out, or collect it anew with --fresh.",
                )
            found = edits.check(connection, corpus.path, own, on_progress)
            try:
                yield Writer(connection, corpus, source, own, found)
            finally:
                is_empty = is_new and not connection.execute("SELECT 1 FROM document LIMIT 1").fetchall()
    finally:
        if is_empty:
            corpus.database.unlink(missing_ok=True)
            corpus.path.unlink(missing_ok=True)


def _take_place(new: Corpus, old: Corpus) -> None:
    """Let a new corpus take an old one's name: its database in one step, its text by the mark in it."""
    with database.writing(new.database) as connection:
        connection.execute("UPDATE corpus SET mark = ?", [new.path.name])
    if old.database.exists():
        with suppress(CorpusError), database.writing(old.database):
            pass  # a journal that a killed run left belongs to the old database, not to the new one
        for journal_left in old.folder.glob(f"{old.name}.db-*"):
            journal_left.unlink()
    new.database.replace(old.database)
    with database.writing(old.database) as connection:
        journal.recover(connection, old.path)
