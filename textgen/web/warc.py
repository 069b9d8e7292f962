"""Keeps what was sent and answered in a web archive (WARC 1.1)."""

from __future__ import annotations

import io
import re
import threading
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from textgen.errors import SourceError

if TYPE_CHECKING:
    from textgen.web.response import Response

CHUNK = 1 << 20

_NOT_MODIFIED = "http://netpreservation.org/warc/1.1/revisit/server-not-modified"
_VERSIONS = {10: "HTTP/1.0", 11: "HTTP/1.1"}
_HEADER = re.compile(
    rb"WARC/1\.[01]\r\n(?:[^\r\n]+\r\n)*?Content-Length: *(\d+)\r\n(?:[^\r\n]+\r\n)*\r\n", re.IGNORECASE
)


class Archive:
    """A WARC file that exchanges are added to; one that is there is continued.

    Args:
        path: A name that ends in ``.gz`` makes a packed one.

    Raises:
        SourceError: the file cannot be written, or is no web archive.
    """

    def __init__(self, path: Path) -> None:
        from importlib.metadata import version

        from warcio.warcwriter import WARCWriter

        self._lock = threading.Lock()
        packed = path.name.lower().endswith(".gz")
        try:
            self._file = path.open("r+b" if path.exists() else "w+b")
            size = self._file.seek(0, io.SEEK_END)
            whole = _whole(self._file, packed=packed)
        except OSError as error:
            raise SourceError(
                f"{path} cannot be written: {error.strerror or error}", hint="Give --warc another file."
            ) from error
        if size and not whole:
            self._file.close()
            raise SourceError(
                f"{path} is there already and is no web archive", hint="Give --warc another file."
            )
        self._file.seek(whole)
        self._file.truncate()  # what a killed run left half
        self._buffer = io.BytesIO()
        self._writer = WARCWriter(self._buffer, gzip=packed, warc_version="1.1")
        if not whole:
            software = f"textgen/{version('textgen')}"
            about = {"software": software, "format": "WARC File Format 1.1", "robots": "obey"}
            self._put(self._writer.create_warcinfo_record(path.name, about))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._file.close()

    def write(self, response: Response) -> None:
        """Add the request and the answer; several threads may do so, and it is nothing after the end.

        An answer that nothing changed is noted as such (a revisit), and one whose body was not wanted as
        truncated.
        """
        with self._lock:
            if not self._file.closed:
                self._write(response)

    def _write(self, response: Response) -> None:
        from warcio.statusandheaders import StatusAndHeaders

        sent = response.sent
        if sent is None:
            return
        about = {"WARC-Date": sent.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
        if sent.peer:
            about["WARC-IP-Address"] = sent.peer
        version = _VERSIONS.get(sent.version, "HTTP/1.1")
        headers = StatusAndHeaders(
            f"{response.status} {sent.reason}".strip(), _as_stored(response.headers), protocol=version
        )
        body = response.body if response.raw is None else response.raw
        unchanged = response.status == 304
        answer = self._record(
            response.url,
            "revisit" if unchanged else "response",
            b"" if unchanged else body,
            headers,
            {**about, **_nature(response)},
        )
        request = self._record(
            response.url,
            "request",
            b"",
            StatusAndHeaders(f"GET {sent.target} {version}", list(sent.headers), is_http_request=True),
            {**about, "WARC-Concurrent-To": answer.rec_headers.get_header("WARC-Record-ID")},
        )
        self._put(answer)
        self._put(request)

    def _record(self, url: str, kind: str, body: bytes, headers: Any, about: Mapping[str, str]) -> Any:
        return self._writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            length=len(body),
            http_headers=headers,
            warc_headers_dict=dict(about),
        )

    def _put(self, record: Any) -> None:
        """Write a record in one piece."""
        self._writer.write_record(record)
        self._file.write(self._buffer.getvalue())
        self._file.flush()
        self._buffer.seek(0)
        self._buffer.truncate()


def _nature(response: Response) -> dict[str, str]:
    if response.status == 304:
        return {"WARC-Profile": _NOT_MODIFIED}
    if response.is_cut:
        return {"WARC-Truncated": "length"}
    is_whole = 200 <= response.status < 300 or response.headers.get("content-length") == "0"
    return {} if is_whole else {"WARC-Truncated": "unspecified"}


def _as_stored(headers: Mapping[str, str]) -> list[tuple[str, str]]:
    """The headers, but for the one about chunks, which are put together."""
    return [
        (f"X-Archive-Orig-{name}" if name.lower() == "transfer-encoding" else name, value)
        for name, value in headers.items()
    ]


def _whole(file: BinaryIO, *, packed: bool) -> int:
    """The byte after the last whole record."""
    file.seek(0)
    return _whole_members(file) if packed else _whole_records(file)


def _whole_members(file: BinaryIO) -> int:
    end = position = 0
    data = file.read(CHUNK)
    while data:
        member = zlib.decompressobj(wbits=31)
        while data and not member.eof:
            try:
                member.decompress(data)
            except zlib.error:
                return end
            position += len(data) - len(member.unused_data)
            data = member.unused_data or file.read(CHUNK)
        if not member.eof:
            return end
        end = position
    return end


def _whole_records(file: BinaryIO) -> int:
    size = file.seek(0, io.SEEK_END)
    end = 0
    while True:
        file.seek(end)
        header = _HEADER.match(file.read(1 << 16))
        if header is None:
            return end
        following = end + header.end() + int(header[1]) + len(b"\r\n\r\n")
        if following > size:
            return end
        end = following
