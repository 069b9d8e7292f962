"""``history.csv``: a row for each evaluation of a training."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

from textgen.lstm.events import Row

NAME: Final = "history.csv"
FIELDS: Final = (
    "step",
    "epoch",
    "seconds",
    "train_loss",
    "validation_loss",
    "learning_rate",
    "chars_per_second",
)


class History:
    """The history in a model's folder.

    Args:
        folder: The model's folder.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME

    def begin(self) -> None:
        """Begin it anew, with its header."""
        self._path.write_text(",".join(FIELDS) + "\n", "utf-8")

    def cut(self, size: int) -> None:
        """Cut off what was added after it had so many bytes; if it is gone, begin it."""
        if not self._path.exists():
            self.begin()
            return
        with self._path.open("r+b") as file:
            file.truncate(min(size, self._path.stat().st_size))

    def add(self, row: Row) -> None:
        """Add an evaluation."""
        with self._path.open("a", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerow([getattr(row, name) for name in FIELDS])

    def size(self) -> int:
        """Its bytes so far."""
        return self._path.stat().st_size
