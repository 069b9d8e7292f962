"""Where an export is written to: a zip or a folder."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

_DATE = (2024, 11, 18, 12, 0, 0)


class Sink(Protocol):
    """Takes members."""

    def add(self, name: str, pieces: Iterable[bytes], *, stored: bool = False) -> None:
        """Write a member; ``stored`` = not compressed, as media are."""


class Zip:
    """A zip file.

    Args:
        archive: Open to be written.
        zip64: Whether each member carries the fields of zip64, needed or not.
    """

    def __init__(self, archive: zipfile.ZipFile, *, zip64: bool = False) -> None:
        self._archive = archive
        self._zip64 = zip64

    def add(self, name: str, pieces: Iterable[bytes], *, stored: bool = False) -> None:
        """Write a member."""
        info = zipfile.ZipInfo(name, _DATE)
        info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        with self._archive.open(info, "w", force_zip64=self._zip64) as member:
            for piece in pieces:
                member.write(piece)


class Folder:
    """A folder."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, name: str, pieces: Iterable[bytes], *, stored: bool = False) -> None:
        """Write a file."""
        path = self._path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.writelines(pieces)


class Parts:
    """Several sinks.

    Args:
        sinks: The parts.
        which: Tells by a member's name into which part it goes.
    """

    def __init__(self, sinks: list[Sink], which: Callable[[str], int]) -> None:
        self._sinks = sinks
        self._which = which

    def add(self, name: str, pieces: Iterable[bytes], *, stored: bool = False) -> None:
        """Write a member into its part."""
        self._sinks[self._which(name) % len(self._sinks)].add(name, pieces, stored=stored)


@contextmanager
def open_sink(path: Path, *, zip64: bool = False) -> Iterator[Sink]:
    """A zip if the name says so, else a folder."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            yield Zip(archive, zip64=zip64)
    else:
        path.mkdir(parents=True, exist_ok=True)
        yield Folder(path)
