"""One training on several machines, here processes that meet on loopback."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from textgen import load_generator, train
from textgen.errors import TextgenError
from textgen.lstm import checkpoint
from textgen.lstm.cluster import configured

OPTIONS = ["--layers", "12", "--window", "8", "--batch-size", "16", "--dropout", "0", "--sample-every", "0"]
OPTIONS += ["--implementation", "float32"]


@pytest.fixture
def verse(tmp_path: Path) -> Path:
    """An invented text of 6,000 characters that is easy to learn."""
    words = np.random.default_rng(1).choice(["tim", "tom", "tam", "und", "oder", "so"], 1500)
    path = tmp_path / "verse.txt"
    path.write_text(" ".join(words)[:6000], "utf-8")
    return path


def description(folder: Path, count: int = 2) -> list[Path]:
    """A file for each worker of a cluster on free ports."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        workers = [f"127.0.0.1:{each.getsockname()[1]}" for each in sockets]
    files = [folder / f"worker{index}.json" for index in range(count)]
    for index, file in enumerate(files):
        task = {"type": "worker", "index": index}
        file.write_text(json.dumps({"cluster": {"worker": workers}, "task": task}), "utf-8")
    return files


@contextmanager
def workers(arguments: list[str], files: list[Path]) -> Iterator[list[subprocess.Popen[str]]]:
    command = [sys.executable, "-m", "textgen", "train", *arguments]
    pipe = subprocess.PIPE
    processes = [
        subprocess.Popen([*command, "--cluster", str(file)], stdout=pipe, stderr=pipe, text=True)
        for file in files
    ]
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def weights(model: Path) -> list[np.ndarray]:
    return [np.asarray(array) for array in keras.saving.load_model(model / "model.keras").get_weights()]


def test_two_workers_end_with_the_weights_of_one_with_the_whole_batch(
    verse: Path, tmp_path: Path, textgen: Callable[..., Any]
) -> None:
    models = Path(os.environ["TEXTGEN_MODELS"])
    arguments = [str(verse), "--model", "shared", "--epochs", "3", *OPTIONS]
    with workers(arguments, description(tmp_path)) as (chief, other):
        _, errors = chief.communicate(timeout=100)
        assert chief.returncode == 0, errors
        _, errors = other.communicate(timeout=20)
        assert other.returncode == 0, errors
        assert "The first worker has the model" in errors
    assert textgen("train", verse, "--model", "alone", "--epochs", "3", *OPTIONS).code == 0
    for ours, theirs in zip(weights(models / "shared"), weights(models / "alone"), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)
    assert checkpoint.load_state(models / "shared")["workers"] == 2
    alone = train(model="shared", resume=True, epochs=4)
    assert alone.ended == "finished"


def test_a_lost_worker_is_said_and_the_cluster_goes_on_later(verse: Path, tmp_path: Path) -> None:
    folder = Path(os.environ["TEXTGEN_MODELS"]) / "verse"
    with workers([str(verse), "--minutes", "5", *OPTIONS], description(tmp_path)) as (chief, other):
        deadline = time.monotonic() + 60
        while not (folder / "checkpoint" / "latest").exists():
            assert chief.poll() is None, chief.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        other.send_signal(signal.SIGKILL)
        _, errors = chief.communicate(timeout=60)
        assert chief.returncode == 1
        assert "a worker of the cluster was lost; the model is saved" in errors
        assert "--resume" in errors
        assert "Traceback" not in errors
    step = checkpoint.load_state(folder)["step"]
    assert step > 0
    load_generator("verse").score("tim")
    epochs = str(step // 42 + 3)
    arguments = ["--model", "verse", "--resume", "--epochs", epochs]
    with workers(arguments, description(tmp_path)) as (chief, other):
        _, errors = chief.communicate(timeout=60)
        assert chief.returncode == 0, errors
    assert checkpoint.load_state(folder)["step"] > step


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[1]",
        '{"cluster": {"worker": ["a:1", "b:1"]}, "task": {"type": "worker", "index": 2}}',
        '{"cluster": {"worker": ["a:1", "b:1"]}, "task": {"type": "ps", "index": 0}}',
        '{"cluster": {"worker": ["a", "b"]}, "task": {"type": "worker", "index": 0}}',
    ],
)
def test_a_file_that_describes_no_cluster_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "cluster.json"
    path.write_text(text, "utf-8")
    with pytest.raises(TextgenError, match="does not describe a cluster"):
        configured(path)


def test_tf_config_is_honoured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = description(tmp_path)
    assert configured(None) is None
    monkeypatch.setenv("TF_CONFIG", second.read_text())
    found = configured(None)
    assert found is not None
    assert (found.workers, found.worker, found.is_chief) == (2, 1, False)
    assert configured(first) != found
