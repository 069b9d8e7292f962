"""Contenders that take turns, each in a process of its own, and the table of their speeds."""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

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
            One whose name begins with "torch" takes part where torch is installed, here or by ``--torch``.
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
    parser.add_argument("--torch", metavar="PYTHON", default=sys.executable, help="a Python that has torch")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the speeds there, too")
    parser.add_argument("--only", choices=contenders, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        layers = [int(units) for units in options.layers.split(",")]
        step = contenders[options.only](layers, options.batch)
        rate = _steps_per_second(step, seconds=seconds, block=block)
        print(json.dumps(rate * options.batch * characters_per_row))
        return
    has_torch = not subprocess.run(
        [options.torch, "-c", "import torch"], capture_output=True, check=False
    ).returncode
    names = [name for name in contenders if has_torch or not name.startswith("torch")]
    speeds: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(options.rounds):
        for name in names:
            done = subprocess.run(
                [
                    *(options.torch if name.startswith("torch") else sys.executable, script),
                    *("--layers", options.layers),
                    *("--batch", str(options.batch), "--only", name),
                ],
                env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", **environment(name)},
                capture_output=True,
                text=True,
                check=True,
            )
            speeds[name].append(json.loads(done.stdout))
    print(f"{processor()}, {os.cpu_count()} cores; layers {options.layers}, batch {options.batch}, float32")
    print(f"{'':14} {'chars/s, median':>16} {'lowest':>9} {'highest':>9} {'ours / it':>10}")
    mine = statistics.median(speeds["ours"])
    for name, values in speeds.items():
        median = statistics.median(values)
        print(f"{name:14} {median:>16,.0f} {min(values):>9,.0f} {max(values):>9,.0f} {mine / median:>10.2f}")
    if not has_torch:
        print("torch is not installed here: pip install torch, or name a Python that has it with --torch")
    if options.json:
        options.json.write_text(
            json.dumps(
                {
                    "layers": options.layers,
                    "batch": options.batch,
                    "machine": {"processor": processor(), "cores": os.cpu_count()},
                    "versions": {
                        "python": platform.python_version(),
                        **versions(sys.executable, "numpy", "keras", "tensorflow"),
                        **versions(options.torch, "torch"),
                    },
                    "characters_per_second": speeds,
                    "median": {name: statistics.median(values) for name, values in speeds.items()},
                    "ratio": {name: mine / statistics.median(values) for name, values in speeds.items()},
                },
                indent=2,
            )
            + "\n",
            "utf-8",
        )


def processor() -> str:
    """What the machine's processor calls itself."""
    cpuinfo = Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*: (.*)", cpuinfo.read_text()) if cpuinfo.exists() else []
    return names[0] if names else platform.processor()


def versions(python: str, *packages: str) -> dict[str, str]:
    """The versions of those packages that a Python has."""
    code = (
        "import importlib.metadata as m, json, sys\n"
        "found = {d.name.lower(): d.version for d in m.distributions() if d.name}\n"
        "print(json.dumps({p: found[p] for p in sys.argv[1:] if p in found}))"
    )
    done = subprocess.run([python, "-c", code, *packages], capture_output=True, text=True, check=False)
    return dict(json.loads(done.stdout or "{}"))


def _steps_per_second(step: Step, *, seconds: float, block: int) -> float:
    for _ in range(block):
        step()
    begun, steps = time.perf_counter(), 0
    while time.perf_counter() - begun < seconds:
        for _ in range(block):
            step()
        steps += block
    return steps / (time.perf_counter() - begun)
