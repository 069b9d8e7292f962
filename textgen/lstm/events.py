"""What a training is about, and what it tells while it runs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from textgen.document import JSON
from textgen.lstm.recipe import Settings
from textgen.lstm.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Text:
    """The text to learn from.

    Args:
        path: The file.
        name: What it is called: the corpus's name, or the file's.
        delimiter: What ends each document; None where the file is one document.
        is_corpus: Whether it is one of ours, so that its ids are kept beside it.
    """

    path: Path
    name: str
    delimiter: str | None
    is_corpus: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """Sent while the text is read before training; ``done`` of ``total`` bytes."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What is about to be trained; sent before the first step."""

    model: str
    text: Text
    characters: int
    boundary: int
    vocabulary: Vocabulary
    parameters: int
    settings: Settings
    steps_per_epoch: int
    resumed_at: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Sent after every few steps; ``done`` is the share of the training, 0 to 1."""

    done: float
    step: int
    train_loss: float
    chars_per_second: float
    seconds_left: float


@dataclass(frozen=True, slots=True)
class Row:
    """One line of history.csv: losses in nats per character."""

    step: int
    epoch: float
    seconds: float
    train_loss: float
    validation_loss: float
    learning_rate: float
    chars_per_second: float
    best: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """A text by the model as it is now."""

    temperature: float
    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """How a training ended.

    Args:
        folder: The model's folder.
        ended: "finished", "reached its goal", "stopped early" or "interrupted"; "followed" on a cluster's
            other workers than the first, which have no loss and no model.
        steps: Training steps done.
        seconds: Time spent training and evaluating.
        validation_loss: Of the best weights, in nats per character, on ``characters`` held-out ones.
        characters: How many held-out characters the last evaluation read.
    """

    folder: Path
    ended: str
    steps: int
    seconds: float
    validation_loss: float
    characters: int


Event = Reading | Plan | Progress | Row | Sample | str


def to_json(event: Event | Result) -> dict[str, JSON]:
    """Return an event as JSON values; "event" says which it is, and numbers that are none are null."""
    if isinstance(event, str):
        return {"event": "note", "text": event}
    values = asdict(event)
    if isinstance(event, Plan):
        values |= {"text": event.text.name, "vocabulary": event.vocabulary.size}
    elif isinstance(event, Result):
        values |= {"folder": str(event.folder), "model": event.folder.name}
    finite = {
        key: None if isinstance(value, float) and not math.isfinite(value) else value
        for key, value in values.items()
    }
    return {"event": type(event).__name__.lower(), **finite}


class Listener:
    """Is told what happens, and remembers the error that ended its listening: no fault of the training's.

    Args:
        tell: Is given each event.
    """

    def __init__(self, tell: Callable[[Event], None]) -> None:
        self._tell = tell
        self.error: OSError | None = None

    def __call__(self, event: Event) -> None:
        """Pass an event on."""
        try:
            self._tell(event)
        except OSError as error:
            self.error = error
            raise
