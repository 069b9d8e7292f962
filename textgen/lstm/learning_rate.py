"""A learning rate for a text, found by trying them all for a minute."""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textgen import folders
from textgen.lstm.assembly import batches, training_network
from textgen.lstm.events import Event, Progress
from textgen.lstm.preparation import command_of, model_name, prepared
from textgen.lstm.recipe import Options
from textgen.lstm.startup import start_tensorflow
from textgen.lstm.trainer import locate

LOWEST, HIGHEST = 1e-5, 1.0
STEPS = 300  # from the lowest to the highest; fewer
SECONDS = 45.0  # if they would take longer
SMOOTHING = 0.9  # share of the past in the mean of losses
MUCH_WORSE = 1.5  # a loss so many times the best ends the test
ROWS = 16
SHARE, SHARE_WITH_DECAY = 0.1, 0.5  # of the rate with the lowest loss: with weight decay models bear more


@dataclass(frozen=True, slots=True)
class Trial:
    """A learning rate, and the mean loss (nats per character) when it was reached."""

    learning_rate: float
    loss: float


@dataclass(frozen=True, slots=True)
class RangeTest:
    """What the range test found.

    Args:
        trials: Some learning rates in rising order.
        suggestion: The rate to train with; None if the loss never fell.
        command: What to type to train with it.
    """

    trials: list[Trial]
    suggestion: float | None
    command: str


def find_learning_rate(
    text: str | Path | None = None,
    *,
    model: str | None = None,
    on_event: Callable[[Event], None] | None = None,
    **options: Any,
) -> RangeTest:
    """Train from the first weights with a learning rate that grows from step to step, and watch the loss.

    The range test of Smith (2017, arXiv:1506.01186). Where the loss is lowest the rate is about to be too
    high; the suggestion is half of that with weight decay, a tenth without. No model is kept.

    Args:
        text: A corpus's name, or a text file; None is the corpus collected last.
        model: The name for the command to type.
        on_event: Is told how the reading and the test go.
        options: The fields of ``Options``.

    Raises:
        CorpusError: the text is missing or unreadable.
        ModelError: the text does not fit.
        TextgenError: an option is out of range.
    """
    chosen = Options(**options)
    emit = on_event or (lambda event: None)
    source = locate(text)
    name = folders.check_name(model or model_name(source), "model")
    with (
        tempfile.TemporaryDirectory(prefix="textgen-") as temporary,
        prepared(source, chosen, Path(temporary) / name, emit) as (state, ids, initial),
    ):
        start_tensorflow(state.replicas)
        settings = state.settings
        architecture = settings.architecture(state.vocabulary)
        network = training_network(settings, architecture, state.replicas, initial)
        network.compile(settings.window)
        source_of_batches = batches(settings, ids, state.boundary)
        trials: list[Trial] = []
        mean, best, done, begun = 0.0, math.inf, 0.0, time.monotonic()
        while done < 1.0:
            step = len(trials)
            rate = LOWEST * (HIGHEST / LOWEST) ** done
            if source_of_batches.starts_anew(step):
                network.reset_states()
            loss = network.train_step(source_of_batches.windows(step), step=step + 1, learning_rate=rate)
            mean = SMOOTHING * mean + (1 - SMOOTHING) * loss
            smooth = mean / (1 - SMOOTHING ** (step + 1))
            if not math.isfinite(smooth) or smooth > MUCH_WORSE * best:
                break
            best = min(best, smooth)
            trials.append(Trial(rate, smooth))
            seconds = time.monotonic() - begun
            done = max(len(trials) / STEPS, seconds / SECONDS)
            emit(
                Progress(
                    done=min(done, 1.0),
                    step=step + 1,
                    train_loss=smooth,
                    chars_per_second=len(trials) * source_of_batches.characters_per_step / max(seconds, 1e-9),
                    seconds_left=seconds * (1 - done) / done,
                )
            )
    suggestion = _suggestion(trials, SHARE_WITH_DECAY if settings.weight_decay else SHARE)
    asked = dict(chosen.given())
    if suggestion is not None:
        asked["learning_rate"] = suggestion
    return RangeTest(
        trials=trials[:: max(1, len(trials) // ROWS)],
        suggestion=suggestion,
        command=command_of(source, name, Options(**asked)),
    )


def _suggestion(trials: list[Trial], share: float) -> float | None:
    """A share of the rate with the lowest loss, with two digits; None if the loss did not fall."""
    lowest = min(trials, key=lambda trial: trial.loss, default=None)
    if lowest is None or lowest.loss >= trials[0].loss:
        return None
    return float(f"{share * lowest.learning_rate:.1e}")
