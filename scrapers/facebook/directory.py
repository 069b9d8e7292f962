"""The list of files that a zip archive ends with, one at a time: with photos it is 200,000 of them."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple
from zipfile import BadZipFile

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
END64, LOCATOR64 = b"PK\x06\x06", b"PK\x06\x07"
FULL = 0xFFFFFFFF  # stands where a number is too large and follows in the extra field

_CENTRAL = struct.Struct("<4s4xHH4xLLLHHH8xL")
_END = struct.Struct("<4s6xHLLH")
_END64 = struct.Struct("<4s28xQQQ")
_LOCATOR64 = struct.Struct("<4s4xQ4x")
_LONGEST_COMMENT = 0xFFFF


class Entry(NamedTuple):
    """A file in an archive.

    Args:
        name: As written, in whatever encoding.
        flags: The general purpose flags.
        method: How it is packed.
        crc: The CRC-32 of its bytes.
        packed: Bytes in the archive.
        size: Bytes unpacked.
        start: Where its local header begins.
    """

    name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    start: int


def entries(file: BinaryIO) -> Iterator[Entry]:
    """Yield the files that an archive lists at its end.

    Raises:
        BadZipFile: there is no such list, or it is damaged.
    """
    begin, end, count, shift = _list(file)
    file.seek(begin)
    found = 0
    while file.tell() < end:
        header = file.read(_CENTRAL.size)
        if len(header) < _CENTRAL.size or not header.startswith(CENTRAL):
            raise BadZipFile
        _, flags, method, crc, packed, size, named, extended, commented, start = _CENTRAL.unpack(header)
        name = file.read(named)
        extra = file.read(extended)
        if commented:
            file.seek(commented, 1)
        if FULL in {packed, size, start}:
            size, packed, start = large(extra, size, packed, start)
        if start + shift >= begin:
            raise BadZipFile
        yield Entry(name, flags, method, crc, packed, size, start + shift)
        found += 1
    if found & 0xFFFF != count & 0xFFFF or file.tell() != end:
        raise BadZipFile


def large(extra: bytes, *numbers: int) -> list[int]:
    """Return the numbers; where one is too large for its field, from the extra field.

    Raises:
        BadZipFile: the extra field does not hold it.
    """
    try:
        while extra:
            kind, length = struct.unpack_from("<HH", extra)
            if kind == 1:
                values = iter(struct.unpack_from(f"<{min(length, len(extra) - 4) // 8}Q", extra, 4))
                return [next(values) if number == FULL else number for number in numbers]
            extra = extra[4 + length :]
    except (struct.error, RuntimeError, StopIteration) as error:
        raise BadZipFile from error
    raise BadZipFile


def _list(file: BinaryIO) -> tuple[int, int, int, int]:
    """Where the list begins and ends, how many files it names, and what was put before the archive."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END.size - _LONGEST_COMMENT))
    tail_begin = file.tell()
    tail = file.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < _END.size:
        raise BadZipFile
    _, count, length, begin, _ = _END.unpack_from(tail, at)
    end = tail_begin + at
    locator_at = at - _LOCATOR64.size
    if locator_at >= 0 and tail.startswith(LOCATOR64, locator_at):
        file.seek(end - _LOCATOR64.size - _END64.size)
        record = file.read(_END64.size)
        if not record.startswith(END64):
            raise BadZipFile
        _, count, length, begin = _END64.unpack(record)
        end -= _LOCATOR64.size + _END64.size
    shift = end - length - begin
    if shift < 0 or (shift > 0 and _begins(file, LOCAL)):
        raise BadZipFile
    return end - length, end, count, shift


def _begins(file: BinaryIO, signature: bytes) -> bool:
    file.seek(0)
    return file.read(len(signature)) == signature
