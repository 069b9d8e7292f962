"""The source ``gutenberg``: books of Project Gutenberg without the licence around them."""

from __future__ import annotations

import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Annotated
from zipfile import BadZipFile, ZipFile

import typer

import textgen
from textgen.web import FetchError, OptedOut, UndecodableError, check_address, decode, decode_html

from ._boilerplate import MarkError, unwrap
from ._markup import text_of_html
from ._walk import File, reason, roots, walk

MIRROR = "https://gutenberg.pglaf.org"
"""Project Gutenberg asks programs to use its mirrors: the main site is for people only."""
SUFFIXES = frozenset({".htm", ".html", ".txt", ".zip"})
MAX_BYTES = 100_000_000
"""Of one book, unpacked."""

_EBOOK = re.compile(r"(?:#|(?:https?://)?(?:www\.)?gutenberg\.org/ebooks/)?0*([1-9]\d*)", re.ASCII)
_ENCODING = re.compile(rb"^Character set encoding:[ \t]*([^\r\n]+)", re.MULTILINE | re.IGNORECASE)


def gutenberg(
    context: textgen.Context,
    books: Annotated[
        list[str],
        typer.Argument(
            metavar="BOOK",
            help="Ebooks by number (1342) or address, or saved books: txt, html, zip, folders.",
        ),
    ],
    mirror: Annotated[
        str, typer.Option(metavar="URL", help="The mirror of Project Gutenberg to fetch from.")
    ] = MIRROR,
) -> Iterator[textgen.Document]:
    """Books of Project Gutenberg, without the licence around them."""
    mirror = check_address(mirror).rstrip("/")
    numbers = [int(match[1]) for book in books if (match := _EBOOK.fullmatch(book))]
    found = roots((book for book in books if not _EBOOK.fullmatch(book)), SUFFIXES)
    for done, number in enumerate(dict.fromkeys(numbers)):
        context.progress(done, len(numbers))
        uri = f"https://www.gutenberg.org/ebooks/{number}"
        if not context.seen(uri, ""):
            yield from _fetched(context, uri, mirror, number)
    for root in found:
        for file in walk(context, root, SUFFIXES):
            if not context.seen(file.uri, f"{file.size} {file.changed}"):
                yield from _saved(context, file)


@textgen.hookimpl
def textgen_sources(register: Callable[..., None]) -> None:
    """Register ``gutenberg``."""
    register(gutenberg, sample=Path(__file__).parent / "samples/gutenberg")


def _fetched(context: textgen.Context, uri: str, mirror: str, number: int) -> Iterator[textgen.Document]:
    folder = f"{mirror}/{'/'.join(str(number)[:-1]) or '0'}/{number}/{number}"
    addresses = [
        f"{mirror}/cache/epub/{number}/pg{number}.txt",
        *(f"{folder}{suffix}.txt" for suffix in ("-0", "-8", "")),
    ]
    for address in addresses:
        try:
            response = context.http.get(address, media_types=())
        except FetchError as error:
            if error.reason != "HTTP 404":
                (context.skip if isinstance(error, OptedOut) else context.fail)(uri, error.reason)
                return
        else:
            yield from _book(context, uri, response.body, html=False)
            return
    context.fail(uri, "no such ebook, or none with a text")


def _saved(context: textgen.Context, file: File) -> Iterator[textgen.Document]:
    try:
        if file.size > MAX_BYTES:
            context.fail(file.uri, f"larger than {MAX_BYTES / 1e6:g} MB")
        elif file.path.suffix.lower() == ".zip":
            yield from _unzipped(context, file)
        else:
            html = file.path.suffix.lower() in {".htm", ".html"}
            yield from _book(context, file.uri, file.path.read_bytes(), html=html)
    except NotImplementedError:
        context.fail(file.uri, "packed by an old method: unpack it first")
    except (BadZipFile, EOFError, RuntimeError, lzma.LZMAError, zlib.error):
        context.fail(file.uri, "damaged or locked zip file")
    except OSError as error:
        context.fail(file.uri, reason(error))


def _unzipped(context: textgen.Context, file: File) -> Iterator[textgen.Document]:
    """The texts in a zip file; its HTML pages where it has no text."""
    with ZipFile(file.path) as archive:
        by_suffix: dict[str, list[str]] = {}
        for name in archive.namelist():
            by_suffix.setdefault(PurePosixPath(name).suffix.lower(), []).append(name)
        names = by_suffix.get(".txt") or by_suffix.get(".htm", []) + by_suffix.get(".html", [])
        if not names:
            context.fail(file.uri, "holds no book")
        for name in names:
            uri = file.uri if len(names) == 1 else f"{file.uri}/{name}"
            with archive.open(name) as member:
                data = member.read(MAX_BYTES + 1)
            if len(data) > MAX_BYTES:
                context.fail(uri, f"larger than {MAX_BYTES / 1e6:g} MB")
            else:
                yield from _book(context, uri, data, html=not name.lower().endswith(".txt"))


def _book(context: textgen.Context, uri: str, data: bytes, *, html: bool) -> Iterator[textgen.Document]:
    declared = _ENCODING.search(data[:20_000])
    try:
        if html or declared:
            text = decode_html(data, declared and declared[1].decode("ascii", "replace").strip())
        else:
            text = decode(data)[0]
        book = unwrap(text_of_html(text) if html else text)
    except (MarkError, UndecodableError) as error:
        context.fail(uri, error.args[0])
        return
    if "\ufffd" in book.text:
        context.fail(uri, "damaged text")
        return
    if not book.text:
        context.skip(uri, "empty")
        return
    about = {"ebook": book.number, "language": book.language, "licence": book.licence}
    yield textgen.Document(
        book.text,
        uri,
        title=book.title,
        author=book.author,
        created=book.released,
        kind="book",
        metadata={name: value for name, value in about.items() if value},
    )
