"""Which encoding a text is in: the byte-order mark, else UTF-8 if it is valid, else a guess."""

from __future__ import annotations

import codecs
import io
import re
from typing import BinaryIO

from textgen.errors import SourceError

CHUNK = 1 << 20
SAMPLE = 1 << 16

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark begins alike
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GUESSES = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *("koi8_r", "koi8_u", "cp850", "cp852", "cp866", "mac_roman", "mac_cyrillic", "iso8859_2", "iso8859_5"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949"),
]
_META = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
_CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32), 127])


class UndecodableError(SourceError):
    """Bytes that are no text, or text in an encoding that cannot be told; the message is a short reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, hint="Save the file as UTF-8 in a text editor and collect it again.")


def decode(data: bytes) -> tuple[str, str]:
    """Return the whole text and the name of the encoding it was in.

    Raises:
        UndecodableError: the bytes are not text, or their encoding cannot be told.
    """
    if not any(data.startswith(mark) for mark, _ in _MARKS) and b"\0" not in data:
        try:
            return data.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            pass
    encoding = encoding_of(io.BytesIO(data))
    return data.decode(encoding), encoding


def encoding_of(file: BinaryIO) -> str:
    """Return the encoding that reads the whole file without error; memory stays flat.

    The file is read to its end, and its position is the start again afterwards.

    Raises:
        UndecodableError: the bytes are not text, or their encoding cannot be told.
    """
    file.seek(0)
    head = file.read(4)
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    encoding = marked or "utf-8"
    error = _first_error(file, encoding)
    if error is not None and marked is None:
        encoding = _guess(_sample(file, error))
        error = _first_error(file, encoding)
    if error is not None:
        raise UndecodableError(f"damaged {encoding} text" if marked else "encoding not recognised")
    file.seek(0)
    return encoding


def decode_html(data: bytes, charset: str | None = None) -> str:
    """Return the text of an HTML page; bytes that fit nothing become U+FFFD.

    A byte-order mark comes first, then UTF-8 if it is valid and not plain ASCII, then what the
    server or the page declares (as browsers read it: latin-1 means cp1252), then a guess.

    Args:
        data: The page.
        charset: The encoding that the server declared, if it did.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if not text.isascii():
            return text
    declared = _declared(data, charset)
    if declared is not None:
        try:
            return data.decode(declared)
        except UnicodeDecodeError:
            pass
    try:
        return decode(data)[0]
    except UndecodableError:
        return data.decode(declared or "utf-8", "replace")


def _first_error(file: BinaryIO, encoding: str) -> int | None:
    """The offset near which ``encoding`` cannot read the file, None if it reads it all."""
    wide = encoding in {"utf-16", "utf-32"}
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    offset = 0
    while True:
        chunk = file.read(CHUNK)
        if not wide and b"\0" in chunk:
            raise UndecodableError("not a text file")
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return max(0, offset + error.start)
        if not chunk:
            return None
        offset += len(chunk)


def _sample(file: BinaryIO, offset: int) -> bytes:
    """The lines around and after ``offset`` that are not plain ASCII: they tell an encoding."""
    start = max(0, offset - 4096)
    file.seek(start)
    window = file.read(16 * SAMPLE)
    line_start = window.rfind(b"\n", 0, offset - start) + 1
    telling = [line for line in window[line_start:].split(b"\n") if not line.isascii()]
    return b"\n".join(telling)[:SAMPLE]


def _guess(sample: bytes) -> str:
    if len(sample.translate(None, _CONTROLS)) < 0.95 * len(sample):
        raise UndecodableError("not a text file")
    lenient = sample.decode("utf-8", "replace")
    if lenient.count("\ufffd") < 0.1 * sum(character > "\x7f" for character in lenient):
        raise UndecodableError("damaged utf-8 text")
    from charset_normalizer import from_bytes

    matches = from_bytes(sample, cp_isolation=_GUESSES)
    best = matches.best()
    if best is None:
        raise UndecodableError("encoding not recognised")
    for match in matches:
        as_likely = (match.chaos, match.coherence) == (best.chaos, best.coherence)
        if as_likely and "cp1252" in match.could_be_from_charset:
            return "cp1252"  # by far the most common
    return best.encoding


def _declared(data: bytes, charset: str | None) -> str | None:
    """The Python codec of the declared encoding, None if there is none that Python knows."""
    meta = _META.search(data[:4096])
    for name in (charset, meta and meta[1].decode("ascii", "replace")):
        if not name:
            continue
        try:
            b" ".decode(name)  # neither hex nor UTF-16, in which the page could not say so
        except (LookupError, ValueError):
            continue
        codec = codecs.lookup(name).name
        if codec in {"iso8859-1", "ascii"}:
            return "cp1252"
        return "gb18030" if codec in {"gb2312", "gbk"} else codec
    return None
