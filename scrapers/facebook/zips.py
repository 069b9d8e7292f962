"""What a zip archive holds: its files are read one by one where they lie, and never unpacked to disk."""

from __future__ import annotations

import re
import struct
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, BadZipFile, ZipExtFile, ZipFile, ZipInfo

from .members import CUT_OFF, Member, is_wanted, printable, shortened

LOCAL = b"PK\x03\x04"
EMPTY = b"PK\x05\x06"
LOCKED = "protected by a password"

# Deflate packs at most 1032:1. A record of an export carries a time and a name of its own, at least 2 bytes
# packed in about 150: less than 100:1.
_LARGE = 100_000_000
_RATIO = 200
_ENCRYPTED = 0x1
_UTF8 = 0x800
_METHODS = {ZIP_STORED, ZIP_DEFLATED, ZIP_BZIP2, ZIP_LZMA}
_NAMED_METHODS = {9: "Deflate64", 93: "Zstandard", 95: "XZ", 98: "PPMd", 99: "AES"}
_CLIMBS = re.compile(r"(?:/|[A-Za-z]:|.*(?:^|/)\.\.(?:/|$))", re.DOTALL)


class NotZipError(Exception):
    """A file is no zip archive."""


def read_zip(path: Path, see: Callable[[str], None]) -> tuple[list[Member], list[tuple[str, str]]]:
    """Return the files of an archive that may hold words, and what cannot be read with the reason.

    Args:
        path: The archive; it is opened anew for each file that is read.
        see: Is told the name of each file in it.

    Raises:
        NotZipError: it is no zip archive.
        OSError: it cannot be read.
    """
    members: list[Member] = []
    failures: list[tuple[str, str]] = []
    wanted: list[tuple[str, ZipInfo]] = []
    starts = array("Q")
    with path.open("rb") as file:
        size = file.seek(0, 2)
        for info in _entries(file):
            name = _name(info)
            see(name)
            starts.append(info.header_offset)
            if is_wanted(name):
                wanted.append((name, info))
    starts = array("Q", sorted({*starts, size}))
    for name, info in wanted:
        if problem := _problem(name, info, starts):
            failures.append((shortened(name), problem))
        else:
            mark = f"{info.CRC:08x}-{info.file_size}"
            members.append(Member(printable(name), info.file_size, mark, partial(_open, path, info)))
    return members, failures


def _entries(file: BinaryIO) -> Iterable[ZipInfo]:
    file.seek(0)
    begin = file.read(4)
    try:
        with ZipFile(file) as archive:
            return archive.infolist()
    except (BadZipFile, NotImplementedError, OverflowError, ValueError, struct.error) as error:
        raise NotZipError(begin) from error


def _name(info: ZipInfo) -> str:
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        with suppress(UnicodeError):  # many programs write UTF-8 without saying so
            name = name.encode("cp437").decode()
    name = name.replace("\\", "/")
    return name.removeprefix("./")


def _problem(name: str, info: ZipInfo, starts: array[int]) -> str:
    """Why a file is not read; "" when it is."""
    end = info.header_offset + 30 + info.compress_size
    method = _NAMED_METHODS.get(info.compress_type, f"method {info.compress_type}")
    following = starts[bisect_right(starts, info.header_offset) % len(starts)]
    problems = {
        "its name leads out of the archive": _CLIMBS.match(name),
        LOCKED: info.flag_bits & _ENCRYPTED,
        f"packed with {method}, which is not read": info.compress_type not in _METHODS,
        "unpacks to far more than an export holds": info.file_size > max(_LARGE, _RATIO * info.compress_size),
        CUT_OFF: end > starts[-1],
        "shares its bytes with another file": end > following,
    }
    return next((problem for problem, holds in problems.items() if holds), "")


def _open(path: Path, info: ZipInfo) -> BinaryIO:
    file = path.open("rb")
    try:
        file.seek(info.header_offset)
        header = file.read(30)
        if len(header) < 30 or header[:4] != LOCAL:
            raise BadZipFile
        file.seek(sum(struct.unpack("<HH", header[26:])), 1)
        packed = file if info.compress_type in {ZIP_STORED, ZIP_DEFLATED} else _Sips(file)
        return cast(BinaryIO, ZipExtFile(packed, "r", info, None, close_fileobj=True))
    except BaseException:
        file.close()
        raise


class _Sips:
    """A file in small pieces: the unpacking of bzip2 and LZMA knows no bound but its input."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.close = file.close

    def read(self, size: int = -1) -> bytes:
        return self._file.read(min(size, 1 << 12))
