"""Contenders that take turns, each in a process of its own, and the table of their speeds."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping

Step = Callable[[], object]
Contenders = Mapping[str, Callable[[list[int], int], Step]]


def run(
    script: str,
    description: str | None,
    contenders: Contenders,
    *,
    batch: int,
    seconds: float,
    block: int,
    characters_per_row: int,
    environment: Callable[[str], Mapping[str, str]] = lambda name: {},
) -> None:
    """Read the command line, let the contenders take turns, and print the medians and their ratios.

    Args:
        script: The benchmark's own file, called again for each turn.
        description: Its help.
        contenders: By name, "ours" first; each takes layers and batch and returns a step to be timed.
            One whose name begins with "torch" takes part where torch is installed.
        batch: The default of ``--batch``.
        seconds: How long a turn is.
        block: Steps between two looks at the clock; so many come first, uncounted.
        characters_per_row: Characters that a step does in each row of the batch.
        environment: What a contender's process has set.
    """
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--layers", default="128,128")
    parser.add_argument("--batch", type=int, default=batch)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=contenders, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        layers = [int(units) for units in options.layers.split(",")]
        step = contenders[options.only](layers, options.batch)
        rate = _steps_per_second(step, seconds=seconds, block=block)
        print(json.dumps(rate * options.batch * characters_per_row))
        return
    has_torch = importlib.util.find_spec("torch") is not None
    names = [name for name in contenders if has_torch or not name.startswith("torch")]
    speeds: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(options.rounds):
        for name in names:
            done = subprocess.run(
                [
                    *(sys.executable, script, "--layers", options.layers),
                    *("--batch", str(options.batch), "--only", name),
                ],
                env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", **environment(name)},
                capture_output=True,
                text=True,
                check=True,
            )
            speeds[name].append(json.loads(done.stdout))
    print(f"layers {options.layers}, batch {options.batch}, float32, {os.cpu_count()} cores")
    print(f"{'':14} {'chars/s, median':>16} {'lowest':>9} {'highest':>9} {'ours / it':>10}")
    mine = statistics.median(speeds["ours"])
    for name, values in speeds.items():
        median = statistics.median(values)
        print(f"{name:14} {median:>16,.0f} {min(values):>9,.0f} {max(values):>9,.0f} {mine / median:>10.2f}")
    if not has_torch:
        print("torch is not installed here: pip install torch, to compare with it")


def _steps_per_second(step: Step, *, seconds: float, block: int) -> float:
    for _ in range(block):
        step()
    begun, steps = time.perf_counter(), 0
    while time.perf_counter() - begun < seconds:
        for _ in range(block):
            step()
        steps += block
    return steps / (time.perf_counter() - begun)
