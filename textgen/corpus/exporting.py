"""A corpus in the forms that other programs read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TypeAlias

from textgen.corpus.split import check_delimiter, encode
from textgen.corpus.store import Corpus, Progress
from textgen.document import JSON, Document
from textgen.errors import CorpusError
from textgen.installation import install_hint

Entries: TypeAlias = Iterator[tuple[str, Document]]

FORMATS = ("txt", "jsonl", "parquet")
ROWS = 1000
"""Documents in memory at a time while Parquet is written."""


def export(
    corpus: Corpus,
    file: BinaryIO,
    *,
    form: str = "txt",
    delimiter: str | None = None,
    on_progress: Progress | None = None,
) -> int:
    """Write a corpus's documents to a file and return how many there were.

    "txt" is the corpus's own form. "jsonl" has one object a line, ``{"text", "id", "metadata"}``, as
    datatrove and Hugging Face datasets read it, and "parquet" the same three columns.

    Args:
        corpus: The corpus.
        file: Where to; Parquet needs one that can seek or that only grows.
        form: "txt", "jsonl" or "parquet".
        delimiter: What follows each document in "txt"; by default the corpus's own. In a document
            it is replaced by a space.
        on_progress: Is told how many bytes were read, and of how many.

    Raises:
        CorpusError: the form is unknown, or needs a library that is not installed.
    """
    entries = corpus.entries(on_progress=on_progress)
    if form == "txt":
        return _text(entries, file, check_delimiter(corpus.delimiter if delimiter is None else delimiter))
    if form == "jsonl":
        return _json_lines(entries, file)
    if form == "parquet":
        return _parquet(entries, file)
    raise CorpusError(f"{form!r} is no form of export", hint=f"Use one of {', '.join(FORMATS)}.")


def export_to(
    path: Path,
    corpus: Corpus,
    *,
    form: str = "txt",
    delimiter: str | None = None,
    on_progress: Progress | None = None,
) -> int:
    """Write a corpus's documents to ``path``, which changes only when all is written."""
    from textgen.atomic import replacing

    if path.exists() and path.samefile(corpus.path):
        raise CorpusError(f"{path} is the corpus itself", hint="Export to another file.")
    with replacing(path) as file:
        return export(corpus, file, form=form, delimiter=delimiter, on_progress=on_progress)


def record(document: Document, source: str | None = None) -> dict[str, JSON]:
    """A document in datatrove's form: what is not text or uri is metadata."""
    known: dict[str, JSON] = {
        "source": source,
        "title": document.title,
        "author": document.author,
        "created": document.created.isoformat() if document.created else None,
        "kind": document.kind,
    }
    metadata = {name: value for name, value in known.items() if value is not None}
    return {"text": document.text, "id": document.uri, "metadata": {**document.metadata, **metadata}}


def _text(entries: Entries, file: BinaryIO, delimiter: str) -> int:
    count = 0
    for _, document in entries:
        file.write(encode(document.text, delimiter))
        file.write(delimiter.encode())
        count += 1
    return count


def _json_lines(entries: Entries, file: BinaryIO) -> int:
    count = 0
    for source, document in entries:
        line = json.dumps(record(document, source), ensure_ascii=False)
        file.write(line.encode("utf-8", "backslashreplace") + b"\n")
        count += 1
    return count


def _parquet(entries: Entries, file: BinaryIO) -> int:
    try:
        import pyarrow
        import pyarrow.parquet
    except ModuleNotFoundError as error:
        raise CorpusError(
            "Parquet needs pyarrow, which is not installed", hint=install_hint("documents")
        ) from error
    # Metadata differs from document to document, which Parquet's columns cannot: it is JSON.
    schema = pyarrow.schema([(name, pyarrow.string()) for name in ("text", "id", "metadata")])
    count = 0
    with pyarrow.parquet.ParquetWriter(file, schema) as writer:
        for rows in _batches(entries):
            count += len(rows)
            writer.write_table(pyarrow.Table.from_pylist(rows, schema))
    return count


def _batches(entries: Entries) -> Iterator[list[dict[str, JSON]]]:
    while batch := list(islice(entries, ROWS)):
        rows = [record(document, source) for source, document in batch]
        yield [{**row, "metadata": json.dumps(row["metadata"])} for row in rows]
