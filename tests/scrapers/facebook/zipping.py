"""Zip archives that the tests build, whole, odd and broken. All that is in them is invented."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from textgen_scrapers.facebook.archive import BrokenError, Export, open_export

GREETING = b'{"text": "' + b"Good morning, everybody. " * 40 + b'"}'


class Unseekable(io.BytesIO):
    """A stream such as a server writes to: sizes can only follow what was written."""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise io.UnsupportedOperation

    def seek(self, *_: object) -> int:
        raise io.UnsupportedOperation


def packed(
    files: Mapping[str, bytes] | Iterable[tuple[str, bytes]],
    method: int = ZIP_DEFLATED,
    *,
    streamed: bool = False,
    zip64: bool = False,
) -> bytes:
    """An archive of the files."""
    buffer = Unseekable() if streamed else io.BytesIO()
    with ZipFile(buffer, "w", method) as archive:
        for name, data in files.items() if isinstance(files, Mapping) else files:
            info = ZipInfo(name)
            info.compress_type = method
            with archive.open(info, "w", force_zip64=zip64) as member:
                member.write(data)
    return buffer.getvalue()


def local(name: bytes, data: bytes, **fields: Any) -> bytes:
    """A stored file with its header in front, as it stands in an archive; ``fields`` replace what is true."""
    true = {"flags": 0, "method": 0, "crc": zlib.crc32(data), "packed": len(data), "size": len(data)}
    field = true | fields
    header = struct.pack(
        "<4sHHHLLLLHH",
        b"PK\x03\x04",
        20,
        field["flags"],
        field["method"],
        0,
        field["crc"],
        field["packed"],
        field["size"],
        len(name),
        0,
    )
    return header + name + data


def listing(name: bytes, start: int, data: bytes, **fields: Any) -> bytes:
    """An entry of an archive's list of files."""
    true = {"flags": 0, "method": 0, "crc": zlib.crc32(data), "packed": len(data), "size": len(data)}
    field = true | fields
    return (
        struct.pack(
            "<4sHHHHLLLLHHHHHLL",
            b"PK\x01\x02",
            20,
            20,
            field["flags"],
            field["method"],
            0,
            field["crc"],
            field["packed"],
            field["size"],
            len(name),
            0,
            0,
            0,
            0,
            0,
            start,
        )
        + name
    )


def archived(files: Iterable[tuple[bytes, bytes, dict[str, Any]]]) -> bytes:
    """An archive of stored files whose headers say what ``fields`` say instead of the truth."""
    body, directory, count = b"", b"", 0
    for name, data, fields in files:
        directory += listing(name, len(body), data, **fields)
        body += local(name, data, **fields)
        count += 1
    return body + closed(directory, count, len(body))


def closed(directory: bytes, count: int, start: int) -> bytes:
    """The list of files, and the record that ends an archive."""
    end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0)
    return directory + end


def written(path: Path, data: bytes) -> Path:
    """The path, after writing to it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def contents(export: Export) -> dict[str, bytes | str]:
    """What each file of an export holds, or why it cannot be read."""
    found: dict[str, bytes | str] = {}
    for member in export.members:
        try:
            found[member.name] = member.read()
        except BrokenError as error:
            found[member.name] = str(error)
    return found


def opened(*paths: Path) -> dict[str, bytes | str]:
    """What the files hold, and why what cannot be read cannot: under its name."""
    export = open_export(paths)
    return contents(export) | dict(export.failures)
