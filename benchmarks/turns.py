"""Contenders that take turns, each in a process of its own, and the table of their speeds."""

from __future__ import annotations

import argparse
import contextlib
import importlib.metadata
import importlib.util
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

Step = Callable[[], object]
Contenders = Mapping[str, Callable[[list[int], int], Step]]
Shape = tuple[str, int]

LIBRARIES = ("textgen", "tensorflow", "keras", "torch", "numpy")
notes: dict[str, str] = {}  # a contender's own, beside the versions

PATIENCE = 30  # times that a disturbed turn is repeated, at most


def run(
    script: str,
    description: str | None,
    contenders: Contenders,
    *,
    batch: int,
    seconds: float,
    block: int,
    characters_per_row: int,
    shapes: Sequence[Shape] = (),
    environment: Callable[[str], Mapping[str, str]] = lambda name: {},
) -> None:
    """Read the command line, let the contenders take turns, and print the medians and their ratios.

    All of a shape's contenders are started first; only one computes at a time, the others wait. The first
    turn of each is not counted.

    Args:
        script: The benchmark's own file, called again for each contender.
        description: Its help.
        contenders: By name, "ours" first; each takes layers and batch and returns a step to be timed.
            One whose name begins with "torch" takes part where torch is installed.
        batch: The default of ``--batch``.
        seconds: The default of ``--seconds``.
        block: Steps between two looks at the clock; so many come first, uncounted.
        characters_per_row: Characters that a step does in each row of the batch.
        shapes: The layers and the batch of each table, where ``--layers`` is not given.
        environment: What a contender's process has set.
    """
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--layers", help="for one shape instead of all: the units of each layer, as in 128,128"
    )
    parser.add_argument("--batch", type=int, default=batch)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=seconds, help="how long a turn is")
    parser.add_argument("--torch", metavar="PYTHON", help="a Python that has torch, if this one has not")
    parser.add_argument(
        "--others",
        metavar="SHARE",
        type=float,
        default=0.07,
        help="repeat a turn in which other programs took more of the processors; default 0.07",
    )
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the results there, too")
    parser.add_argument("--only", choices=contenders, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        layers = [int(units) for units in options.layers.split(",")]
        step = contenders[options.only](layers, options.batch)
        _work(step, seconds=options.seconds, block=block, characters=options.batch * characters_per_row)
        return

    torch = options.torch or (sys.executable if importlib.util.find_spec("torch") else None)
    names = [name for name in contenders if torch or not name.startswith("torch")]
    shapes = [(options.layers, options.batch)] if options.layers else shapes or [("128,128", options.batch)]
    results: list[dict[str, Any]] = []
    print(described(machine()))
    for layers_given, rows in shapes:

        def start(name: str, layers: str = layers_given, rows: int = rows) -> Contender:
            python = torch if torch and name.startswith("torch") else sys.executable
            command = [python, script, "--layers", layers, "--batch", str(rows)]
            command += ["--seconds", str(options.seconds), "--only", name]
            return Contender(command, {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", **environment(name)})

        started = {name: start(name) for name in names}
        for name, contender in started.items():
            _say(f"{name}: {contender.turn()[0]:,.0f} chars/s, not counted")
        for _ in range(options.rounds):
            for name, contender in started.items():
                speed = contender.calm_turn(options.others)
                _say(f"{name}: {speed:,.0f} chars/s")
        for contender in started.values():
            contender.end()
        print(f"\nlayers {layers_given}, batch {rows}")
        print(f"{'':16} {'chars/s, median':>16} {'lowest':>9} {'highest':>9} {'ours / it':>10} {'others':>7}")
        mine = statistics.median(started["ours"].speeds)
        for name, contender in started.items():
            speeds, others = contender.speeds, max(contender.others)
            median = statistics.median(speeds)
            print(
                f"{name:16} {median:>16,.0f} {min(speeds):>9,.0f} {max(speeds):>9,.0f} "
                f"{mine / median:>10.2f} {others:>7.0%}  {_listed(contender.about)}",
                flush=True,
            )
            results.append(
                {
                    "layers": layers_given,
                    "batch": rows,
                    "contender": name,
                    "characters_per_second": speeds,
                    "ours_divided_by_it": mine / median,
                    "share_of_other_programs": contender.others,
                    **contender.about,
                }
            )
    print(
        "\nothers: the share of the processors that other programs took in a contender's most disturbed turn"
    )
    if not torch:
        print("torch is not installed here: name an interpreter that has it with --torch PYTHON")
    if options.json:
        report = {**machine(), "results": results}
        options.json.write_text(json.dumps(report, indent=2) + "\n", "utf-8")


class Contender:
    """A process that computes when it is its turn.

    Args:
        command: What starts it.
        environment: Its environment variables.
    """

    def __init__(self, command: list[str], environment: Mapping[str, str]) -> None:
        self._stderr = tempfile.TemporaryFile("w+")  # noqa: SIM115 - open as long as the process runs
        self._process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            text=True,
        )
        self.about: dict[str, str] = self._answer()
        self.speeds: list[float] = []
        self.others: list[float] = []

    def _answer(self) -> Any:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            code = self._process.wait()
            self._stderr.seek(0)
            raise SystemExit(f"{self._stderr.read()}\na contender ended early, with exit code {code}")
        return json.loads(line)

    def turn(self) -> tuple[float, float]:
        """Let it compute; return its characters per second and the share that other programs took."""
        assert self._process.stdin
        before = processor_time(self._process.pid)
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        speed = float(self._answer())
        busy, own, total = (
            after - earlier for after, earlier in zip(processor_time(self._process.pid), before, strict=True)
        )
        return speed, max(0.0, busy - own) / max(1.0, total)

    def calm_turn(self, limit: float) -> float:
        """Let it compute until other programs take no more than a share; keep and return that speed."""
        speed, others = self.turn()
        for _ in range(PATIENCE):
            if others <= limit:
                break
            _say(f"again, since other programs took {others:.0%} of the processors")
            time.sleep(1)
            speed, others = min((speed, others), self.turn(), key=lambda turn: turn[1])
        self.speeds.append(speed)
        self.others.append(others)
        return speed

    def end(self) -> None:
        """Let the process end."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


def _work(step: Step, *, seconds: float, block: int, characters: int) -> None:
    """Be a contender: say the versions, then compute for some seconds for every line on stdin."""
    for _ in range(block):
        step()
    print(json.dumps({**notes, **versions()}), flush=True)
    for _ in sys.stdin:
        step()
        begun, steps = time.perf_counter(), 0
        while time.perf_counter() - begun < seconds:
            for _ in range(block):
                step()
            steps += block
        print(json.dumps(steps * characters / (time.perf_counter() - begun)), flush=True)


def cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def machine() -> dict[str, Any]:
    """What a table must tell of where it was measured."""
    return {"processor": processor(), "cores": cores(), "platform": platform.platform()}


def described(machine: Mapping[str, Any]) -> str:
    """The same in a line."""
    return f"{machine['processor']}, {machine['cores']} cores; {machine['platform']}"


def versions() -> dict[str, str]:
    """The versions of the libraries that this interpreter has."""
    found = {}
    for name in LIBRARIES:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[name] = importlib.metadata.version(name)
    return found


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _listed(about: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in about.items() if name != "textgen")


def processor() -> str:
    """The name of the processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "?")


def processor_time(process: int) -> tuple[float, float, float]:
    """Clock ticks since the start: of all programs, of one process, and in all, idle ones too (Linux).

    What the process has started counts with it.
    """
    try:
        whole = [int(ticks) for ticks in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
        own = sum(_ticks(each) for each in (process, *_children(process)))
    except OSError:
        return 0.0, 0.0, 0.0
    idle = whole[3] + whole[4]
    return sum(whole) - idle, own, sum(whole)


def _children(process: int) -> list[int]:
    lists = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for each in lists for child in each.read_text().split()]


def _ticks(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
