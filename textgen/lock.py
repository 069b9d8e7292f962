"""One writer at a time: a lock of the operating system, which ends with the process however it ends."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from textgen.errors import TextgenError

if sys.platform == "win32":
    import msvcrt

    def _take(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

    def hold(file: BinaryIO) -> None:
        """Mark an open file as in use until it is closed; here every open file is."""

else:
    import fcntl

    def _take(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def hold(file: BinaryIO) -> None:
        """Mark an open file as in use until it is closed."""
        with suppress(OSError):  # a file system without locks
            _take(file)


def is_held(path: Path) -> bool:
    """Whether a process holds a file, by ``hold`` or ``locked``; one that is not there is not held."""
    try:
        if sys.platform == "win32":  # an open file cannot be renamed there
            path.rename(path)
        else:
            with path.open("rb") as file:
                _take(file)
    except FileNotFoundError:
        return False
    except (BlockingIOError, PermissionError):
        return True
    return False


def remove_unless_held(path: Path) -> None:
    """Remove a file that no process holds any more; one that cannot be removed stays."""
    with suppress(OSError):
        if sys.platform == "win32":  # an open file cannot be removed there
            path.unlink()
        else:
            with path.open("rb") as file:
                _take(file)
                path.unlink()


@contextmanager
def locked(path: Path, error: type[TextgenError], what: str, *, instead: str) -> Iterator[None]:
    """Hold the lock file ``path`` while the block runs, and leave nothing behind.

    Args:
        path: The lock file; its folder exists.
        error: What is raised.
        what: What is locked, for the message.
        instead: What to do instead of waiting, for the message.

    Raises:
        TextgenError: another process holds it (which one is said), or the file cannot be made.
    """
    with _open(path, error, what, instead) as file:
        try:
            yield
        finally:
            if sys.platform == "win32":  # an open file cannot be removed there
                file.close()
            with suppress(OSError):
                path.unlink()


def _open(path: Path, error: type[TextgenError], what: str, instead: str) -> BinaryIO:
    while True:
        try:
            file = path.open("a+b")
        except OSError as cause:
            raise error(
                f"{path.parent} cannot be written: {cause.strerror}",
                hint="Check that you may write this folder, or change to one of your own.",
            ) from cause
        try:
            _take(file)
        except (BlockingIOError, PermissionError) as cause:
            holder = _holder(file)
            file.close()
            raise error(
                f"{what} is being written by another textgen{holder}",
                hint=f"Wait until it is done, or {instead}.",
            ) from cause
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                _sign(file)
                return file
        file.close()  # its last holder removed it while we opened it


def _sign(file: BinaryIO) -> None:
    """Write into a lock file who holds it."""
    file.truncate(0)
    file.write(f"process {os.getpid()} on {platform.node()}, since {datetime.now():%d %B, %H:%M}".encode())
    file.flush()


def _holder(file: BinaryIO) -> str:
    """Who holds a lock file, for the message; "" where it cannot be read, as on Windows."""
    with suppress(OSError):
        file.seek(0)
        if text := file.read(200).decode("utf-8", "replace"):
            return f" ({text})"
    return ""
