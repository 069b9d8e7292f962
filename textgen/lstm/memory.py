"""How much memory a training takes, and how much the machine has."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from textgen.errors import ModelError
from textgen.lstm.architecture import Architecture

TENSORFLOW = 600e6  # bytes of a process that has loaded it and trains a very small model


def needed(architecture: Architecture, *, batch: int, window: int, replicas: int) -> int:
    """Estimate the bytes that a training takes.

    Of each weight there are the value, the optimizer's two moments, the gradient of each replica and their
    mean, the moving average, the best so far, and what a checkpoint and a model being written hold; of each
    character in a batch what the backward pass needs of the layers, and the logits with their gradients.

    Args:
        architecture: The model's shape.
        batch: The streams, or examples, of a step.
        window: The characters of each.
        replicas: Into how many shares the batch is cut.
    """
    of_weights = 4 * architecture.parameters * (1 + 2 + replicas + 1 + 1 + 1 + 12)
    of_activations = 4 * batch * window * (14 * sum(architecture.layers) + 4 * architecture.vocabulary)
    return int(TENSORFLOW) + of_weights + of_activations


def available() -> int | None:
    """Return the bytes of memory that this process may still take; None where the system does not tell."""
    found = []
    with suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/meminfo").read_text("utf-8").splitlines()
        found.append(1024 * int(next(line for line in lines if line.startswith("MemAvailable:")).split()[1]))
    with suppress(OSError, ValueError):  # a container's limit
        group = Path("/sys/fs/cgroup")
        limit = int((group / "memory.max").read_text("utf-8"))
        found.append(limit - int((group / "memory.current").read_text("utf-8")))
    if not found and hasattr(os, "sysconf"):
        with suppress(OSError, ValueError):
            found.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    return min(found, default=None)


def check(architecture: Architecture, *, batch: int, window: int, replicas: int) -> None:
    """Refuse a training that the machine has no memory for.

    Raises:
        ModelError: it would take more than there is; the numbers are said.
    """
    need, have = needed(architecture, batch=batch, window=window, replicas=replicas), available()
    if have is not None and need > have:
        raise ModelError(
            f"layers of {','.join(map(str, architecture.layers))} units with a batch of {batch} × {window} "
            f"characters take about {need / 1e9:.1f} GB of memory; {have / 1e9:.1f} GB are free",
            hint="Give smaller --layers, or a smaller --batch-size or --window.",
        )
