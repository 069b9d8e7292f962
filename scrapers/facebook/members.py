"""One file of an export, wherever it lies: named, opened and read, with one kind of error."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO, TypeVar, cast

from .._walk import reason

CUT_OFF = "cut off: download it again"
DAMAGED = "damaged in the export"

_T = TypeVar("_T")

_CHUNK = 1 << 20
SUFFIXES = (".json", ".html", ".htm")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LONGEST = 120


class BrokenError(Exception):
    """A file of the export cannot be read; the message is a short reason."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an export.

    Args:
        name: Its path in the export, with "/".
        size: Bytes, unpacked, as announced.
        mark: Changes with the content.
        opener: Opens it; may raise what the system and the unpacking raise.
    """

    name: str
    size: int
    mark: str
    opener: Callable[[], BinaryIO] = field(repr=False, compare=False)

    def open(self) -> BinaryIO:
        """Return its bytes as a stream, to be closed by the caller.

        Raises:
            BrokenError: it cannot be opened. Reading the stream may raise it too.
        """
        stream = _Translated(_translated(self.opener))
        return cast(BinaryIO, io.BufferedReader(stream, 1 << 16))

    def read(self) -> bytes:
        """Return all its bytes.

        Raises:
            BrokenError: it cannot be read.
        """
        with self.open() as stream:
            return stream.read()


def is_wanted(name: str) -> bool:
    """Whether a path names a file that may hold words; hidden ones and those of macOS do not."""
    return name.lower().endswith(SUFFIXES) and not is_hidden(name)


def is_hidden(name: str) -> bool:
    """Whether a part of a path is hidden, or is where macOS keeps what belongs to its own files."""
    parts = name.split("/")
    return any(part == "__MACOSX" or (part.startswith(".") and part not in {".", ".."}) for part in parts)


def printable(name: str) -> str:
    """Return a name without what would steer a terminal, or cannot be written as UTF-8."""
    return _UNPRINTABLE.sub(lambda found: f"\\x{ord(found[0]):02x}", name)


def shortened(name: str) -> str:
    """Return a printable name that fits in a line."""
    name = printable(name)
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST // 2]}…{name[-_LONGEST // 2 :]}"


class _Translated(io.RawIOBase):
    """A stream whose errors are all BrokenError."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = _translated(partial(self._source.read, len(buffer)))
        buffer[: len(data)] = data
        return len(data)

    def readall(self) -> bytes:
        read = partial(self._source.read, _CHUNK)
        return b"".join(iter(partial(_translated, read), b""))

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()


def _translated(call: Callable[[], _T]) -> _T:
    try:
        return call()
    except EOFError as error:
        raise BrokenError(CUT_OFF) from error
    except OSError as error:
        raise BrokenError(reason(error) if error.strerror else DAMAGED) from error
    except Exception as error:  # damaged bytes make the libraries raise anything
        raise BrokenError(DAMAGED) from error
