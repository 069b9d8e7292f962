"""A corpus: a text you can read, and a database that remembers where each document came from."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from textgen.corpus import database
from textgen.corpus.split import Piece, pieces
from textgen.document import Document
from textgen.errors import CorpusError
from textgen.folders import check_name, corpus_folder, is_name, suggestion

if TYPE_CHECKING:
    from textgen.corpus.stats import Stats

Progress = Callable[[float, float | None], None]
"""Is told what is done, and of how much."""

HAND = "hand"
"""The source of documents that someone wrote into the text."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What a corpus holds: documents, and the characters and bytes of its text file."""

    documents: int
    characters: int
    bytes: int


def totals(connection: sqlite3.Connection) -> Totals:
    """Add up what a corpus's database says of it."""
    size, delimiter, count, extra = connection.execute(
        "SELECT corpus.length, delimiter, count(id), coalesce(sum(document.length - characters), 0) "
        "FROM corpus LEFT JOIN document ON start IS NOT NULL"
    ).fetchone()
    return Totals(count, size - extra - count * (len(delimiter.encode()) - len(delimiter)), size)


@dataclass(frozen=True)
class Corpus:
    """A corpus that exists; ``Corpus.open`` finds it. Reading it never changes a file.

    Args:
        name: Its name, as on the command line.
        folder: Where its two files are.
    """

    name: str
    folder: Path

    @classmethod
    def open(cls, name: str, folder: Path | None = None) -> Corpus:
        """Return the corpus of that name.

        Args:
            name: Its name, as on the command line.
            folder: Where its two files are; by default the folder of the corpora.

        Raises:
            CorpusError: there is none, or half of it is missing or damaged.
        """
        corpus = cls(name, folder) if folder else cls(check_name(name, "corpus"), corpus_folder())
        corpus.check_files()
        corpus.delimiter  # noqa: B018 - a damaged database is met here
        return corpus

    @classmethod
    def names(cls) -> list[str]:
        """The names of all corpora, in order."""
        folder = corpus_folder()
        if not folder.is_dir():
            return []
        files = [file for suffix in ("*.txt", "*.db") for file in folder.glob(suffix)]
        return sorted({file.stem for file in files if is_name(file.stem)})

    @classmethod
    def latest(cls) -> Corpus:
        """Return the corpus collected last.

        Raises:
            CorpusError: nothing has been collected yet.
        """
        found = []
        for name in cls.names():
            corpus = cls(name, corpus_folder())
            if not corpus.path.exists() or not corpus.database.exists():
                continue
            with suppress(CorpusError), database.reading(corpus.database) as connection:
                started = connection.execute("SELECT max(started) FROM run").fetchone()[0]
                if started:
                    found.append((started, name))
        if not found:
            raise CorpusError(
                f"nothing has been collected into {corpus_folder()} yet",
                hint="Collect something: textgen collect files FOLDER",
            )
        return cls.open(max(found)[1])

    @property
    def path(self) -> Path:
        """The text: UTF-8, each document followed by the delimiter."""
        return self.folder / f"{self.name}.txt"

    @property
    def database(self) -> Path:
        """The SQLite database."""
        return self.folder / f"{self.name}.db"

    @cached_property
    def delimiter(self) -> str:
        """What follows each document."""
        with database.reading(self.database) as connection:
            return str(connection.execute("SELECT delimiter FROM corpus").fetchone()[0])

    def check_files(self) -> None:
        """Make sure that the text is there.

        Raises:
            CorpusError: it is not.
        """
        if self.path.exists():
            return
        if self.database.exists():
            raise CorpusError(
                f"{self.path} is missing, though its database {self.database.name} is there",
                hint=f"Put it back, or let go of the corpus: textgen corpus drop {self.name}",
            )
        raise CorpusError(
            f"there is no corpus {self.name!r} in {self.folder}",
            hint=suggestion(self.name, self.names()) or "Collect one: textgen collect files FOLDER",
        )

    def documents(self) -> Iterator[Document]:
        """Read the documents as they stand in the text, one at a time.

        A document that was written or changed by hand since the last ``textgen corpus check`` has no
        title, author or date.
        """
        for _, document in self.entries():
            yield document

    def entries(
        self, *, cut: int = sys.maxsize, on_progress: Progress | None = None
    ) -> Iterator[tuple[str, Document]]:
        """Read the documents, each with the name of the source it was collected from.

        Args:
            cut: How many bytes of each text are read.
            on_progress: Is told how many bytes were read, and of how many.
        """
        size = self.path.stat().st_size
        with database.reading(self.database) as connection, self.path.open("rb") as file:
            for piece in pieces(file, self.delimiter, keep=cut):
                if not piece.blank:
                    yield _entry(connection, piece)
                if on_progress:
                    on_progress(piece.start + piece.length, size)

    def stats(self, on_progress: Progress | None = None) -> Stats:
        """Measure the corpus: its documents, characters, words, and where they came from."""
        from textgen.corpus.stats import measure

        return measure(self, on_progress)


def _entry(connection: sqlite3.Connection, piece: Piece) -> tuple[str, Document]:
    text = piece.data.decode("utf-8", "replace")
    with closing(
        connection.execute(
            "SELECT source, uri, title, author, created, kind, metadata FROM document WHERE hash = ? "
            "ORDER BY start = ? DESC LIMIT 1",
            [piece.hash, piece.start],
        )
    ) as rows:
        row = rows.fetchone()
    if row is None:
        return HAND, Document(text, f"{HAND}/{piece.hash.hex()}")
    source, uri, title, author, created, kind, metadata = row
    return source, Document(
        text,
        uri,
        title=title,
        author=author,
        created=datetime.fromisoformat(created) if created else None,
        kind=kind,
        metadata=json.loads(metadata),
    )
