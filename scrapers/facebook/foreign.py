"""What a file or folder looks like that is no such export."""

from __future__ import annotations

from pathlib import Path


class Contents:
    """What the names of all files tell of where they come from."""

    def __init__(self) -> None:
        self._count = 0

    def see(self, name: str) -> None:
        """Take note of the name of a file."""
        self._count += 1

    def describe(self, service: str) -> tuple[str, str] | None:
        """Return what the files are and what to do; None when that cannot be told."""
        return None


def describe_file(path: Path) -> tuple[str, str] | None:
    """Return what a file is that is no zip archive, and what to do."""
    return None
