"""Pages that were saved: HTML files, folders of them, MHTML and web archives (WARC)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from textgen.web.addresses import join
from textgen.web.decoding import DecodingError, decoded
from textgen.web.times import utc

if TYPE_CHECKING:
    from email.message import EmailMessage

MAX_BYTES = 20_000_000
"""The most that one page may hold, unpacked."""

PAGES = (".html", ".htm", ".xhtml")
MHTML = (".mhtml", ".mht")
ARCHIVES = (".warc", ".warc.gz")
SUFFIXES = PAGES + MHTML + ARCHIVES

_HTML_TYPES = {"text/html", "application/xhtml+xml"}
_NO_PAGES = ("/robots.txt", "/.well-known/tdmrep.json")
"""Many sites answer with some page to whatever they are asked for."""
_BEGINS_AS_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)
_SAVED_FROM = re.compile(rb"<!-- saved from url=\(\d+\)(https?://\S+) -->")


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page that was saved.

    Args:
        uri: Its address, or where in what was given the file lies.
        html: The page; empty where ``problem`` says why.
        url: Its address, if it is known.
        charset: The encoding that the server declared.
        headers: What the server said.
        date: When it was saved, if that is known.
        problem: Why it cannot be read, or None.
    """

    uri: str
    html: bytes = b""
    url: str | None = None
    charset: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    date: datetime | None = None
    problem: str | None = None


def is_saved(path: Path) -> bool:
    """Whether a path is a folder or a file of saved pages."""
    return path.is_dir() or path.name.lower().endswith(SUFFIXES)


def saved_pages(path: Path) -> Iterator[SavedPage]:
    """Yield the pages of a file or a folder; what cannot be read is given with its problem.

    In a folder, such as a mirror made by wget, files that begin as HTML count whatever their name is.
    """
    if not path.is_dir():
        yield from _pages_of(path, path.name)
        return
    root = path.resolve()
    for file in sorted(root.rglob("*")):
        place = file.relative_to(root)
        hidden = any(part.startswith(".") for part in place.parts)
        if not hidden and file.is_file() and not file.is_symlink():
            name = f"{root.name}/{place.as_posix()}"
            if is_saved(file):
                yield from _pages_of(file, name)
            elif _begins_as_html(file):
                yield from _html_file(file, name)


def _pages_of(path: Path, name: str) -> Iterator[SavedPage]:
    lower = path.name.lower()
    reader = _archive if lower.endswith(ARCHIVES) else _mhtml if lower.endswith(MHTML) else _html_file
    try:
        yield from reader(path, name)
    except OSError as error:
        yield SavedPage(name, problem=error.strerror or "cannot be read")


def _begins_as_html(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return bool(_BEGINS_AS_HTML.match(file.read(2048)))
    except OSError:
        return False


def _html_file(path: Path, name: str) -> Iterator[SavedPage]:
    if path.stat().st_size > MAX_BYTES:
        yield SavedPage(name, problem=_too_large())
        return
    html = path.read_bytes()
    source = _SAVED_FROM.search(html[:2048])
    url = _web_address(source[1].decode("ascii", "replace")) if source else None
    yield SavedPage(url or name, html, url)


def _mhtml(path: Path, name: str) -> Iterator[SavedPage]:
    if path.stat().st_size > 4 * MAX_BYTES:
        yield SavedPage(name, problem=_too_large())
        return
    with path.open("rb") as file:
        try:
            page = _in_mail(file, name)
        except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
            page = None  # Python's reader of mail stumbles in many ways over what is none
    yield page or SavedPage(name, problem="no page in the MHTML file")


def _in_mail(file: BinaryIO, name: str) -> SavedPage | None:
    """The first page among the parts of a mail, None where there is none."""
    import email
    from email import policy

    message: EmailMessage = email.message_from_binary_file(file, policy=policy.default)
    page = next((part for part in message.walk() if part.get_content_type() in _HTML_TYPES), None)
    html = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(html, bytes) or not html:
        return None
    url = _web_address(message.get("Snapshot-Content-Location") or page.get("Content-Location"))
    date = _mail_date(message.get("Date"))
    return SavedPage(url or name, html, url, page.get_content_charset(), date=date)


def _archive(path: Path, name: str) -> Iterator[SavedPage]:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    found = False
    with path.open("rb") as file:
        records = ArchiveIterator(file, check_digests=True)
        try:
            while True:
                with redirect_stderr(io.StringIO()):  # warcio prints what is damaged
                    record = next(records, None)
                    page = _archived(record) if record is not None else None
                if record is None:
                    break
                if page is not None:
                    found = True
                    yield page
        except (ArchiveLoadFailed, AttributeError, EOFError, LookupError, TypeError, ValueError):
            yield SavedPage(name, problem="damaged web archive")
            return
    if not found:
        yield SavedPage(name, problem="no page in the web archive")


def _archived(record: Any) -> SavedPage | None:
    """The page in a record, None where there is none."""
    headers = record.http_headers
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    if record.rec_type not in {"response", "resource"} or url.endswith(_NO_PAGES):
        return None
    if headers is not None and not headers.get_statuscode().startswith("2"):
        return None
    content_type = (headers or record.rec_headers).get_header("Content-Type") or ""
    if content_type.split(";")[0].strip().lower() not in _HTML_TYPES:
        return None
    try:
        html = _body(record)
    except DecodingError:
        html = None
    if html is not None and len(html) > MAX_BYTES:
        return SavedPage(url, problem=_too_large())
    if html is None or getattr(record.raw_stream, "limit", 0) > 0 or record.digest_checker.passed is False:
        return SavedPage(url, problem="the archive's record is damaged")
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", content_type, re.I)
    said = {name.lower(): value for name, value in headers.headers} if headers is not None else {}
    return SavedPage(
        url,
        html,
        _web_address(url),
        charset[1] if charset else None,
        said,
        utc(record.rec_headers.get_header("WARC-Date")),
    )


def _body(record: Any) -> bytes:
    """The body of an answer, unpacked: one byte more than ``MAX_BYTES`` at most.

    warcio would unpack it itself, but stumbles over br, and knows neither limits nor double codings.

    Raises:
        DecodingError: it cannot be unpacked.
    """
    from warcio.bufferedreaders import ChunkedDataReader

    def said(name: str) -> str:
        return (record.http_headers and record.http_headers.get_header(name)) or ""

    chunked = said("transfer-encoding").lower() == "chunked"
    stream = ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream
    raw = bytes(stream.read(MAX_BYTES + 1))
    body = bytearray()
    try:
        for piece in decoded([raw], said("content-encoding")):
            body += piece
            if len(body) > MAX_BYTES:
                break
    except DecodingError:
        if not _BEGINS_AS_HTML.match(raw):
            raise
        return raw  # some programs unpack the body and keep the header
    return bytes(body)


def _too_large() -> str:
    return f"larger than {MAX_BYTES / 1e6:g} MB"


def _web_address(text: str | None) -> str | None:
    return join("", text) if text else None


def _mail_date(text: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC) if text else None
    except (ValueError, OverflowError):
        return None
