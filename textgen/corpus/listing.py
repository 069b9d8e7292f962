"""What is to be said of the corpora that are there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import islice

from textgen.corpus import database
from textgen.corpus.split import escape
from textgen.corpus.store import Corpus, totals
from textgen.document import JSON
from textgen.errors import CorpusError

RUNS = 5
FAILURES = 20
EXCERPTS = 5
EXCERPT_CHARACTERS = 80
EXCERPT_BYTES = 1000


@dataclass(frozen=True)
class Entry:
    """A corpus in a line.

    Args:
        name: Its name.
        documents: How many documents it holds; None for a text without a database.
        characters: The characters of its text file; None as well.
        bytes: The bytes of its text file.
        delimiter: What follows each document, as it is typed.
        collected: When the last run began, ISO 8601; None if nothing was collected.
        problem: Why it cannot be used; None if it can.
    """

    name: str
    documents: int | None = None
    characters: int | None = None
    bytes: int | None = None
    delimiter: str | None = None
    collected: str | None = None
    problem: str | None = None

    def to_json(self) -> dict[str, JSON]:
        """The same as JSON values."""
        return asdict(self)


@dataclass(frozen=True)
class Run:
    """A run that collected into a corpus."""

    source: str
    started: str
    seconds: float
    added: int
    replaced: int
    skipped: Mapping[str, int]
    failed: Mapping[str, int]


@dataclass(frozen=True)
class Details:
    """A corpus in more lines.

    Args:
        entry: The corpus in a line.
        path: Its text file.
        edited: Documents that were changed by hand.
        removed: Documents that were removed, and stay away.
        runs: The last runs, newest first.
        failures: What could not be read, and why; the first ones.
        excerpts: The uri and the beginning of the first documents.
    """

    entry: Entry
    path: str
    edited: int
    removed: int
    runs: list[Run]
    failures: dict[str, str]
    excerpts: dict[str, str]

    def to_json(self) -> dict[str, JSON]:
        """The same as JSON values."""
        values = asdict(self)
        return {**values.pop("entry"), **values}


def entries() -> list[Entry]:
    """All corpora, by name; one that is damaged says so."""
    found = []
    for name in Corpus.names():
        try:
            found.append(entry(Corpus.open(name)))
        except CorpusError as error:
            found.append(Entry(name, problem=error.message))
    return found


def entry(corpus: Corpus) -> Entry:
    """A corpus in a line."""
    size = corpus.path.stat().st_size
    delimiter = escape(corpus.delimiter)
    if not corpus.database.exists():
        return Entry(corpus.name, bytes=size, delimiter=delimiter)
    with database.reading(corpus.database) as connection:
        known = totals(connection)
        (collected,) = connection.execute("SELECT max(started) FROM run").fetchone()
    return Entry(corpus.name, known.documents, known.characters, size, delimiter, collected)


def details(corpus: Corpus) -> Details:
    """A corpus in more lines."""
    with database.reading(corpus.database) as connection:
        edited, removed = connection.execute(
            "SELECT coalesce(sum(start IS NOT NULL AND hash != collected_hash), 0), "
            "coalesce(sum(start IS NULL), 0) FROM document"
        ).fetchone()
        rows = connection.execute(
            "SELECT source, started, seconds, added, replaced, skipped, failed FROM run "
            "ORDER BY started DESC LIMIT ?",
            [RUNS],
        ).fetchall()
        failures = connection.execute(
            "SELECT uri, reason FROM left_out WHERE failed ORDER BY uri LIMIT ?", [FAILURES]
        ).fetchall()
    return Details(
        entry=entry(corpus),
        path=str(corpus.path),
        edited=edited,
        removed=removed,
        runs=[
            Run(source, started, seconds, added, replaced, json.loads(skipped), json.loads(failed))
            for source, started, seconds, added, replaced, skipped, failed in rows
        ],
        failures=dict(failures),
        excerpts={
            document.uri: " ".join(document.text.split())[:EXCERPT_CHARACTERS]
            for _, document in islice(corpus.entries(cut=EXCERPT_BYTES), EXCERPTS)
        },
    )


def matching(corpus: Corpus, pattern: str) -> int:
    """How many documents have a uri that matches a pattern (``*``, ``?``, ``[ab]``)."""
    with database.reading(corpus.database) as connection:
        (count,) = connection.execute(
            "SELECT count(*) FROM document WHERE uri GLOB ? AND start IS NOT NULL", [pattern]
        ).fetchone()
    return int(count)
