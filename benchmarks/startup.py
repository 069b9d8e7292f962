"""Start-up: how long after Enter ``textgen --help`` and the first generated character come.

    python benchmarks/startup.py [--model shakespeare] [--rounds 10]

Each row is a whole process, started anew; rows take turns, and medians are printed. Text is read from a
terminal of its own, since a pipe would show it in blocks. ``python -c pass`` and ``import typer`` are what no
program of this kind can be faster than.
"""

from __future__ import annotations

import argparse
import os
import pty
import statistics
import subprocess
import sys
import time
from collections.abc import Callable


def whole(*command: str) -> float:
    """Return the seconds from the start of a command to its end."""
    begun = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun


def first_character(*command: str) -> float:
    """Return the seconds from the start of a command to the first character on its terminal."""
    ours, theirs = pty.openpty()
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL) as process:
        os.read(ours, 1)
        seconds = time.perf_counter() - begun
        process.kill()
    os.close(theirs)
    os.close(ours)
    return seconds


def main() -> None:
    """Let the rows take turns and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="shakespeare")
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    python, textgen = (sys.executable, "-c"), (sys.executable, "-m", "textgen")
    rows: dict[str, Callable[[], float]] = {
        "python -c pass": lambda: whole(*python, "pass"),
        "import typer": lambda: whole(*python, "import typer"),
        "import numpy, h5py": lambda: whole(*python, "import numpy, h5py"),
        "textgen --help": lambda: whole(*textgen, "--help"),
        "textgen generate: first character": lambda: first_character(
            *textgen, "generate", options.model, "--length", "100000", "--prompt", "The "
        ),
    }
    seconds: dict[str, list[float]] = {name: [] for name in rows}
    for _ in range(options.rounds):
        for name, measure in rows.items():
            seconds[name].append(measure())
    print(f"{'':34} {'median':>8} {'fastest':>8} {'slowest':>8}")
    for name, values in seconds.items():
        shown = (statistics.median(values), min(values), max(values))
        print(f"{name:34} " + " ".join(f"{value:>6.3f} s" for value in shown))


if __name__ == "__main__":
    main()
