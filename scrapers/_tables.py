"""One document for each row of a csv, tsv or jsonl file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

import textgen
from textgen.web import encoding_of

from ._walk import File

SUFFIXES = frozenset({".csv", ".jsonl", ".tsv"})
MAX_FIELD = 1 << 27
"""Characters of one csv field; more is a quotation mark that nobody closed."""


def rows(
    context: textgen.Context, file: File, stream: BinaryIO, column: str | None
) -> Iterator[textgen.Document]:
    """Yield the text of each row; its uri names the line that the row begins in.

    Raises:
        SourceError: the file was named itself, and no or another column was asked for.
        UndecodableError: it is not text.
    """
    text = io.TextIOWrapper(stream, encoding_of(stream), newline="")
    try:
        read = _jsonl if file.path.suffix.lower() == ".jsonl" else _csv
        yield from read(context, file, text, column)
    finally:
        text.detach()


def _csv(
    context: textgen.Context, file: File, text: io.TextIOWrapper, column: str | None
) -> Iterator[textgen.Document]:
    head = text.readline()
    delimiters = "\t" if file.path.suffix.lower() == ".tsv" else ",;\t"
    headers = {
        delimiter: [name.strip() for name in next(csv.reader([head], delimiter=delimiter), [])]
        for delimiter in delimiters
    }
    if column is None or not any(column in header for header in headers.values()):
        _without_column(context, file, column, max(headers.values(), key=len))
        return
    delimiter, header = next(item for item in headers.items() if column in item[1])
    index = header.index(column)
    csv.field_size_limit(MAX_FIELD)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    while True:
        uri = f"{file.uri}#{reader.line_num + 2}"
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            context.fail(uri, "broken csv row")
            continue
        if len(row) > index:
            yield from _document(context, uri, row[index])
        elif row:
            context.fail(uri, f"no column {column!r}")


def _jsonl(
    context: textgen.Context, file: File, text: io.TextIOWrapper, column: str | None
) -> Iterator[textgen.Document]:
    for number, line in enumerate(text, 1):
        if line.isspace():
            continue
        uri = f"{file.uri}#{number}"
        row = _parsed(line)
        if not isinstance(row, dict):
            context.fail(uri, "not a JSON object")
        elif column is None or (column not in row and number == 1 and file.named):
            _without_column(context, file, column, list(row))
            return
        elif column not in row:
            context.fail(uri, f"no key {column!r}")
        elif not isinstance(row[column], str | None):
            context.fail(uri, f"{column!r} is not text")
        else:
            yield from _document(context, uri, row[column] or "")


def _parsed(line: str) -> Any:
    """The line's value; None where it is not JSON."""
    import orjson

    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        try:
            return json.loads(line)  # takes half of a surrogate pair too
        except ValueError:
            return None


def _document(context: textgen.Context, uri: str, text: str) -> Iterator[textgen.Document]:
    if not text or text.isspace():
        context.skip(uri, "empty")
    else:
        yield textgen.Document(text, uri, kind="row")


def _without_column(context: textgen.Context, file: File, column: str | None, header: list[str]) -> None:
    """Refuse a named file, or go past one that was found in a folder."""
    names = ", ".join(header[:20])
    if file.named:
        missing = "needs --column" if column is None else f"has no column {column!r}"
        raise textgen.SourceError(
            f"{file.path} {missing}", hint=f"Name the one that holds the text: --column NAME, of {names}."
        )
    context.log(f"{file.uri}: its columns are {names}")
    if column is None:
        context.skip(file.uri, "table without --column")
    else:
        context.fail(file.uri, f"no column {column!r}")
