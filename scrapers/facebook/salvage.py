"""The files of a zip archive that has lost the list at its end: a download that broke off, mostly."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import BadZipFile

from .directory import CENTRAL, END, END64, FULL, LOCAL, Entry, large
from .members import CUT_OFF

_LOCAL = struct.Struct("<4s2xHH4xLLLHH")
_SIZE_FOLLOWS = 0x8
_SIGNATURE = re.compile(rb"PK(?:\x07\x08|\x03\x04|\x01\x02)")
_DESCRIPTOR = b"PK\x07\x08"
_NEXT = b"PK"  # begins whatever follows
_DAMAGED = "damaged, and what comes after it is lost: download it again"
_CHUNK = 1 << 20
_FORMS = (struct.Struct("<LLL"), struct.Struct("<LQQ"))
_OVERLAP = 2 * (4 + 20)  # more than a signature and the longest form


class LostError(Exception):
    """From here on nothing can be read.

    Args:
        name: The file that is cut or damaged, as written; empty when none is.
        reason: Why.
    """

    def __init__(self, name: bytes, reason: str) -> None:
        super().__init__(reason)
        self.name = name


def walk(file: BinaryIO) -> Iterator[Entry]:
    """Yield the files of an archive from its beginning; each is passed over by its size, not read.

    Raises:
        LostError: the archive does not go on as it should.
    """
    total = file.seek(0, 2)
    start = 0
    while True:
        file.seek(start)
        header = file.read(_LOCAL.size)
        if header[:4] in {CENTRAL, END, END64}:
            return
        if len(header) < _LOCAL.size:
            raise LostError(b"", CUT_OFF)
        if not header.startswith(LOCAL):
            raise LostError(b"", _DAMAGED)
        _, flags, method, crc, packed, size, named, extended = _LOCAL.unpack(header)
        name, extra = file.read(named), file.read(extended)
        if len(name) + len(extra) < named + extended:
            raise LostError(b"", CUT_OFF)
        data = end = start + _LOCAL.size + named + extended
        try:
            if FULL in {packed, size}:
                size, packed = large(extra, size, packed)
        except BadZipFile as error:
            raise LostError(name, _DAMAGED) from error
        if flags & _SIZE_FOLLOWS:
            found = _descriptor(file, data, packed) if data + packed <= total else None
            if not found:
                raise LostError(name, CUT_OFF)
            crc, packed, size, end = found
        else:
            end += packed
        if end > total:
            raise LostError(name, CUT_OFF)
        yield Entry(name, flags, method, crc, packed, size, start)
        start = end


def _descriptor(file: BinaryIO, data: int, packed: int) -> tuple[int, int, int, int] | None:
    """CRC, packed and unpacked size from behind a file's bytes, and where what follows them begins.

    They are known by the packed size, which is how far they are from where the bytes began. Their signature
    may be missing: then that of the next file follows.
    """
    at = data + packed
    file.seek(at)
    window = b""
    while True:
        chunk = file.read(_CHUNK)
        window += chunk
        for match in _SIGNATURE.finditer(window):
            signed = match[0] == _DESCRIPTOR
            for form in _FORMS:
                begin = match.end() if signed else match.start() - form.size
                stop = begin + form.size
                follows = window[stop : stop + len(_NEXT)]
                is_end = follows == _NEXT or (not chunk and _NEXT.startswith(follows))
                if begin >= 0 and stop <= len(window) and is_end:
                    crc, distance, size = form.unpack_from(window, begin)
                    end = at + (match.start() if signed else begin)
                    if distance == end - data and (size or not crc):
                        return crc, distance, size, at + stop
        if not chunk:
            return None
        at += max(0, len(window) - _OVERLAP)
        window = window[-_OVERLAP:]
