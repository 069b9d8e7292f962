"""Where uploads wait until they are read: on the disk of the corpora, and no longer than the app runs."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from textgen.errors import TextgenError
from textgen.folders import corpus_folder
from textgen.lock import is_held, locked

_PREFIX: Final = ".uploads-"
_LOCK: Final = ".lock"


@contextmanager
def folder() -> Iterator[Path]:
    """Make a folder for uploads, and remove it in the end; what killed apps left is removed, too.

    It lies in the folder of the corpora: a system's own temporary folder may be in memory.

    Raises:
        TextgenError: the folder of the corpora cannot be written.
    """
    root = corpus_folder()
    try:
        root.mkdir(parents=True, exist_ok=True)
        for left in root.glob(f"{_PREFIX}*"):
            if not is_held(left / _LOCK):
                shutil.rmtree(left, ignore_errors=True)
        made = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=root)).resolve()
    except OSError as error:
        raise TextgenError(
            f"the folder {root} cannot be written: {error.strerror}",
            hint="Name another folder in TEXTGEN_CORPUS, or change to one where you may write.",
        ) from error
    try:
        with locked(made / _LOCK, TextgenError, str(made), instead="start the app again"):
            yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def remove(files: Iterable[Path]) -> None:
    """Remove uploaded files, each with the folder that was made for it."""
    for file in files:
        with suppress(OSError):
            file.unlink(missing_ok=True)
            file.parent.rmdir()
