"""One writer at a time: a lock of the operating system, which ends with the process however it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from textgen.errors import CorpusError

if sys.platform == "win32":
    import msvcrt

    def _take(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(path: Path, what: str) -> Iterator[None]:
    """Hold the lock file ``path`` while the block runs, and leave nothing behind.

    Args:
        path: The lock file; its folder exists.
        what: What is locked, for the message.

    Raises:
        CorpusError: another process holds it, or the file cannot be made.
    """
    with _open(path, what) as file:
        try:
            yield
        finally:
            if sys.platform == "win32":  # an open file cannot be removed there
                file.close()
            with suppress(OSError):
                path.unlink()


def _open(path: Path, what: str) -> BinaryIO:
    while True:
        try:
            file = path.open("ab")
        except OSError as error:
            raise CorpusError(
                f"{path.parent} cannot be written: {error.strerror}",
                hint="Check that you may write this folder, or name another one in TEXTGEN_CORPUS.",
            ) from error
        try:
            _take(file)
        except (BlockingIOError, PermissionError) as error:
            file.close()
            raise CorpusError(
                f"{what} is being written by another textgen",
                hint="Wait until it is done, or collect into another corpus: --corpus NAME",
            ) from error
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                return file
        file.close()  # its last holder removed it while we opened it
