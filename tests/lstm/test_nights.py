"""What happens to a training while nobody looks: numbers that explode, full disks, closed terminals."""

from __future__ import annotations

import contextlib
import csv
import fcntl
import json
import math
import os
import pty
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from textgen import load_generator, train
from textgen.errors import ModelError
from textgen.lstm import checkpoint, memory
from textgen.lstm.architecture import Architecture
from textgen.lstm.events import Event, Plan, Progress, Row
from textgen.lstm.network import TrainingNetwork

SMALL: dict[str, Any] = {"layers": (12, 8), "window": 8, "batch_size": 16, "dropout": 0.1}
COMMAND = ["--layers", "12,8", "--window", "8", "--batch-size", "16", "--sample-every", "0"]


def history(model: Path) -> list[dict[str, str]]:
    with (model / "history.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_until_stops_at_the_first_evaluation_that_is_good_enough(verse: Path) -> None:
    whole = train(verse, model="whole", epochs=4, **SMALL)
    losses = [float(row["validation_loss"]) for row in history(whole.folder)]
    goal = losses[2] + 1e-4
    result = train(verse, model="goal", epochs=4, until=goal, **SMALL)
    assert result.ended == "reached its goal"
    assert result.steps == int(history(whole.folder)[2]["step"])
    assert result.validation_loss == pytest.approx(losses[2], abs=1e-5)
    with pytest.raises(ModelError, match="reached its goal") as caught:
        train(model="goal", resume=True)
    assert "--until" in caught.value.hint
    longer = train(model="goal", resume=True, until=min(losses) - 1)
    assert (longer.ended, longer.steps) == ("finished", whole.steps)


def breaking(monkeypatch: pytest.MonkeyPatch, steps: set[int], *, always: bool = False) -> None:
    """Make a weight not a number after some steps: once each, or whenever they are done."""
    original = TrainingNetwork.train_step

    def train_step(network: TrainingNetwork, *arguments: Any, step: int, **options: Any) -> float:
        loss = original(network, *arguments, step=step, **options)
        if step in steps:
            weight = network.variables[-1]
            weight.assign(np.full(weight.shape, np.nan, np.float32))
            if not always:
                steps.discard(step)
        return loss

    monkeypatch.setattr(TrainingNetwork, "train_step", train_step)


@pytest.mark.parametrize("step", [3, 23, 123])  # before the first checkpoint, at an evaluation, at the end
def test_a_loss_that_is_no_number_goes_back_and_on_with_half_the_rate(
    verse: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    whole = train(verse, model="whole", epochs=3, **SMALL)
    breaking(monkeypatch, {step})
    events: list[Event] = []
    result = train(verse, epochs=3, on_event=events.append, **SMALL)
    assert (result.ended, result.steps) == ("finished", whole.steps)
    assert sum("0.5 of the learning rate" in event for event in events if isinstance(event, str)) == 1
    assert sum(isinstance(event, Plan) for event in events) == 1
    rows = history(result.folder)
    assert [int(row["step"]) for row in rows] == [int(row["step"]) for row in history(whole.folder)]
    assert all(math.isfinite(float(row["validation_loss"])) for row in rows)
    halved = [float(row["learning_rate"]) for row in rows if int(row["step"]) > step]
    full = [float(row["learning_rate"]) for row in history(whole.folder) if int(row["step"]) > step]
    assert halved == pytest.approx([rate / 2 for rate in full])
    assert checkpoint.load_state(result.folder)["halvings"] == 1


def test_a_loss_that_is_no_number_from_the_first_step_on_leaves_nothing_and_says_so(
    verse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaking(monkeypatch, {1}, always=True)
    with pytest.raises(ModelError, match="no longer a number") as caught:
        train(verse, epochs=3, **SMALL)
    assert caught.value.hint.startswith("Give a lower --learning-rate")
    assert not Path(os.environ["TEXTGEN_MODELS"], "verse").exists()


def test_a_model_that_is_worse_than_guessing_is_not_praised(verse: Path) -> None:
    events: list[Event] = []
    tutorial = {"recipe": "tutorial", "layers": (16,), "window": 8, "examples_per_epoch": 256}
    result = train(verse, epochs=1, learning_rate=10, on_event=events.append, **tutorial)
    assert result.validation_loss > math.log(load_generator("verse").vocabulary.size)
    assert any("worse than guessing evenly among" in event for event in events if isinstance(event, str))


def test_how_often_samples_are_shown_may_change_on_the_way(verse: Path) -> None:
    train(verse, epochs=1, **SMALL)
    resumed = train(model="verse", resume=True, epochs=2, sample_every=0)
    assert resumed.ended == "finished"
    with pytest.raises(ModelError, match=r"--init-from cannot change .* \(it is not given\)"):
        train(model="verse", resume=True, epochs=3, init_from="shakespeare")


def test_a_loss_that_stays_no_number_ends_clearly_and_keeps_the_best(
    verse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaking(monkeypatch, {50}, always=True)
    events: list[Event] = []
    with pytest.raises(ModelError, match=r"no longer a number .* halved 3 times") as caught:
        train(verse, epochs=3, on_event=events.append, **SMALL)
    assert "--learning-rate" in caught.value.hint
    assert sum("of the learning rate" in event for event in events if isinstance(event, str)) == 3
    best = min(event.validation_loss for event in events if isinstance(event, Row))
    folder = Path(os.environ["TEXTGEN_MODELS"]) / "verse"
    metrics = json.loads((folder / "textgen.json").read_text("utf-8"))["metrics"]
    assert metrics["validation_loss"] == pytest.approx(best, abs=1e-5)
    load_generator("verse").score("tim")
    arrays = checkpoint.load_arrays(folder)
    assert all(np.isfinite(array).all() for group in arrays.values() for array in group)


def test_each_evaluation_leaves_a_checkpoint(verse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textgen.lstm.run.WRITING_SHARE", math.inf)
    steps: list[int] = []

    def look(event: Event) -> None:
        if isinstance(event, Progress) and event.step >= 25:
            steps.append(checkpoint.load_state(Path(os.environ["TEXTGEN_MODELS"]) / "verse")["step"])

    result = train(verse, epochs=3, on_event=look, **SMALL)
    evaluations = [int(row["step"]) for row in history(result.folder)]
    assert sorted(set(steps)) == evaluations[:-1]


@contextlib.contextmanager
def started(verse: Path, *options: str, **popen: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A training in a process of its own, that does not outlive the block."""
    command = [sys.executable, "-m", "textgen", "train", str(verse), *COMMAND, *options]
    with subprocess.Popen(command, **popen) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for(condition: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 100
    while not condition():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_closed_terminal_saves_the_model(verse: Path) -> None:
    folder = Path(os.environ["TEXTGEN_MODELS"]) / "verse"
    terminal, other = pty.openpty()
    with started(
        verse,
        "--minutes",
        "5",
        stdin=other,
        stdout=other,
        stderr=other,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    ) as process:
        os.close(other)
        os.set_blocking(terminal, False)

        def saved() -> bool:
            with contextlib.suppress(BlockingIOError):  # read on, or the training waits for its reader
                os.read(terminal, 1 << 16)
            return (folder / "checkpoint" / "latest").exists()

        wait_for(saved, process)
        os.close(terminal)
        assert process.wait(timeout=100) > 0
    manifest = json.loads((folder / "textgen.json").read_text("utf-8"))
    assert manifest["metrics"]["steps"] == checkpoint.load_state(folder)["step"]
    load_generator("verse").score("tim")
    resumed = train(model="verse", resume=True, minutes=0.01)
    assert resumed.steps >= manifest["metrics"]["steps"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_one_that_ends_before_its_first_step_leaves_nothing(verse: Path, number: signal.Signals) -> None:
    models = Path(os.environ["TEXTGEN_MODELS"])
    pipe = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    with started(verse, "--layers", "700", **pipe) as process:
        wait_for((models / "verse" / ".lock").exists, process)
        process.send_signal(number)
        _, errors = process.communicate(timeout=100)
    assert process.returncode == 130
    assert errors.endswith("Interrupted.\n")
    assert not (models / "verse").exists()


def test_nohup_goes_on_when_the_terminal_closes(verse: Path) -> None:
    folder = Path(os.environ["TEXTGEN_MODELS"]) / "verse"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with started(
        verse, "--epochs", "4", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN), **quiet
    ) as process:
        wait_for((folder / "checkpoint" / "latest").exists, process)
        process.send_signal(signal.SIGHUP)
        assert process.wait(timeout=100) == 0
    assert checkpoint.load_state(folder)["ended"] == "finished"


def test_the_second_training_of_a_model_is_told_who_holds_it(verse: Path) -> None:
    folder = Path(os.environ["TEXTGEN_MODELS"]) / "verse"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with started(verse, "--minutes", "5", **quiet) as process:
        wait_for((folder / ".lock").exists, process)
        wait_for(lambda: bool((folder / ".lock").read_bytes()), process)
        with pytest.raises(ModelError, match=rf"by another textgen \(process {process.pid} on .+, since "):
            train(verse, overwrite=True, **SMALL)
    assert train(verse, overwrite=True, epochs=1, **SMALL).ended == "finished"


def test_a_disk_that_fills_up_leaves_the_last_good_checkpoint(
    verse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Path(os.environ["TEXTGEN_MODELS"])
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "none", disk], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("file systems cannot be mounted here")
    try:
        monkeypatch.setattr("textgen.lstm.run.WRITING_SHARE", math.inf)
        filler = disk / "filler"

        def fill(event: Event) -> None:
            if isinstance(event, Progress) and event.step == 65:
                with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
                    while file.write(b"x" * 4096):
                        pass

        with pytest.raises(ModelError, match="No space left on device") as caught:
            train(verse, epochs=3, on_event=fill, **SMALL)
        assert "textgen train --model verse --resume" in caught.value.hint
        assert checkpoint.load_state(disk / "verse")["step"] == 46
        load_generator("verse").score("tim")
        filler.unlink()
        assert train(model="verse", resume=True).steps == 126
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_model_too_large_for_the_memory_is_refused_with_the_number(verse: Path) -> None:
    with pytest.raises(ModelError, match=r"8192,8192 .* GB") as caught:
        train(verse, layers=(8192, 8192))
    assert "--layers" in caught.value.hint
    with pytest.raises(ModelError, match=r"take about [\d,.]+ GB of memory; [\d.]+ GB are free"):
        memory.check(Architecture(65, 64, (8192,)), batch=100_000, window=1000, replicas=2)
    assert not (Path(os.environ["TEXTGEN_MODELS"]) / "verse").exists()


def test_a_batch_larger_than_the_text_allows_is_lowered_and_said(verse: Path) -> None:
    plans: list[Plan] = []

    def keep(event: Event) -> None:
        if isinstance(event, Plan):
            plans.append(event)

    train(verse, model="a", epochs=1, on_event=keep, **{**SMALL, "batch_size": 5000})
    train(
        verse,
        model="b",
        recipe="tutorial",
        layers=(8,),
        window=10,
        batch_size=5000,
        epochs=1,
        examples_per_epoch=300,
        on_event=keep,
    )
    assert [plan.settings.batch_size for plan in plans] == [168, 300]
    assert all("5000" in plan.settings.reasons["batch_size"] for plan in plans)
