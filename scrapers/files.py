"""The source ``files``: texts that lie on this computer."""

import io
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

import textgen
from textgen.web import Page, UndecodableError, decode, encoding_of

from . import _documents, _tables
from ._walk import File, reason, roots, walk

SUFFIXES = frozenset({".txt", ".md", *_documents.READERS, *_tables.SUFFIXES})
CHUNK = 1 << 20
"""Characters read at a time from a file that is split."""

_ESCAPES = {r"\n": "\n", r"\f": "\f", r"\t": "\t", r"\r": "\r", r"\\": "\\"}


def files(
    context: textgen.Context,
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH",
            help="Files, folders, patterns such as 'texts/**/*.txt', or - for standard input.",
        ),
    ],
    column: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The csv or tsv column, or the jsonl key, that holds the text."),
    ] = None,
    split_on: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help=r"Begin a new document at each TEXT; \n and \f are understood."),
    ] = None,
) -> Iterator[textgen.Document]:
    """Texts on this computer: txt, md, html, csv, tsv, jsonl, docx, epub and pdf files."""
    if split_on == "":
        raise textgen.SourceError("--split-on is empty", hint=r'For a document a line: --split-on "\n".')
    separator = re.sub(r"\\[nftr\\]", lambda escape: _ESCAPES[escape[0]], split_on) if split_on else None
    found = roots((path for path in paths if path != "-"), SUFFIXES)
    if "-" in paths:
        yield from _standard_input(context, column, separator)
    total = sum(file.size for root in found for file in walk(textgen.Context(), root, SUFFIXES))
    done = 0
    for root in found:
        for file in walk(context, root, SUFFIXES):
            context.progress(done, total)
            if not context.seen(file.uri, f"{file.size} {file.changed} {column} {split_on}"):
                try:
                    with file.path.open("rb") as stream:
                        for document in _read(context, file, stream, column, separator):
                            yield document
                            context.progress(done + stream.tell(), total)
                except UndecodableError as error:
                    context.fail(file.uri, error.message)
                except OSError as error:
                    context.fail(file.uri, reason(error))
            done += file.size
    context.progress(done, total)


@textgen.hookimpl
def textgen_sources(register: Callable[..., None]) -> None:
    """Register ``files``."""
    register(files, sample=Path(__file__).parent / "samples/files")


def split(read: Callable[[int], str], separator: str) -> Iterator[str]:
    """Yield the pieces of a text that ``read`` gives in parts; only the piece at hand is in memory.

    Args:
        read: Returns the next characters, as many as it is asked for, and "" at the end.
        separator: Stands between two pieces and belongs to neither.
    """
    rest, size = "", CHUNK
    while chunk := read(size):
        *pieces, rest = (rest + chunk).split(separator)
        yield from pieces
        size = CHUNK if pieces else 2 * size  # a long piece would be copied at each turn otherwise
    yield rest


def _standard_input(
    context: textgen.Context, column: str | None, separator: str | None
) -> Iterator[textgen.Document]:
    if column is not None:
        raise textgen.SourceError(
            "--column does not go with -",
            hint="Standard input is read as plain text; save the table first.",
        )
    with tempfile.TemporaryFile() as stream:
        shutil.copyfileobj(sys.stdin.buffer, stream)
        stream.seek(0)
        try:
            pieces, metadata = _plain(stream, separator)
        except UndecodableError as error:
            context.fail("stdin", error.message)
            return
        for piece in pieces:
            if piece and not piece.isspace():
                uri = f"stdin#{sha256(piece.encode()).hexdigest()[:16]}"
                yield textgen.Document(piece, uri, kind="file", metadata=metadata)


def _read(
    context: textgen.Context, file: File, stream: BinaryIO, column: str | None, separator: str | None
) -> Iterator[textgen.Document]:
    suffix = file.path.suffix.lower()
    if suffix in _tables.SUFFIXES:
        yield from _tables.rows(context, file, stream, column)
    elif file.size == 0:
        context.skip(file.uri, "empty")
    elif suffix in _documents.READERS:
        page = _page(context, file, stream)
        if page is not None:
            read = io.StringIO(page.text).read
            pieces: Iterable[str] = split(read, separator) if separator else [page.text]
            yield from _numbered(context, file, pieces, separator, page, {})
    else:
        pieces, metadata = _plain(stream, separator)
        yield from _numbered(context, file, pieces, separator, Page(""), metadata)


def _numbered(
    context: textgen.Context,
    file: File,
    pieces: Iterable[str],
    separator: str | None,
    about: Page,
    metadata: dict[str, str],
) -> Iterator[textgen.Document]:
    for number, piece in enumerate(pieces, 1):
        if piece and not piece.isspace():
            yield textgen.Document(
                piece,
                f"{file.uri}#{number}" if separator else file.uri,
                title=about.title,
                author=about.author,
                created=about.date,
                kind="file",
                metadata=metadata,
            )
        elif separator is None:
            context.skip(file.uri, "empty")


def _plain(stream: BinaryIO, separator: str | None) -> tuple[Iterable[str], dict[str, str]]:
    """The pieces of a plain text, and its encoding where that is not UTF-8."""
    pieces: Iterable[str]
    if separator is None:
        text, encoding = decode(stream.read())
        pieces = [text]
    else:
        encoding = encoding_of(stream)
        pieces = _split_file(stream, encoding, separator)
    return pieces, {} if encoding.startswith("utf-8") else {"encoding": encoding}


def _split_file(stream: BinaryIO, encoding: str, separator: str) -> Iterator[str]:
    newline = "" if "\r" in separator else None  # "\n" matches every kind of line end
    text = io.TextIOWrapper(stream, encoding, newline=newline)
    try:
        yield from split(text.read, separator)
    finally:
        text.detach()


def _page(context: textgen.Context, file: File, stream: BinaryIO) -> Page | None:
    """What a formatted file says; None after saying why it cannot be read."""
    suffix = file.path.suffix.lower()
    try:
        page = _documents.READERS[suffix](stream)
    except ImportError:
        context.fail(file.uri, 'needs pip install -e ".[documents]" in the folder of textgen')
    except _documents.LockedError as error:
        context.fail(file.uri, str(error))
    except Exception as error:  # a damaged file makes the libraries raise anything
        context.log(f"{file.uri}: {error}")
        context.fail(file.uri, f"damaged {suffix[1:]} file")
    else:
        if page.text and not page.text.isspace():
            return page
        context.fail(file.uri, "no text found")
    return None
