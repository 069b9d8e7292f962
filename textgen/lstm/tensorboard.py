"""The losses, the speed and the samples of a training as TensorBoard reads them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from textgen.errors import TextgenError
from textgen.lstm.events import Event, Row, Sample


def logging_to(folder: Path, emit: Callable[[Event], None]) -> Callable[[Event], None]:
    """Write what happens to a folder for TensorBoard, and pass it on.

    Args:
        folder: Made if it is missing; more trainings may write there.
        emit: Is told everything, too.

    Raises:
        TextgenError: the package that writes the logs is not installed, or the folder
            cannot be written.
    """
    if find_spec("tensorboard") is None:
        raise TextgenError(
            "--tensorboard needs a package that is not installed",
            hint="Install it: pip install 'textgen[tensorboard]'.",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise TextgenError(
            f"no logs can be written to {folder}: {error.strerror}", hint="Give --tensorboard another FOLDER."
        ) from error
    writer: Any = None
    step = 0

    def log(event: Event) -> None:
        nonlocal writer, step
        if isinstance(event, Row | Sample):
            import tensorflow as tf

            writer = writer or tf.summary.create_file_writer(str(folder))
            with writer.as_default():
                if isinstance(event, Row):
                    step = event.step
                    tf.summary.scalar("loss/train", event.train_loss, step)
                    tf.summary.scalar("loss/validation", event.validation_loss, step)
                    tf.summary.scalar("learning rate", event.learning_rate, step)
                    tf.summary.scalar("characters per second", event.chars_per_second, step)
                else:
                    text = "\n".join(f"    {line}" for line in event.text.replace("\f", "\n").split("\n"))
                    tf.summary.text(f"temperature {event.temperature}", text, step)
            writer.flush()
        emit(event)

    return log
