"""The learning-rate finder, and TensorBoard's logs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from textgen import train
from textgen.errors import TextgenError
from textgen.installation import install_hint
from textgen.lstm.learning_rate import find_learning_rate


def test_the_finder_suggests_a_rate_says_what_to_type_and_leaves_nothing(
    verse: Path, textgen: Callable[..., Any]
) -> None:
    before = sorted(verse.parent.rglob("*"))
    done = textgen("train", "verse.txt", "--find-learning-rate", "--layers", "16", "--window", "8")
    assert done.code == 0, done.stderr
    header, *rows, last = done.stdout.strip().split("\n")
    assert header.split() == ["learning", "rate", "loss"]
    rates = [float(row.split()[0]) for row in rows]
    assert rates == sorted(rates)
    suggestion = float(last.removeprefix("suggestion: "))
    assert 1e-4 < suggestion <= 0.5
    typed = f"textgen train verse.txt --layers 16 --window 8 --learning-rate {suggestion:g}"
    assert f"Next: {typed}" in done.stderr
    assert sorted(verse.parent.rglob("*")) == before


@pytest.mark.parametrize(
    "option",
    [["--resume"], ["--overwrite"], ["--cluster", "c.json"], ["--devices", "all"], ["--tensorboard", "logs"]],
)
def test_the_finder_refuses_what_it_would_ignore(
    verse: Path, textgen: Callable[..., Any], option: list[str]
) -> None:
    done = textgen("train", verse, "--find-learning-rate", *option)
    assert done.code == 1
    assert f"--find-learning-rate and {option[0]} exclude each other" in done.stderr


def test_the_suggested_rate_learns_better_than_one_far_lower(verse: Path) -> None:
    options: dict[str, Any] = {"layers": (16,), "window": 8, "dropout": 0.0}
    suggestion = find_learning_rate(verse, **options).suggestion
    assert suggestion
    good = train(verse, epochs=4, learning_rate=suggestion, **options)
    slow = train(verse, overwrite=True, epochs=4, learning_rate=suggestion / 50, **options)
    assert good.validation_loss < slow.validation_loss


def test_tensorboard_reads_the_losses_and_the_samples(verse: Path, tmp_path: Path) -> None:
    pytest.importorskip("tensorboard")
    import tensorflow as tf
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    options: dict[str, Any] = {"layers": (8,), "window": 8, "batch_size": 16, "sample_every": 1}
    result = train(verse, epochs=2, tensorboard=tmp_path / "logs", **options)
    logs = EventAccumulator(str(tmp_path / "logs"), size_guidance={"tensors": 0})
    logs.Reload()
    names = set(logs.Tags()["tensors"])
    assert {"loss/train", "loss/validation", "learning rate", "characters per second"} <= names
    rows = (result.folder / "history.csv").read_text("utf-8").splitlines()[1:]
    losses = {int(row.split(",")[0]): float(row.split(",")[4]) for row in rows}
    for event in logs.Tensors("loss/validation"):
        assert float(tf.make_ndarray(event.tensor_proto)) == pytest.approx(losses[event.step], abs=1e-5)
    assert "temperature 0.5" in names


def test_logs_that_cannot_be_written_end_the_training_before_it_begins(verse: Path) -> None:
    pytest.importorskip("tensorboard")
    with pytest.raises(TextgenError, match="no logs can be written"):
        train(verse, tensorboard=verse)
    assert not Path(os.environ["TEXTGEN_MODELS"], "verse").exists()


FULL = """
import resource, sys
from pathlib import Path
from textgen.lstm.events import Row, Sample
from textgen.lstm.tensorboard import logging_to

seen = []
log = logging_to(Path("logs"), seen.append)
for step in range(1, 6):
    log(Row(step, 0.1, 1.0, 2.0, 2.0, 0.1, 5.0, True))
    log(Sample(0.5, "line " * 100))
    resource.setrlimit(resource.RLIMIT_FSIZE, (700, 700))
assert sum(isinstance(event, Row) for event in seen) == 5
assert sum(isinstance(event, Sample) for event in seen) == 5
print(*(event for event in seen if isinstance(event, str)), sep="\\n")
"""


def test_a_log_that_does_not_fit_on_the_disk_is_given_up_and_said_once() -> None:
    pytest.importorskip("tensorboard")
    done = subprocess.run([sys.executable, "-c", FULL], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "TensorBoard's log in logs ends here: File too large. The training goes on.\n"


def test_without_its_package_tensorboard_says_how_to_get_it(
    verse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("textgen.lstm.tensorboard.find_spec", lambda name: None)
    with pytest.raises(TextgenError, match="not installed") as caught:
        train(verse, tensorboard=Path("logs"))
    assert caught.value.hint == install_hint("tensorboard")
    assert not Path(os.environ["TEXTGEN_MODELS"], "verse").exists()
