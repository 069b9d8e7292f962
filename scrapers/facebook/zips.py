"""What a zip archive holds: its files are read one by one where they lie, and never unpacked to disk."""

from __future__ import annotations

import re
import struct
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, BadZipFile, ZipExtFile, ZipInfo

from .directory import LOCAL, Entry, entries
from .members import Member, is_wanted, printable, shortened
from .salvage import LostError, walk

LOCKED = "protected by a password"

# Deflate packs at most 1032:1. A record of an export carries a time of its own, at least 2 bytes packed in
# about 150: less than 100:1.
_RATIO = 200
_LARGE = 100_000_000

_HEADER = 30  # bytes before the name
_ENCRYPTED = 0x1
_UTF8 = 0x800
_METHODS = {ZIP_STORED, ZIP_DEFLATED, ZIP_BZIP2, ZIP_LZMA}
_OTHER_METHODS = {9: "Deflate64", 93: "Zstandard", 95: "XZ", 98: "PPMd"}
_CLIMBS = re.compile(r"/|[A-Za-z]:|(?:.*/)?\.\.(?:/|$)", re.DOTALL)


class NotZipError(Exception):
    """A file is no zip archive."""


def read_zip(path: Path, see: Callable[[str], None]) -> tuple[list[Member], list[tuple[str, str]]]:
    """Return the files of an archive that may hold words, and what cannot be read with the reason.

    One that has lost its list of files is read from its beginning to where it breaks off.

    Args:
        path: The archive; it is opened anew for each file that is read.
        see: Is told the name of each file in it.

    Raises:
        NotZipError: it is no zip archive.
        OSError: it cannot be read.
    """
    failures: list[tuple[str, str]] = []
    with path.open("rb", 1 << 12) as file:
        begin = file.read(len(LOCAL))
        try:
            wanted = _listed(file, see)
        except BadZipFile as error:
            if begin != LOCAL:
                raise NotZipError from error
            wanted = [entry for entry in _salvaged(file, path.name, failures) if _is_wanted(entry, see)]
    members: list[Member] = []
    for entry in wanted:
        name = _name(entry.name, entry.flags)
        if problem := _problem(name, entry):
            failures.append((shortened(name), problem))
        else:
            mark = f"{entry.crc:08x}-{entry.size}"
            members.append(Member(printable(name), entry.size, mark, partial(_open, path, entry)))
    return members, failures


def _listed(file: BinaryIO, see: Callable[[str], None]) -> list[Entry]:
    """The files in an archive's list that may hold words.

    Raises:
        BadZipFile: there is no list, or it is damaged: or else two files would share their bytes.
    """
    wanted: list[Entry] = []
    starts = array("Q")
    for entry in entries(file):
        starts.append(entry.start)
        if _is_wanted(entry, see):
            wanted.append(entry)
    bounds = [*sorted(starts), file.seek(0, 2)]
    for entry in wanted:
        end = entry.start + _HEADER + len(entry.name) + entry.packed
        if end > bounds[bisect_left(bounds, entry.start) + 1]:
            raise BadZipFile
    return wanted


def _is_wanted(entry: Entry, see: Callable[[str], None]) -> bool:
    name = _name(entry.name, entry.flags)
    see(name)
    return is_wanted(name)


def _salvaged(file: BinaryIO, archive: str, failures: list[tuple[str, str]]) -> Iterator[Entry]:
    try:
        yield from walk(file)
    except LostError as error:
        name = _name(error.name, 0)
        failures.append((shortened(name if is_wanted(name) else archive), str(error)))


def _name(written: bytes, flags: int) -> str:
    try:  # many programs write UTF-8 without saying so
        name = written.decode()
    except UnicodeDecodeError:
        name = written.decode("utf-8", "replace") if flags & _UTF8 else written.decode("cp437")
    name = name.replace("\\", "/")
    while name.startswith("./"):
        name = name[2:]
    return name


def _problem(name: str, entry: Entry) -> str:
    """Why a file is not read; "" when it is."""
    if _CLIMBS.match(name):
        return "its name leads out of the archive"
    if entry.flags & _ENCRYPTED:
        return LOCKED
    if entry.method not in _METHODS:
        method = _OTHER_METHODS.get(entry.method, f"method {entry.method}")
        return f"packed with {method}, which is not read"
    if entry.size > max(_LARGE, _RATIO * entry.packed):
        return "unpacks to far more than an export holds"
    return ""


def _open(path: Path, entry: Entry) -> BinaryIO:
    file = path.open("rb")
    try:
        file.seek(entry.start)
        header = file.read(_HEADER)
        if len(header) < _HEADER or not header.startswith(LOCAL):
            raise BadZipFile
        named, extended = struct.unpack_from("<HH", header, _HEADER - 4)
        file.seek(named + extended, 1)
        info = ZipInfo()
        info.compress_type, info.CRC = entry.method, entry.crc
        info.compress_size, info.file_size = entry.packed, entry.size
        packed = file if entry.method in {ZIP_STORED, ZIP_DEFLATED} else _Sips(file)
        return cast(BinaryIO, ZipExtFile(packed, "r", info, None, close_fileobj=True))
    except BaseException:
        file.close()
        raise


class _Sips:
    """A file in small pieces: unpacking bzip2 and LZMA yields all that a piece holds, up to 20,000:1."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.close = file.close

    def read(self, size: int) -> bytes:
        return self._file.read(min(size, 1 << 12))

    def seekable(self) -> bool:
        return False
