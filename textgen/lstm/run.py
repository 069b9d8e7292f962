"""The training loop, top to bottom in the order it runs."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from textgen.errors import ModelError
from textgen.generators.base import Sampling
from textgen.lstm import card, checkpoint, implementations
from textgen.lstm.assembly import batches, training_network
from textgen.lstm.averaging import Average
from textgen.lstm.cluster import END, RESTORE, STEP, Cluster, Order, fingerprint, is_lost
from textgen.lstm.data import Ids
from textgen.lstm.events import Event, Plan, Progress, Result, Row, Sample
from textgen.lstm.history import History
from textgen.lstm.interruption import interruptible
from textgen.lstm.recipe import Settings
from textgen.lstm.sampler import Network
from textgen.lstm.startup import start_tensorflow
from textgen.lstm.state import State, versions

if TYPE_CHECKING:
    from textgen.lstm.architecture import Arrays
    from textgen.lstm.network import TrainingNetwork

VALIDATION_CHARACTERS = 200_000  # read by each evaluation during training, always the same
FINAL_CHARACTERS = 2_000_000  # read by the last one
FINAL_SECONDS = 10.0  # the longest an evaluation after the end takes under a time limit
TRAINING_PER_EVALUATION = 5  # characters learned between evaluations, for each one they read
SECONDS_UNSAVED = 60.0  # between evaluations that lie further apart, a checkpoint is written so often
WRITING_SHARE = 0.05  # the most of the time that writing checkpoints takes
HALVINGS = 3  # how often a training that diverged goes on with half the learning rate
LONGEST_WARM_UP = 0.2  # of the training, where that is sooner than the steps of the settings
PATIENCE = 10  # evaluations without a better one before training stops early,
PATIENCE_SHARE = 0.25  # if they are this share of the whole training, too,
PATIENT_UNTIL = 0.5  # counted from here on: as long as the rate is high, the loss may stand still
TEMPERATURES = (0.25, 0.5, 0.75)


class DivergedError(Exception):
    """The loss or the weights are no longer numbers."""


class Run:
    """One training, from its first or resumed step to its end.

    Args:
        folder: The model folder.
        state: Where the training stands.
        ids: The text.
        emit: Is told what happens.
        arrays: The checkpoint's, if the training is resumed.
        initial: The weights to begin with; None draws them from the seed.
        cluster: The machines that share the batch, of which this is the chief.
        cards: The graphics cards that share the batch; none or one needs no sharing.
    """

    def __init__(
        self,
        folder: Path,
        state: State,
        ids: Ids,
        emit: Callable[[Event], None],
        arrays: checkpoint.Groups | None = None,
        initial: Arrays | None = None,
        cluster: Cluster | None = None,
        cards: Sequence[str] = (),
    ) -> None:
        self.cluster = cluster
        start_tensorflow(state.replicas)
        from textgen.lstm.evaluation import Evaluator

        self.devices = None
        if len(cards) > 1:
            from textgen.lstm.devices import Devices

            self.devices = Devices(list(cards))
        settings = state.settings
        self.architecture = settings.architecture(state.vocabulary)
        if settings.implementation is None:
            settings, seconds = self._choose_implementation(settings, state.replicas, emit)
            state = replace(state, settings=settings, seconds=state.seconds + seconds)
        self.folder, self.ids, self._emit, self._initial = folder, ids, emit, initial
        self.history = History(folder)
        self.settings, self.vocabulary = settings, state.vocabulary
        self.batches = batches(settings, ids, state.boundary)
        self.evaluator = Evaluator(self.architecture, self.vocabulary, replicas=state.replicas)
        self.validation_stop = min(len(ids), state.boundary + VALIDATION_CHARACTERS)
        self.best_characters = self.validation_stop - state.boundary
        if settings.recipe == "tutorial":
            self.evaluate_every = self.batches.steps_per_epoch
        else:
            read = self.validation_stop - state.boundary
            self.evaluate_every = max(20, TRAINING_PER_EVALUATION * read // self.batches.characters_per_step)
        self.written_step = -1
        self.has_checkpoint = arrays is not None
        self.save_seconds = 0.0
        self.stopping = False
        self._begin_at(state, arrays)

    def _choose_implementation(
        self, settings: Settings, replicas: int, say: Callable[[Event], None]
    ) -> tuple[Settings, float]:
        """Measure which implementation suits the machine; return it in the settings, and the seconds."""

        def network(name: str) -> TrainingNetwork:
            return training_network(replace(settings, implementation=name), self.architecture, replicas)

        chosen = implementations.choose(
            self.architecture,
            network,
            batch=settings.batch_size,
            window=settings.window,
            minutes=settings.minutes,
            say=say,
        )
        settings = replace(settings, implementation=chosen.name)
        if chosen.reason:
            settings = replace(settings, reasons={**settings.reasons, "implementation": chosen.reason})
        return settings, chosen.seconds

    def _begin_at(self, state: State, arrays: checkpoint.Groups | None) -> None:
        """Stand where a checkpoint stands, or before the first step."""
        self.state, self.best = state, []
        self.network = training_network(
            self.settings,
            self.architecture,
            state.replicas,
            self._initial,
            cluster=self.cluster,
            devices=self.devices,
        )
        if arrays:
            self.network.restore(arrays["network"])
            self.best = arrays.get("best", [])
        self.average = Average(self.settings.averaging, (arrays or {}).get("average"))
        self.step, self.stale = state.step, state.stale
        self.best_loss, self.best_step, self.best_done = state.best_loss, state.best_step, state.best_done
        self.loss_sum, self.loss_steps, self.loss_seconds = state.recent
        self.rate, self.train_loss = state.learning_rate, state.train_loss
        self.begun = time.monotonic()

    def _start(self) -> None:
        """Make ready what the first step needs."""
        if self.step:
            self.history.cut(self.state.history_bytes)
        else:
            self.history.begin()
        self.network.compile(self.settings.window)
        if self.cluster:
            name = self.settings.implementation or "float32"
            self._order(RESTORE, implementations.NAMES.index(name))
            self.network.restore(self.cluster.from_chief(self.network.variable_arrays()))
        self.begun = self.saved = time.monotonic()

    def run(self) -> Result:
        """Train until a limit, early stopping or an interruption; save; return how it ended."""
        self.emit(self._plan())
        if self.state.versions != versions():
            self.emit("Begun with other versions: the result will not be the same to the last bit.")
        with self._together(), interruptible(self._stop):
            self._start()
            while True:
                try:
                    return self._train()
                except DivergedError:
                    self._step_back()

    @contextmanager
    def _together(self) -> Iterator[None]:
        """Let the other workers of a cluster go at the end; save if one of them is lost."""
        if self.cluster is None:
            yield
            return
        with self.cluster.explained("a worker of the cluster was lost; what was learned is saved"):
            try:
                yield
            except Exception as error:
                if is_lost(error):
                    self._save()
                else:
                    self._order(END)
                raise
            self._order(END)

    def _order(self, kind: int, value: float = 0.0) -> None:
        if self.cluster:
            self.cluster.order(Order(kind, self.step, value, fingerprint(self.state)))

    def _train(self) -> Result:
        ended = self._end() if self.step else ""
        while not ended:
            self._train_one_step()
            if self.step % self.evaluate_every == 0:
                self._evaluate()
                self._save_if_due(0.0)
            ended = self._end()
            if not ended:
                self._save_if_due(SECONDS_UNSAVED)
        return self._finish(ended)

    def _step_back(self) -> None:
        """Go back to the last checkpoint, and on with half the learning rate."""
        at, halvings = self.step, self.state.halvings + 1
        if halvings > HALVINGS:
            if self.best and self.best_step != self.written_step:
                self._write_model(self.best_loss, self.best_characters)
            kept = "What was good is kept. Train anew with --overwrite and" if self.has_checkpoint else "Give"
            raise ModelError(
                f"the loss of model {self.folder.name} is no longer a number (step {at + 1}), "
                f"also with the learning rate halved {HALVINGS} times",
                hint=f"{kept} a lower --learning-rate; --find-learning-rate suggests one.",
            )
        state, arrays = self.state, None
        if self.has_checkpoint:
            state = State.from_json(checkpoint.load_state(self.folder), self.folder)
            arrays = checkpoint.load_arrays(self.folder)
        best, self.written_step = self.best, -1  # another step of that number may follow
        state = replace(
            state,
            seconds=self._seconds(),
            halvings=halvings,
            best_loss=self.best_loss,
            best_step=self.best_step,
            best_done=self.best_done,
        )
        self._begin_at(state, arrays)
        self.best = best
        self._start()
        self.emit(
            f"The loss is no longer a number after step {at}: back to step {self.step}, and on with "
            f"{0.5**halvings:g} of the learning rate."
        )

    def emit(self, event: Event) -> None:
        """Tell what happens; if that fails (the reader of the output is gone), save before giving up."""
        try:
            self._emit(event)
        except Exception as error:
            if self.stopping and isinstance(error, OSError):  # the terminal was closed: finish in silence
                self._emit = lambda event: None
                return
            if self.step > self.state.step:
                self._save()
            raise

    def done(self) -> float:
        """The share of the training that is done, by the limit that comes first."""
        shares = [0.0]
        if self.settings.minutes is not None:
            shares.append(self._seconds() / (60 * self.settings.minutes))
        if self.settings.epochs is not None:
            shares.append(self.step / (self.settings.epochs * self.batches.steps_per_epoch))
        return max(shares)

    def learning_rate(self) -> float:
        """The rate of the next step: a linear warm-up, and a cosine down to the final rate."""
        highest, final, done = self.settings.learning_rate, self.settings.final_rate, self.done()
        steps = (self.step + 1) / max(1, self.settings.warm_up)
        warmed = min(1.0, max(steps, done / LONGEST_WARM_UP))
        cosine = 0.5 * (1 + math.cos(math.pi * min(1.0, done)))
        return highest * 0.5**self.state.halvings * warmed * (final + (1 - final) * cosine)

    def _plan(self) -> Plan:
        return Plan(
            model=self.folder.name,
            text=self.state.text,
            characters=self.state.characters,
            boundary=self.state.boundary,
            vocabulary=self.vocabulary,
            parameters=self.architecture.parameters,
            settings=self.settings,
            steps_per_epoch=self.batches.steps_per_epoch,
            resumed_at=self.step,
        )

    def _seconds(self) -> float:
        return self.state.seconds + time.monotonic() - self.begun

    def _stop(self) -> None:
        self.stopping = True

    def _train_one_step(self) -> None:
        begun = time.monotonic()
        if self.batches.starts_anew(self.step):
            self.network.reset_states()
        self.rate = self.learning_rate()
        windows = self.batches.windows(self.step)
        if self.cluster:
            self._order(STEP, self.rate)
            windows = self.cluster.share(windows)
        loss = self.network.train_step(windows, step=self.step + 1, learning_rate=self.rate)
        if not math.isfinite(loss):
            raise DivergedError
        self.step += 1
        if self.average.takes(self.step):
            self.average.add(self.network.weights(), self.step)
        self.loss_sum += loss
        self.loss_steps += 1
        self.loss_seconds += time.monotonic() - begun
        if self.step % 5 == 0:
            done = self.done()
            self.emit(
                Progress(
                    done=done,
                    step=self.step,
                    train_loss=self.loss_sum / self.loss_steps,
                    chars_per_second=self._characters_per_second(),
                    seconds_left=self._seconds() * (1 - done) / done if done else math.inf,
                )
            )

    def _characters_per_second(self) -> float:
        return self.loss_steps * self.batches.characters_per_step / max(self.loss_seconds, 1e-9)

    def _evaluate(self, seconds: float | None = None) -> None:
        """Measure, keep the weights if they are the best, write a row, show samples."""
        weights = self.average.weights or self.network.weights()
        loss = self.evaluator.stateful(
            weights, self.ids, self.state.boundary, self.validation_stop, seconds=seconds
        )
        if not math.isfinite(loss.nats):
            raise DivergedError
        # One that the time limit cut short is no match for the others, unless there are none.
        comparable = loss.characters == self.validation_stop - self.state.boundary or not self.best
        best = comparable and loss.nats < self.best_loss
        if best:
            self.best, self.best_loss, self.best_step = weights, loss.nats, self.step
            self.best_characters = loss.characters
            self.best_done, self.stale = self.done(), 0
        else:
            self.stale += 1
        self._write_row(loss.nats, best=best)
        every = self.settings.sample_every * self.evaluate_every
        if every and self.step % every == 0:
            for temperature in TEMPERATURES:
                text = self._sample(weights, temperature, length=self.settings.display_length)
                self.emit(Sample(temperature, text))

    def _write_row(self, validation_loss: float, *, best: bool) -> None:
        row = Row(
            step=self.step,
            epoch=round(self.step / self.batches.steps_per_epoch, 4),
            seconds=round(self._seconds(), 2),
            train_loss=round(self.loss_sum / max(1, self.loss_steps), 6),
            validation_loss=round(validation_loss, 6),
            learning_rate=self.rate,
            chars_per_second=round(self._characters_per_second(), 1),
            best=best,
        )
        self.history.add(row)
        self.train_loss = row.train_loss
        self.loss_sum, self.loss_steps, self.loss_seconds = 0.0, 0, 0.0
        self.emit(row)

    def _sample(self, weights: Arrays, temperature: float, *, length: int) -> str:
        """Let some weights write, from the start of a document."""
        from textgen.lstm.architecture import arranged

        stream = Network(arranged(self.architecture, weights)).stream()
        opening = self.vocabulary.encode(self.state.delimiter or "\n")
        for number in opening[opening < self.vocabulary.size]:
            stream.feed(number[np.newaxis])
        draws = stream.sample(Sampling(temperature), seed=self.step, never=self.vocabulary.unknown_id)
        return self.vocabulary.decode(np.array([next(draws)[0] for _ in range(length)]))

    def _end(self) -> str:
        if self.settings.until is not None and self.best_loss <= self.settings.until:
            return "reached its goal"
        done = self.done()
        if done >= 1.0:
            return "finished"
        if (
            self.settings.recipe != "tutorial"
            and self.stale >= PATIENCE
            and done - max(self.best_done, PATIENT_UNTIL) >= PATIENCE_SHARE
        ):
            return "stopped early"
        return "interrupted" if self.stopping else ""

    def _finish(self, ended: str) -> Result:
        """Save for a resume, measure the last weights, and write the model with the best ones."""
        # Before the measurements below: an uninterrupted run would not have made the first one here, and
        # one that is killed in them must find its way back here.
        self._save()
        if ended == "interrupted":
            self.emit("Saved. Measuring the model before leaving …")
        seconds = FINAL_SECONDS if self.settings.minutes is not None else None
        if self.loss_steps:
            self._evaluate(seconds)
        loss, characters = self.best_loss, self.best_characters
        stop = min(len(self.ids), self.state.boundary + FINAL_CHARACTERS)
        if stop > self.validation_stop:
            self.emit("Measuring the best weights on more held-out text …")
            final = self.evaluator.stateful(self.best, self.ids, self.state.boundary, stop, seconds=seconds)
            loss, characters = final.nats, final.characters
        self._write_model(loss, characters)
        if loss > math.log(self.vocabulary.size) and ended != "interrupted":
            self.emit(
                f"That is worse than guessing evenly among {self.vocabulary.size:,} symbols "
                f"({math.log(self.vocabulary.size):.2f} nats): train anew with a lower --learning-rate."
            )
        if ended != "interrupted":
            self._save(ended)
        return Result(
            folder=self.folder,
            ended=ended,
            steps=self.step,
            seconds=self._seconds(),
            validation_loss=loss,
            characters=characters,
        )

    def _save_if_due(self, seconds: float) -> None:
        """Write a checkpoint if the last is older than this, and writing does not take too much time."""
        age = time.monotonic() - self.saved
        if age >= seconds and age * WRITING_SHARE >= self.save_seconds:
            self._save()

    def _save(self, ended: str = "") -> None:
        begun = time.monotonic()
        arrays: checkpoint.Groups = {
            "network": self.network.state_arrays(),
            "average": self.average.weights,
            "best": self.best,
        }
        if not all(np.isfinite(array).all() for array in arrays["network"]):
            raise DivergedError
        state = replace(
            self.state,
            step=self.step,
            seconds=self._seconds(),
            learning_rate=self.rate,
            train_loss=self.train_loss,
            best_loss=self.best_loss,
            best_step=self.best_step,
            best_done=self.best_done,
            stale=self.stale,
            ended=ended,
            history_bytes=self.history.size(),
            recent=(self.loss_sum, self.loss_steps, self.loss_seconds),
        )
        checkpoint.save(self.folder, step=self.step, state=state.to_json(self.folder), arrays=arrays)
        if not ended and self.best and self.best_step != self.written_step:
            self._write_model(self.best_loss, self.best_characters)
        self.has_checkpoint = True
        self.saved = time.monotonic()
        self.save_seconds = self.saved - begun

    def _write_model(self, validation_loss: float, characters: int) -> None:
        card.write_model(
            self.folder,
            self.state,
            self.architecture,
            self.best,
            metrics={
                "train_loss": self.train_loss,
                "validation_loss": round(validation_loss, 6),
                "bits_per_character": round(validation_loss / math.log(2), 6),
                "validation_characters": characters,
                "best_step": self.best_step,
                "steps": self.step,
                "epochs": round(self.step / self.batches.steps_per_epoch, 4),
                "seconds": round(self._seconds(), 2),
            },
            sample=self._sample(self.best, 0.5, length=400),
            excerpt=self.vocabulary.decode(self.ids.read(self.state.boundary, 400)),
        )
        self.written_step = self.best_step
