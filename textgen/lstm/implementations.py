"""The ways to compute a training step, and which of them is the fastest here.

| name | |
|---|---|
| float32 | TensorFlow's LSTM kernels; the reference that the others are tested against |
| bfloat16 | the same with matrix products of 8 significant bits, where the processor multiplies them fast |
| keras | ``keras.layers.LSTM``, which runs on cuDNN where there is a graphics card |
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from textgen.lstm.architecture import Architecture
    from textgen.lstm.network import TrainingNetwork

NAMES = ("float32", "bfloat16", "keras")
BFLOAT16_FLAGS = {"avx512_bf16", "amx_bf16", "bf16"}  # as Linux lists them, on x86 and on ARM
BFLOAT16_GAIN = (
    1.1  # so much faster bfloat16 must be: near 1, chance would decide, and exactness is worth more
)
FEWEST_UNITS = 128  # smaller layers gain nothing by it
SECONDS, ROUNDS = 1.0, 4  # of measured steps, at least
SHORTEST = 1.0  # minutes of training; in less, measuring takes longer than bfloat16 can save


class Choice(NamedTuple):
    """An implementation, why it was chosen ("" if there was nothing to choose), and what that took."""

    name: str
    reason: str = ""
    seconds: float = 0.0


def choose(
    architecture: Architecture,
    network: Callable[[str], TrainingNetwork],
    *,
    batch: int,
    window: int,
    minutes: float | None = None,
    say: Callable[[str], None],
) -> Choice:
    """Find the fastest implementation for a model on this computer, by trying where it is not plain.

    Args:
        architecture: The model's shape.
        network: Makes the network to be trained, with an implementation; it may be spoilt.
        batch: The number of parallel streams.
        window: The characters of each stream in a step.
        minutes: How long the training may take; None has no limit.
        say: Is told that a measurement begins.
    """
    import tensorflow as tf

    if tf.config.list_physical_devices("GPU"):
        return Choice("keras", "there is a graphics card")
    hurried = minutes is not None and minutes < SHORTEST
    if hurried or not bfloat16_may_be_faster(architecture):
        return Choice("float32")
    say("Measuring whether bfloat16 is faster here …")
    begun = time.monotonic()
    windows = np.zeros((batch, window + 1), np.int32)
    networks = {name: network(name) for name in ("float32", "bfloat16")}
    best = dict.fromkeys(networks, float("inf"))
    for each in networks.values():
        each.compile(window)
        each.train_step(windows, step=1, learning_rate=0.0)
    # The processor's time, since that depends least on what else the computer does.
    measured, rounds = time.monotonic(), 0
    while rounds < ROUNDS or time.monotonic() - measured < SECONDS:
        for name, each in networks.items():
            step_begun = time.process_time()
            each.train_step(windows, step=1, learning_rate=0.0)
            best[name] = min(best[name], time.process_time() - step_begun)
        rounds += 1
    gain, seconds = best["float32"] / best["bfloat16"], time.monotonic() - begun
    return Choice(
        "bfloat16" if gain >= BFLOAT16_GAIN else "float32",
        f"bfloat16 is {gain:.2f} times as fast as float32 here (measured in {seconds:.1f} s)",
        seconds,
    )


def bfloat16_may_be_faster(architecture: Architecture) -> bool:
    """Whether a measurement is worth its time: the layers are large, and the processor knows bfloat16."""
    if architecture.recurrent_activation != "sigmoid" or max(architecture.layers) < FEWEST_UNITS:
        return False
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:  # not Linux: TensorFlow has no fast bfloat16 there
        return False
    flags = next((line for line in lines if line.lower().startswith(("flags", "features"))), "")
    return bool(BFLOAT16_FLAGS & set(flags.split()))
