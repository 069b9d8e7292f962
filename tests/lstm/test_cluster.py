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

SETTINGS: dict[str, Any] = {
    "layers": (12,),
    "window": 8,
    "batch_size": 16,
    "dropout": 0.3,
    "sample_every": 0,
    "implementation": "float32",
}
OPTIONS = [
    word
    for name, value in SETTINGS.items()
    for word in (f"--{name.replace('_', '-')}", str(value).strip("(),"))
]


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


def test_two_workers_end_with_the_weights_of_one_with_the_whole_batch(verse: Path, tmp_path: Path) -> None:
    models = Path(os.environ["TEXTGEN_MODELS"])
    arguments = [str(verse), "--model", "shared", "--epochs", "3", *OPTIONS]
    with workers(arguments, description(tmp_path)) as (chief, other):
        _, errors = chief.communicate(timeout=100)
        assert chief.returncode == 0, errors
        _, errors = other.communicate(timeout=100)
        assert other.returncode == 0, errors
        assert "The first worker has the model" in errors
    train(verse, model="alone", epochs=3, **SETTINGS)
    for ours, theirs in zip(weights(models / "shared"), weights(models / "alone"), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)
    assert checkpoint.load_state(models / "shared")["workers"] == 2
    alone = train(model="shared", resume=True, epochs=4)
    assert alone.ended == "finished"


def test_a_lost_worker_is_said_and_the_cluster_goes_on_later(verse: Path, tmp_path: Path) -> None:
    folder = Path(os.environ["TEXTGEN_MODELS"]) / "verse"
    with workers([str(verse), "--minutes", "5", *OPTIONS], description(tmp_path)) as (chief, other):
        deadline = time.monotonic() + 100
        while not (folder / "checkpoint" / "latest").exists():
            assert chief.poll() is None, chief.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        other.send_signal(signal.SIGKILL)
        _, errors = chief.communicate(timeout=100)
        assert chief.returncode == 1
        assert "a worker of the cluster was lost; what was learned is saved" in errors
        assert "--resume" in errors
        assert "Traceback" not in errors
    step = checkpoint.load_state(folder)["step"]
    assert step > 0
    load_generator("verse").score("tim")
    epochs = str(step // 42 + 1)
    arguments = ["--model", "verse", "--resume", "--epochs", epochs]
    with workers(arguments, description(tmp_path)) as (chief, other):
        _, errors = chief.communicate(timeout=100)
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


def test_shares_on_several_devices_are_learned_as_by_threads() -> None:
    code = """
import numpy as np, tensorflow as tf
[cpu] = tf.config.list_physical_devices("CPU")
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
from textgen.lstm.architecture import Architecture, initial_weights
from textgen.lstm.devices import Devices
from textgen.lstm.network import TrainingNetwork
architecture = Architecture(20, 16, (12, 8))
weights = initial_weights(architecture, seed=1)
options = {"batch": 8, "dropout": 0.2, "clip": 1.0, "replicas": 2}
threads = TrainingNetwork(architecture, weights, **options)
devices = TrainingNetwork(architecture, weights, devices=Devices(["CPU:0", "CPU:1"]), **options)
random = np.random.default_rng(0)
for step in range(1, 8):
    windows = random.integers(0, 20, (8, 11)).astype(np.int32)
    losses = [each.train_step(windows, step=step, learning_rate=0.01) for each in (threads, devices)]
    np.testing.assert_allclose(*losses, rtol=1e-6)
for one, other in zip(threads.state_arrays(), devices.state_arrays(), strict=True):
    np.testing.assert_allclose(one, other, atol=1e-6)
assert not np.array_equal(threads.weights()[-1], weights[-1])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_all_devices_says_what_it_found(verse: Path, textgen: Callable[..., Any]) -> None:
    env = {"CUDA_VISIBLE_DEVICES": "-1"}
    done = textgen("train", verse, "--devices", "all", "--epochs", "1", *OPTIONS, env=env)
    assert done.code == 0, done.stderr
    assert "No graphics card was found; it trains as without --devices." in done.stderr
