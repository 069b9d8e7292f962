"""Everything about a training but its arrays: what state.json holds."""

from __future__ import annotations

import math
import os
import platform
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from textgen.errors import ModelError
from textgen.lstm.events import Text
from textgen.lstm.folder import CHECKPOINT
from textgen.lstm.recipe import Settings
from textgen.lstm.vocabulary import Vocabulary

FORMAT = 2
LIBRARIES = ("textgen", "tensorflow", "keras", "numpy")


def versions() -> dict[str, str]:
    """The versions that a training depends on."""
    return {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}


@dataclass(frozen=True, kw_only=True)
class State:
    """Where a training stands.

    Args:
        command: What was typed to begin it.
        asked: The options that were given then; the settings may have been adjusted.
        text: What it learns.
        sha256: The text's hash.
        characters: The text's length.
        boundary: Where the held-out part begins.
        vocabulary: The symbols.
        settings: Every option, decided.
        replicas: Into how many shares a batch is cut.
        workers: How many machines share the batch.
        versions: What the training runs with; with others its result is not the same to the last bit.
        step: Training steps done.
        seconds: Time spent.
        learning_rate: The last step's.
        train_loss: The last row's.
        best_loss: The best validation loss so far.
        best_step: When it was reached.
        best_done: The share of the training that was done then.
        stale: Evaluations since then.
        ended: How it ended (see ``Result``); "" while there is something to go on with.
        halvings: How often the learning rate was halved because the loss was no longer a number.
        history_bytes: The length of history.csv at this step.
        recent: Since the last row: the sum of losses, the steps, the seconds.
    """

    command: str
    asked: dict[str, Any]
    text: Text
    sha256: str
    characters: int
    boundary: int
    vocabulary: Vocabulary
    settings: Settings
    replicas: int
    workers: int = 1
    versions: dict[str, str] = field(default_factory=versions)
    step: int = 0
    seconds: float = 0.0
    learning_rate: float = 0.0
    train_loss: float = 0.0
    best_loss: float = math.inf
    best_step: int = 0
    best_done: float = 0.0
    stale: int = 0
    ended: str = ""
    halvings: int = 0
    history_bytes: int = 0
    recent: tuple[float, int, float] = (0.0, 0, 0.0)

    @property
    def delimiter(self) -> str | None:
        """The text's delimiter, if the model can know it."""
        delimiter = self.text.delimiter
        return delimiter if delimiter and all(c in self.vocabulary for c in delimiter) else None

    def to_json(self, folder: Path) -> dict[str, Any]:
        """The state as JSON values; the text's place is kept relative to the model folder."""
        data = {**asdict(self), "format": FORMAT, "settings": self.settings.to_json()}
        data["text"]["path"] = _relative(self.text.path, folder)
        data["best_loss"] = self.best_loss if math.isfinite(self.best_loss) else None
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any], folder: Path) -> State:
        """The state that ``to_json`` wrote.

        Raises:
            KeyError, TypeError: it is not one.
            ModelError: another version of textgen wrote it.
        """
        if data["format"] != FORMAT:
            raise ModelError(
                f"the checkpoint in {folder / CHECKPOINT} was written by another version of textgen",
                hint="Go on with that version, or train anew with --overwrite.",
            )
        fields = {key: value for key, value in data.items() if key != "format"}
        path = Path(os.path.normpath(folder / data["text"]["path"]))
        best = data["best_loss"]
        return cls(
            **{
                **fields,
                "text": Text(**{**data["text"], "path": path}),
                "vocabulary": Vocabulary(**data["vocabulary"]),
                "settings": Settings.from_json(data["settings"]),
                "best_loss": math.inf if best is None else best,
                "recent": tuple(data["recent"]),
            }
        )


def _relative(path: Path, folder: Path) -> str:
    try:
        return os.path.relpath(path, folder)
    except ValueError:  # another drive, on Windows
        return str(path.resolve())
