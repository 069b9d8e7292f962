"""Files that are either the old one or the new one, whatever happens in between."""

from __future__ import annotations

import errno
import glob
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from textgen import lock


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a temporary file beside ``path`` that takes its place when the block ends without error.

    The bytes are on disk before the name changes, and the old file stays if anything fails. What a killed
    process left of the same file is removed.
    """
    clear(path.parent, glob.escape(path.name))
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.tmp")
    try:
        with temporary.open("wb") as file:
            lock.hold(file)
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename in (None, str(temporary)):
            error.filename = str(path)
        raise


def clear(folder: Path, pattern: str) -> None:
    """Remove what killed processes left of files that they were replacing.

    Args:
        folder: Where the files are.
        pattern: Which names they have, as ``glob`` understands it.
    """
    for left in folder.glob(f".{pattern}.*.tmp"):
        lock.remove_unless_held(left)


def write(path: Path, data: bytes) -> None:
    """Replace the file's content by ``data`` in one step."""
    with replacing(path) as file:
        file.write(data)


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Make a temporary folder beside ``path`` that takes this name when the block ends without error.

    Raises:
        FileExistsError: something of that name is there, then or at the end.
        NotADirectoryError: a folder that it should be in is a file.
    """
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), error.filename) from None
    temporary = path.with_name(f".{path.name}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)  # what a killed process left
    try:
        temporary.mkdir()
        yield temporary
        temporary.rename(path)
    except BaseException as error:
        shutil.rmtree(temporary, ignore_errors=True)
        if isinstance(error, OSError) and str(error.filename or temporary).startswith(str(temporary)):
            error.filename = str(path)
        raise
