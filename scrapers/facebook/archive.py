"""The files of an export, in zip archives or in a folder, each read by itself and never unpacked to disk."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NoReturn
from zipfile import BadZipFile, ZipFile, is_zipfile

import textgen


class BrokenError(Exception):
    """A file of the export cannot be read; the message is a short reason."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an export.

    Args:
        name: Its path in the export, with "/".
        size: Bytes, unpacked.
        read: Returns its bytes.
    """

    name: str
    size: int
    read: Callable[[], bytes]

    def parse(self) -> Any:
        """Return the JSON value that the file holds.

        Raises:
            BrokenError: it cannot be read, or is not JSON.
        """
        import orjson

        try:
            data = self.read()
        except (OSError, BadZipFile, EOFError, NotImplementedError, zlib.error) as error:
            raise BrokenError("damaged in the export") from error
        try:
            return orjson.loads(data)
        except orjson.JSONDecodeError:
            pass
        try:  # this one takes control characters and halves of surrogate pairs
            return json.loads(data.decode("utf-8-sig"), strict=False)
        except ValueError:
            raise BrokenError("not valid JSON" if data.strip() else "empty") from None


def members(paths: Sequence[Path], stack: ExitStack) -> list[Member]:
    """Return the JSON and HTML files of all parts of an export; the archives stay open with ``stack``.

    Raises:
        SourceError: a path is neither a zip archive nor a folder, or cannot be read.
    """
    found: list[Member] = []
    for path in paths:
        if path.is_dir():
            found += _in_folder(path)
        else:
            found += _in_zip(stack.enter_context(_open(path)), path)
    return found


def _in_folder(folder: Path) -> Iterator[Member]:
    root = folder.resolve()
    for directory, folders, files in os.walk(root, onerror=_refuse):
        folders[:] = sorted(name for name in folders if _wanted_folder(name))
        for name in sorted(files):
            path = Path(directory) / name
            if _wanted(name) and path.is_file():
                relative = f"{root.name}/{path.relative_to(root).as_posix()}"
                yield Member(relative, path.stat().st_size, path.read_bytes)


def _in_zip(archive: ZipFile, path: Path) -> Iterator[Member]:
    for info in archive.infolist():
        *folders, name = info.filename.split("/")
        if _wanted(name) and all(map(_wanted_folder, folders)):
            if info.flag_bits & 1:
                raise textgen.SourceError(
                    f"{path} is protected by a password", hint="Unpack it and give the folder."
                )
            yield Member(info.filename, info.file_size, partial(archive.read, info))


def _open(path: Path) -> ZipFile:
    if not path.exists():
        raise textgen.SourceError(
            f"{path} does not exist",
            hint="Give the zip file that Facebook sent, or its folder.",
        )
    again = "Download the export again and give the zip file as it came."
    try:
        with path.open("rb") as file:
            begins_as_zip = file.read(4) in {b"PK\x03\x04", b"PK\x05\x06"}
        if begins_as_zip and not is_zipfile(path):
            raise textgen.SourceError(f"{path} is a zip file that was cut off", hint=again)
        return ZipFile(path)
    except BadZipFile as error:
        problem = "is a damaged zip file" if begins_as_zip else "is neither a zip file nor a folder"
        raise textgen.SourceError(f"{path} {problem}", hint=again) from error
    except OSError as error:
        _refuse(error)


def _refuse(error: OSError) -> NoReturn:
    raise textgen.SourceError(
        f"{error.filename} cannot be read: {error.strerror}", hint="Check its permissions."
    ) from error


def _wanted(name: str) -> bool:
    return name.lower().endswith((".json", ".html", ".htm")) and not name.startswith(".")


def _wanted_folder(name: str) -> bool:
    return name != "__MACOSX" and not name.startswith(".")
