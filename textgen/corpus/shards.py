"""Shards: corpora that the tasks of one collection write, each its share, and that are joined at the end.

A shard holds each address and each text once, as every corpus does. What only the joined corpus can
decide (a repeat, another text of the same address), and what was left out, stands beside its documents
with its place among them: who reads a shard meets all in the order of the collection.
"""

from __future__ import annotations

import heapq
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, BinaryIO

from textgen.corpus import database, opening
from textgen.corpus.exporting import record
from textgen.corpus.split import digest
from textgen.corpus.store import Corpus
from textgen.corpus.writer import Standing, Writer
from textgen.document import Document, Prepared
from textgen.errors import CorpusError

TABLES = """
CREATE TABLE shard (        -- one row
    number INTEGER NOT NULL,    -- of the task that wrote it
    plan TEXT NOT NULL          -- JSON
);
CREATE TABLE said (         -- what the joined corpus is told besides the documents
    id INTEGER PRIMARY KEY,
    after INTEGER NOT NULL,     -- so many documents come before it
    what TEXT NOT NULL,
    value TEXT NOT NULL         -- JSON
);
"""
LEFT_OUT, REPEAT, AGAIN, UNDECIDED = "left out", "repeat", "again", "undecided"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How the shards of a collection belong together.

    Args:
        source: The name of the source.
        tasks: How many shards there are.
        near_duplicates: Whether near repeats are left out when they are joined.
        keep_duplicates: Whether exact repeats are kept.
        shared_lines: Whether lines that many pages of a site share are taken out.
    """

    source: str
    tasks: int
    near_duplicates: bool = False
    keep_duplicates: bool = False
    shared_lines: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was left out on purpose, or could not be read."""

    uri: str
    reason: str
    text: str
    failed: bool
    count: int


@dataclass(frozen=True, slots=True)
class Undecided:
    """How many documents of a shard were kept though their language is not certain."""

    count: int


class Shard:
    """A shard that is being written; ``writing`` makes it."""

    def __init__(self, writer: Writer, number: int, plan: Plan, *, texts: bool) -> None:
        self._writer = writer
        self._texts = texts
        self._connection = writer.crawling()
        self._connection.executescript(TABLES)
        self._connection.execute("INSERT INTO shard VALUES (?, ?)", [number, json.dumps(asdict(plan))])

    def repeats(self, text: str) -> bool:
        """Whether the shard has this very text."""
        return self._writer.repeats(self._writer.text(text)) is not Standing.NEW

    def keep(self, document: Document) -> None:
        """Take a document in; one whose address is there already stands beside the others."""
        text = self._writer.text(document.text)
        if self._writer.standing(document.uri, text) is Standing.NEW:
            self._writer.append(document, text)
        else:
            self._say(AGAIN, record(document))

    def repeat(self, document: Document) -> None:
        """Note a document whose text the shard has; the text is not stored again."""
        text = self._writer.text(document.text)
        self._say(REPEAT, {**record(document), "text": text.hash.hex()})

    def leave_out(self, uri: str, reason: str, text: str, *, failed: bool, count: int) -> None:
        """Note what was left out on purpose or could not be read."""
        self._writer.leave_out(uri, reason, failed=failed, count=count)
        self._say(LEFT_OUT, asdict(LeftOut(uri, reason, text if self._texts else "", failed, count)))

    def undecided(self, count: int) -> None:
        """Note how many documents were kept though their language is not certain."""
        self._say(UNDECIDED, {"count": count})

    def _say(self, what: str, value: object) -> None:
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN IMMEDIATE")
        values = (self._writer.added, what, json.dumps(value))
        self._connection.execute("INSERT INTO said VALUES (NULL, ?, ?, ?)", values)


@contextmanager
def writing(
    folder: Path, number: int, plan: Plan, *, delimiter: str | None = None, texts: bool = False
) -> Iterator[Shard]:
    """Write a shard, which appears in the folder, whole, when the block ends without error.

    Args:
        folder: Where the shards of the collection lie.
        number: Which of them it is.
        plan: How they belong together.
        delimiter: What follows each document; None for the usual one.
        texts: Whether the texts of what is left out are kept, too.

    Raises:
        CorpusError: it cannot be written.
    """
    name = _name(number)
    place = Path(mkdtemp(prefix=f".{name}-", dir=folder))
    try:
        corpus = Corpus(name, place)
        with opening.making(corpus, plan.source, delimiter=delimiter) as writer:
            yield Shard(writer, number, plan, texts=texts)
            writer.finish()
        for path in (corpus.path, corpus.database):  # the database is the last: with it, the shard is whole
            path.replace(folder / path.name)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    for left in folder.glob(f".{name}-*"):  # of a task that was killed
        shutil.rmtree(left, ignore_errors=True)


def is_whole(folder: Path, number: int) -> bool:
    """Whether a shard is there."""
    return (folder / f"{_name(number)}.db").exists()


def count(folder: Path) -> int:
    """How many shards are there."""
    return sum(1 for _ in folder.glob("*.db"))


def found(folder: Path) -> list[Corpus]:
    """The corpora of a folder, in the order of their names."""
    return [Corpus.open(path.stem, folder) for path in sorted(folder.glob("*.db"))]


def plan_of(corpora: list[Corpus]) -> Plan | None:
    """Return how corpora belong together, None if they are no shards.

    Raises:
        CorpusError: only some are shards, they are of several collections, or some are missing.
    """
    rows = [_row(corpus) for corpus in corpora]
    if not any(rows):
        return None
    plans = {row and row[1] for row in rows}
    if len(plans) > 1:
        raise CorpusError(
            "these are not the shards of one collection", hint="Merge the shards of each by themselves."
        )
    plan = Plan(**json.loads(str(plans.pop())))
    missing = {*range(plan.tasks)} - {row[0] for row in rows if row}
    if missing:
        raise CorpusError(
            f"{len(missing)} of {plan.tasks} shards are missing, the first is {_name(min(missing))}",
            hint="Run their tasks again; shards that are there are not written anew.",
        )
    return plan


def told(corpus: Corpus) -> Iterator[Prepared | LeftOut | Undecided]:
    """Read a shard: its documents, and what was said between them."""
    with database.reading(corpus.database) as connection, corpus.path.open("rb") as file:
        documents = (
            (number, 1, Prepared.of(document)) for number, (_, document) in enumerate(corpus.entries())
        )
        rows = connection.execute("SELECT after, what, value FROM said ORDER BY id")
        said = ((after, 0, _meant(connection, file, what, json.loads(value))) for after, what, value in rows)
        for _, _, meant in heapq.merge(documents, said, key=itemgetter(0, 1)):
            if meant is not None:
                yield meant


def _meant(
    connection: sqlite3.Connection, file: BinaryIO, what: str, value: dict[str, Any]
) -> Prepared | LeftOut | Undecided | None:
    if what == LEFT_OUT:
        return LeftOut(**value)
    if what == UNDECIDED:
        return Undecided(**value)
    if what == REPEAT:
        content = bytes.fromhex(value["text"])
        text = _text(connection, file, content)
        if text is None:  # someone took it out of the shard
            return None
        value["text"] = text
    return Prepared.of(unrecorded(value["text"], value["id"], value["metadata"]))


def _text(connection: sqlite3.Connection, file: BinaryIO, content: bytes) -> str | None:
    for start, length in connection.execute("SELECT start, length FROM document WHERE hash = ?", [content]):
        file.seek(start)
        data = file.read(length)
        if digest(data) == content:
            return data.decode("utf-8", "replace")
    return None


def unrecorded(text: str, uri: str, metadata: dict[str, Any]) -> Document:
    """Return the document that ``textgen.corpus.exporting.record`` wrote in datatrove's form.

    What another program wrote under the same names, and is none of ours, stays in the metadata.
    """
    more = dict(metadata)
    known = {name: more.pop(name) for name in ("title", "author", "kind") if isinstance(more.get(name), str)}
    created = _time(more.get("created"))
    if created:
        del more["created"]
    return Document(text, uri, **known, created=created, metadata=more)


def _time(value: object) -> datetime | None:
    try:
        time = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return time if time and time.tzinfo else None


def _row(corpus: Corpus) -> tuple[int, str] | None:
    with database.reading(corpus.database) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'shard'").fetchall():
            return None
        number, plan = connection.execute("SELECT number, plan FROM shard").fetchone()
        return number, plan


def _name(number: int) -> str:
    return f"{number:05}"
