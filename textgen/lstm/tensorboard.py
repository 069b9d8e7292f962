"""The losses, the speed and the samples of a training as TensorBoard reads them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from textgen.errors import TextgenError
from textgen.installation import install_hint
from textgen.lstm.events import Event, Row, Sample


def logging_to(folder: Path, emit: Callable[[Event], None]) -> Callable[[Event], None]:
    """Write what happens to a folder for TensorBoard, and pass it on.

    A log that cannot be written any more, as on a full disk, is given up; the training goes on.

    Args:
        folder: Made if it is missing; more trainings may write there.
        emit: Is told everything, too, and once that the log was given up.

    Raises:
        TextgenError: the package that writes the logs is not installed, or the folder
            cannot be written.
    """
    if find_spec("tensorboard") is None:
        raise TextgenError(
            "--tensorboard needs a package that is not installed", hint=install_hint("tensorboard")
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise TextgenError(
            f"no logs can be written to {folder}: {error.strerror}", hint="Give --tensorboard another FOLDER."
        ) from error
    log = _Log(folder)

    def pass_on(event: Event) -> None:
        if isinstance(event, Row | Sample) and (problem := log.write(event)):
            emit(f"TensorBoard's log in {folder} ends here: {problem}. The training goes on.")
        emit(event)

    return pass_on


class _Log:
    """A log that is written until that fails."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._step, self._given_up = folder, 0, False
        self._writer: Any = None

    def write(self, event: Row | Sample) -> str:
        """Write an evaluation or a sample; return what is wrong if the log is given up now."""
        import tensorflow as tf

        if self._given_up:
            return ""
        try:
            self._writer = self._writer or tf.summary.create_file_writer(str(self._folder))
            with self._writer.as_default():  # written out when it ends
                self._add(tf.summary, event)
        except tf.errors.OpError as error:
            self._given_up = True
            return str(error.message).partition("\n")[0].rpartition("; ")[2]
        return ""

    def _add(self, summary: Any, event: Row | Sample) -> None:
        if isinstance(event, Row):
            self._step = event.step
            summary.scalar("loss/train", event.train_loss, self._step)
            summary.scalar("loss/validation", event.validation_loss, self._step)
            summary.scalar("learning rate", event.learning_rate, self._step)
            summary.scalar("characters per second", event.chars_per_second, self._step)
        else:
            text = "\n".join(f"    {line}" for line in event.text.replace("\f", "\n").split("\n"))
            summary.text(f"temperature {event.temperature}", text, self._step)
