"""Where the documents of a corpus begin and end: at the delimiter, found in the text itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from textgen.errors import CorpusError

DELIMITER = "\f"
CHUNK = 1 << 20
ESCAPES = {"\\n": "\n", "\\t": "\t", "\\f": "\f"}


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands between two delimiters.

    Args:
        start: Its first byte.
        length: Its bytes, without the delimiter.
        hash: Its content's hash, 16 bytes.
        blank: Whether it is white space only, so no document.
        ended: Whether a delimiter follows; only the last piece of a file edited by hand lacks it.
        data: Its first bytes, as many as were asked for.
    """

    start: int
    length: int
    hash: bytes
    blank: bool
    ended: bool
    data: bytes = b""


def digest(data: bytes) -> bytes:
    """The hash that tells contents apart, 16 bytes."""
    return hashlib.blake2b(data, digest_size=16).digest()


def pieces(file: BinaryIO, delimiter: str, *, keep: int = 0) -> Iterator[Piece]:
    """Read a corpus's text piece by piece, in memory that does not grow with it.

    Args:
        file: The text, at its start.
        delimiter: What ends a document.
        keep: How many of its first bytes each piece carries.
    """
    mark = delimiter.encode()
    hasher, blank, parts = hashlib.blake2b(digest_size=16), True, list[bytes]()
    start = position = 0
    rest = b""

    def take(data: bytes) -> None:
        nonlocal blank, position
        hasher.update(data)
        blank = blank and not data.strip()
        position += len(data)
        if (missing := keep - (position - len(data) - start)) > 0:
            parts.append(data[:missing])

    def piece(ended: bool) -> Piece:
        return Piece(start, position - start, hasher.digest(), blank, ended, b"".join(parts))

    while block := file.read(CHUNK):
        block = rest + block
        at = 0
        while (end := block.find(mark, at)) >= 0:
            take(block[at:end])
            yield piece(ended=True)
            hasher, blank, parts = hashlib.blake2b(digest_size=16), True, []
            at = end + len(mark)
            start = position = position + len(mark)
        held = max(at, len(block) - len(mark) + 1)
        take(block[at:held])
        rest = block[held:]
    take(rest)
    if position > start:
        yield piece(ended=False)


def unescape(delimiter: str) -> str:
    r"""Read a delimiter as it is typed: "\n", "\t" and "\f" stand for line end, tab and form feed."""
    for typed, meant in ESCAPES.items():
        delimiter = delimiter.replace(typed, meant)
    return delimiter


def escape(delimiter: str) -> str:
    """Write a delimiter as it is typed."""
    for typed, meant in ESCAPES.items():
        delimiter = delimiter.replace(meant, typed)
    return delimiter


def check_delimiter(delimiter: str) -> str:
    """Return ``delimiter`` if it can end documents.

    Raises:
        CorpusError: it is empty, spaces only, or half a character.
    """
    if not delimiter.strip(" ") or any("\ud800" <= character <= "\udfff" for character in delimiter):
        raise CorpusError(
            f"{delimiter!r} cannot be a delimiter",
            hint="Use a character or a word, for example --delimiter '|'.",
        )
    return delimiter


def encode(text: str, delimiter: str) -> bytes:
    """A document's bytes as they stand in a corpus: UTF-8, without the delimiter.

    The delimiter is replaced by a space, also where one would arise from the document's last
    characters and the delimiter after them; half a surrogate pair becomes U+FFFD.
    """
    while delimiter in text:
        text = text.replace(delimiter, " ")
    if len(delimiter) > 1:
        while (at := (text + delimiter).find(delimiter)) < len(text):
            text = text[:at] + " "
    try:
        return text.encode()
    except UnicodeEncodeError:
        return encode(text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"), delimiter)
